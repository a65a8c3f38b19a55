namespace ResearchML.Transforms.Tests;

/// <summary>Pearson's test of uniform draws.</summary>
internal static class ChiSquared
{
    /// <summary>The probability of draws as uneven as these, or more so, were they uniform over so many outcomes.</summary>
    /// <param name="draws">Draws.</param>
    /// <param name="outcomes">Outcomes that there are.</param>
    public static double PValue(IReadOnlyCollection<int[]> draws, int outcomes)
    {
        int[] counts = [.. draws.CountBy(d => string.Join(',', d)).Select(c => c.Value)];
        double expected = (double)draws.Count / outcomes, degrees = outcomes - 1;
        double statistic = counts.Sum(c => (c - expected) * (c - expected) / expected) + (outcomes - counts.Length) * expected;
        // Wilson and Hilferty 1931: the cube root is almost normal, to 3 digits at 7 degrees and more.
        double z = (Math.Cbrt(statistic / degrees) - (1 - 2 / (9 * degrees))) / Math.Sqrt(2 / (9 * degrees));
        return z < 0 ? 1 - Tail(-z) : Tail(z);
    }

    /// <summary>The normal distribution's upper tail, z at least 0: Abramowitz and Stegun 26.2.17, to 7.5e-8.</summary>
    private static double Tail(double z)
    {
        double t = 1 / (1 + 0.2316419 * z);
        return Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    }
}
