using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>Data sets drawn from a fit, and how far each lies from its own fit.</summary>
internal sealed class BetaBinomialSimulation
{
    private const int MostTabled = 1 << 22; // probabilities of all tables: 32 MiB
    private const int BetweenLooks = 1 << 12; // at the cancellation

    private readonly BetaBinomial _fit;
    private readonly BetaBinomialCounts _counts;
    private readonly CancellationToken _cancellation;
    private readonly long[] _ks; // 1, 2, 4, ... that every problem has samples for
    private readonly (long Samples, int Problems, double[]? Cumulative)[] _groups; // without a table where n is so large that it would not fit

    public BetaBinomialSimulation(BetaBinomial fit, BetaBinomialCounts counts, CancellationToken cancellation)
    {
        (_fit, _counts, _cancellation) = (fit, counts, cancellation);
        long least = counts.Distinct.Min(d => d.Samples);
        _ks = [.. Enumerable.Range(0, 63).Select(i => 1L << i).TakeWhile(k => k < least), least];
        int left = MostTabled;
        _groups = [.. counts.Distinct.GroupBy(d => d.Samples, d => d.Weight).OrderBy(g => g.Key).Select(g => (g.Key, g.Sum(), Table(g.Key)))];

        double[]? Table(long n)
        {
            double[]? table = left == 0 ? null : Cumulative(fit.Alpha, fit.Beta, n, left, cancellation);
            left = table is null ? 0 : left - table.Length; // tables of larger n are no smaller
            return table;
        }
    }

    public BetaBinomialTest Test(int replicates, ulong seed)
    {
        double[] own = Distances(_counts, _fit);
        double[][] simulated = new double[replicates][];
        for (int r = 0; r < replicates; r++)
        {
            BetaBinomialCounts drawn = Draw(ComponentSeed.Mix(seed, (ulong)r));
            simulated[r] = Distances(drawn, BetaBinomial.Fit(drawn, (_fit.Alpha, _fit.Beta), _cancellation));
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
        [.. _ks.Select(k => (counts.Distinct.Sum(d => d.Weight * PassAtK.UnbiasedByGamma(d.Samples, d.Correct, k)) / counts.Problems) - fit.PassAtOrLimit(k))];

    private BetaBinomialCounts Draw(ulong seed)
    {
        ulong problem = 0;
        var drawn = new List<(long, long)>(_counts.Problems);
        foreach ((long samples, int problems, double[]? cumulative) in _groups)
        {
            for (int i = 0; i < problems; i++)
            {
                if (problem % BetweenLooks == 0)
                    _cancellation.ThrowIfCancellationRequested();
                drawn.Add((samples, Draw(_fit.Alpha, _fit.Beta, samples, cumulative, seed, problem++)));
            }
        }

        return BetaBinomialCounts.Of(drawn);
    }

    /// <summary>Draws c of n samples from the distribution.</summary>
    /// <param name="alpha">α.</param>
    /// <param name="beta">β.</param>
    /// <param name="n">The samples.</param>
    /// <param name="count">How many draws.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="mostTabled">The largest table of probabilities; beyond it draws are of p and then of c.</param>
    public static long[] Draws(double alpha, double beta, long n, int count, ulong seed, int mostTabled = MostTabled)
    {
        double[]? cumulative = Cumulative(alpha, beta, n, mostTabled, CancellationToken.None);
        return [.. Enumerable.Range(0, count).Select(i => Draw(alpha, beta, n, cumulative, seed, (ulong)i))];
    }

    private static long Draw(double alpha, double beta, long n, double[]? cumulative, ulong seed, ulong number)
    {
        ulong bits = ComponentSeed.Mix(seed, number);
        if (cumulative is null)
            return BinomialVariate.DrawBeta(n, alpha, beta, new Random(unchecked((int)(bits ^ (bits >> 32)))));
        // The first c with P(C ≤ c) > u.
        int at = Array.BinarySearch(cumulative, (bits >> 11) * (1.0 / (1L << 53)));
        return at < 0 ? ~at : at + 1;
    }

    // P(C ≤ c) for c = 0, 1, ... until nothing is left, by P(c + 1)/P(c) = (n − c)(α + c)/((c + 1)(β + n − c − 1)); null where these are too many.
    private static double[]? Cumulative(double alpha, double beta, long n, int most, CancellationToken cancellation)
    {
        var cumulative = new List<double>();
        double logP = -GammaDifferences.LogGamma(beta, alpha, n), sum = 0, mean = n * (alpha / (alpha + beta));
        for (long c = 0; c < n && (c <= mean || Math.Exp(logP) * (n - c) > 1e-18); c++)
        {
            if (c == most || mean > most)
                return null;
            if (c % BetweenLooks == 0)
                cancellation.ThrowIfCancellationRequested();
            sum += Math.Exp(logP);
            cumulative.Add(sum);
            logP += Math.Log((n - c) / (c + 1.0) * ((alpha + c) / (beta + n - c - 1)));
        }

        return [.. cumulative];
    }
}
