namespace ResearchML.Statistics;

/// <summary>Holm's correction for several tests at once.</summary>
/// <remarks>
/// Holm 1979, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 65-70; as adjusted p values: of m tests, the j-th smallest p
/// becomes max over i ≤ j of min(1, (m - i + 1)·p(i)). Rejecting those below α keeps the chance of any false rejection below α, however the tests depend on each other.
/// </remarks>
public static class Holm
{
    /// <summary>The adjusted p values.</summary>
    /// <param name="p">The p values, each in [0, 1], in any order. NaN is no test: it stays NaN and does not count.</param>
    /// <returns>As many, in the same order.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="p"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A p value is outside [0, 1].</exception>
    public static double[] Adjust(IReadOnlyList<double> p)
    {
        ArgumentNullException.ThrowIfNull(p);
        for (int i = 0; i < p.Count; i++)
        {
            if (p[i] is < 0 or > 1)
                throw new ArgumentOutOfRangeException(nameof(p), p[i], FormattableString.Invariant($"A p value lies in [0, 1], but number {i} is {p[i]}."));
        }

        double[] adjusted = new double[p.Count];
        Array.Fill(adjusted, double.NaN);
        int[] ascending = [.. Enumerable.Range(0, p.Count).Where(i => !double.IsNaN(p[i])).OrderBy(i => p[i])];
        double largest = 0;
        for (int rank = 0; rank < ascending.Length; rank++)
        {
            largest = Math.Max(largest, Math.Min(1, (ascending.Length - rank) * p[ascending[rank]]));
            adjusted[ascending[rank]] = largest;
        }

        return adjusted;
    }
}
