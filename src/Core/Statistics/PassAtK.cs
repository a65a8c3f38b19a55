using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>pass@k: the probability that at least one of k samples is correct, from n graded samples of which c were correct.</summary>
/// <remarks>
/// <para>Chen et al. 2021, "Evaluating Large Language Models Trained on Code", arXiv:2107.03374, section 2.1, equation (1): 1 − C(n − c, k)/C(n, k), the share of the sets of k
/// samples that hold a correct one, has the mean 1 − (1 − p)^k whatever p is, where 1 − (1 − c/n)^k is biased low.</para>
/// <para>Where we differ: with n &lt; k there is no set of k samples and so no estimate, also where none was correct or all were. The published code answers 1 as soon as
/// n − c &lt; k, before it looks at n: for (n, c, k) = (5, 0, 10) too.</para>
/// </remarks>
public static class PassAtK
{
    // Beyond it 1 − e^−x is 1 in double precision.
    private const double Certain = 40;

    // Fewer logarithms than that are added one by one: k = 1 gives c/n to the last digit.
    private const int FewFactors = 1000;

    /// <summary>The unbiased estimate of pass@k, 1 − C(n − c, k)/C(n, k), to 12 digits for every n, in at most 1,000 steps.</summary>
    /// <param name="samples">n: how many samples were graded. At least 0.</param>
    /// <param name="correct">c: how many of them were correct. From 0 to <paramref name="samples"/>.</param>
    /// <param name="k">How many samples one may try. At least 1.</param>
    /// <returns>From 0 to 1; NaN where <paramref name="samples"/> is less than <paramref name="k"/>, also where none was correct.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, more were correct than there are samples, or <paramref name="k"/> is not positive.</exception>
    public static double Unbiased(long samples, long correct, long k)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        ArgumentOutOfRangeException.ThrowIfNegative(correct);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(correct, samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        if (samples < k)
            return double.NaN;
        if (correct > samples - k || (double)correct * k / samples > Certain) // ln C(n − c, k)/C(n, k) ≤ −c·k/n
            return 1;

        // C(n − c, k)/C(n, k) = Π_{j < c} (1 − k/(n − j)), and the same with c and k exchanged.
        (long factors, long taken) = correct < k ? (correct, k) : (k, correct);
        if (factors > FewFactors)
            return UnbiasedByGamma(samples, correct, k);
        double logFailure = 0;
        for (long j = 0; j < factors; j++)
            logFailure += NearZero.Log1P(-taken / (double)(samples - j));
        return 0 - NearZero.ExpM1(logFailure); // of no correct sample 0, not -0
    }

    /// <summary>The same for n ≥ k in a few logarithms, to the same 12 digits: C(n − c, k)/C(n, k) = Γ(n − c + 1)·Γ(n − k + 1)/(Γ(n + 1)·Γ(n − c − k + 1)).</summary>
    internal static double UnbiasedByGamma(long samples, long correct, long k) =>
        correct > samples - k ? 1 : -NearZero.ExpM1(-GammaDifferences.LogGamma(samples - correct - k + 1, correct, k));
}
