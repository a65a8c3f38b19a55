namespace ResearchML.Trainers;

/// <summary>Draws indices in proportion to weights, from (seed, position): the same whatever the order of the draws.</summary>
internal sealed class WeightedDraw
{
    private readonly double[] _cumulative;

    /// <summary>Makes the draw.</summary>
    /// <param name="weights">One or more, not negative, not all 0.</param>
    public WeightedDraw(IReadOnlyList<double> weights)
    {
        _cumulative = new double[weights.Count];
        double sum = 0;
        for (int i = 0; i < _cumulative.Length; i++)
            _cumulative[i] = sum += weights[i];
    }

    /// <summary>An index.</summary>
    public int Pick(ulong seed, int position)
    {
        double share = (ComponentSeed.Mix(seed, (ulong)position) >> 11) * Math.ScaleB(1, -53);
        int found = Array.BinarySearch(_cumulative, share * _cumulative[^1]);
        return Math.Min(found >= 0 ? found + 1 : ~found, _cumulative.Length - 1);
    }
}
