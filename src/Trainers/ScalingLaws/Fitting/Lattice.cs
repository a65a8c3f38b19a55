namespace ResearchML.Trainers;

/// <summary>Points that fill a box evenly at any count and dimension, without chance: a Kronecker lattice.</summary>
/// <remarks>Coordinate k of point i is the fraction of ½ + i·φ^-(k+1), φ the root of φ^(dimensions+1) = φ + 1 (the golden ratio in one dimension).</remarks>
internal static class Lattice
{
    public static IEnumerable<double[]> Points(int dimensions, int count)
    {
        double ratio = 2;
        for (int i = 0; i < 40; i++)
            ratio = Math.Pow(1 + ratio, 1.0 / (dimensions + 1));
        for (int i = 0; i < count; i++)
        {
            double[] point = new double[dimensions];
            for (int k = 0; k < dimensions; k++)
                point[k] = (0.5 + (i + 1) * Math.Pow(ratio, -(k + 1))) % 1;
            yield return point;
        }
    }
}
