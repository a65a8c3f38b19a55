namespace ResearchML.Statistics;

/// <summary>Whether one of two treatments of the same items succeeds more often than the other.</summary>
/// <remarks>
/// McNemar 1947, "Note on the sampling error of the difference between correlated proportions or percentages", Psychometrika 12, 153-157. Only items on which the two differ
/// tell anything: if neither is better, each is a fair coin. Exact, from the binomial distribution, where the paper approximates with χ². No mid-p.
/// </remarks>
public static class McNemar
{
    private const double Least = 1e-300; // beyond, a term times what is below 1 would round to itself for ever

    /// <summary>The two-sided p value, min(1, 2·P(X ≤ min(a, b))) with X ~ Binomial(a + b, 1/2).</summary>
    /// <param name="onlyA">Items on which A succeeds and B does not. At least 0.</param>
    /// <param name="onlyB">Items on which B succeeds and A does not. At least 0.</param>
    /// <returns>The probability, if neither is better, of a split at least as uneven. 1 where the two never differ; 0 where it is below about 1e-300.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static double Exact(int onlyA, int onlyB)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyA);
        ArgumentOutOfRangeException.ThrowIfNegative(onlyB);
        long n = (long)onlyA + onlyB, fewer = Math.Min(onlyA, onlyB), middle = n / 2;
        // Terms are C(n, i) over the middle one, from the middle down: a logarithm of a large factorial would lose the digits that it gains.
        double term = 1, tail = 0, all = 0;
        for (long i = middle; i >= 0 && term > Least; i--)
        {
            all += 2 * i == n ? term : 2 * term; // i and n - i, which are one where n is even and i is the middle
            if (i <= fewer)
                tail += term;
            term *= i / (double)(n - i + 1); // C(n, i - 1) / C(n, i)
        }

        return Math.Min(1, 2 * tail / all);
    }
}
