using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>Data sets drawn from a fit, and how far each lies from its own fit.</summary>
internal sealed class BetaBinomialSimulation
{
    private readonly BetaBinomial _fit;
    private readonly BetaBinomialCounts _counts;
    private readonly long[] _ks; // 1, 2, 4, ... that every problem has samples for
    private readonly (long Samples, int Problems, double[] Cumulative)[] _groups;

    public BetaBinomialSimulation(BetaBinomial fit, BetaBinomialCounts counts)
    {
        (_fit, _counts) = (fit, counts);
        long least = counts.Distinct.Min(d => d.Samples);
        _ks = [.. Enumerable.Range(0, 63).Select(i => 1L << i).TakeWhile(k => k < least), least];
        _groups = [.. counts.Distinct.GroupBy(d => d.Samples, d => d.Weight).OrderBy(g => g.Key).Select(g => (g.Key, g.Sum(), Cumulative(fit.Alpha, fit.Beta, g.Key)))];
    }

    public BetaBinomialTest Test(int replicates, ulong seed, CancellationToken cancellation)
    {
        double[] own = Distances(_counts, _fit);
        double[][] simulated = new double[replicates][];
        for (int r = 0; r < replicates; r++)
        {
            cancellation.ThrowIfCancellationRequested();
            BetaBinomialCounts drawn = Draw(ComponentSeed.Mix(seed, (ulong)r));
            simulated[r] = Distances(drawn, BetaBinomial.Fit(drawn, (_fit.Alpha, _fit.Beta)));
        }

        double[] deviations = [.. _ks.Select((_, i) => Math.Sqrt(simulated.Average(d => d[i] * d[i])) is var s and > 0 ? s : double.PositiveInfinity)];
        double Largest(double[] distances) => distances.Zip(deviations, (d, s) => Math.Abs(d) / s).Max();
        double distance = Largest(own);
        int worst = Enumerable.Range(0, own.Length).MaxBy(i => Math.Abs(own[i]) / deviations[i]);
        double fitted = _fit.PassAt(_ks[worst]);
        return new BetaBinomialTest((1.0 + simulated.Count(d => Largest(d) >= distance)) / (replicates + 1), distance, _ks[worst], fitted + own[worst], fitted, replicates);
    }

    // (k): mean unbiased pass@k less the fitted one
    private double[] Distances(BetaBinomialCounts counts, BetaBinomial fit) =>
        [.. _ks.Select(k => (counts.Distinct.Sum(d => d.Weight * Unbiased(d.Samples, d.Correct, k)) / counts.Problems) - fit.PassAtOrLimit(k))];

    // PassAtK.Unbiased in a few logarithms, to the same digits but for the last.
    private static double Unbiased(long n, long c, long k) => c > n - k ? 1 : -NearZero.ExpM1(-GammaDifferences.LogGamma(n - c - k + 1, c, k));

    private BetaBinomialCounts Draw(ulong seed)
    {
        ulong problem = 0;
        var drawn = new List<(long, long)>(_counts.Problems);
        foreach ((long samples, int problems, double[] cumulative) in _groups)
        {
            for (int i = 0; i < problems; i++)
                drawn.Add((samples, Draw(cumulative, seed, problem++)));
        }

        return BetaBinomialCounts.Of(drawn);
    }

    /// <summary>Draws c of n samples from the distribution.</summary>
    public static long[] Draws(double alpha, double beta, long n, int count, ulong seed)
    {
        double[] cumulative = Cumulative(alpha, beta, n);
        return [.. Enumerable.Range(0, count).Select(i => Draw(cumulative, seed, (ulong)i))];
    }

    // The first c with P(C ≤ c) > u.
    private static long Draw(double[] cumulative, ulong seed, ulong number)
    {
        double uniform = (ComponentSeed.Mix(seed, number) >> 11) * (1.0 / (1L << 53));
        int at = Array.BinarySearch(cumulative, uniform);
        return at < 0 ? ~at : at + 1;
    }

    // P(C ≤ c) for c = 0, 1, ... until nothing is left, by P(c + 1)/P(c) = (n − c)(α + c)/((c + 1)(β + n − c − 1)).
    private static double[] Cumulative(double alpha, double beta, long n)
    {
        var cumulative = new List<double>();
        double logP = -GammaDifferences.LogGamma(beta, alpha, n), sum = 0, mean = n * (alpha / (alpha + beta));
        for (long c = 0; c < n && (c <= mean || Math.Exp(logP) * (n - c) > 1e-18); c++)
        {
            sum += Math.Exp(logP);
            cumulative.Add(sum);
            logP += Math.Log((n - c) / (c + 1.0) * ((alpha + c) / (beta + n - c - 1)));
        }

        return [.. cumulative];
    }
}
