namespace ResearchML.Evaluators;

/// <summary>Climbs to the maximum of a Beta-binomial likelihood, by Newton's steps, damped where they do not climb.</summary>
internal static class BetaBinomialFitter
{
    private const int MaximumSteps = 200;
    private const double MaximumStep = 2; // in η and λ: a factor of 7
    private const double LargestSize = 1e13; // of α + β: beyond it counts up to 1e7 show no difference from the binomial distribution
    private const double Near = 1e-8; // of the decrement: there a gain is lost in the likelihood's rounding, and Newton's steps need no check
    private const double Enough = 1e-14; // of the decrement: 1e-7 standard errors from the maximum, and the step that is left is taken

    // Towards α + β = ∞ slopes fade into rounding. So near in likelihood, a fit says nothing else than the limit.
    private const double AtTheLimit = 1e-6;

    /// <summary>α and β at the highest maximum found, and whether there is one or the search ran away.</summary>
    /// <param name="counts">Of two problems or more, neither all wrong nor all correct.</param>
    /// <param name="start">Where to begin besides, as the fit of similar counts. Default: nowhere else.</param>
    /// <param name="cancellation">Stops it, between steps.</param>
    /// <remarks>Where problems' n differ much the likelihood may have two maxima, one of them near the binomial limit: there is a start on each side.</remarks>
    public static (double Alpha, double Beta, BetaBinomialSlope Slope, BetaBinomialStatus Status) Fit(BetaBinomialCounts counts, (double Alpha, double Beta)? start = null, CancellationToken cancellation = default)
    {
        var ends = Starts(counts).Prepend(start ?? default).Where(s => s.Alpha > 0).Select(s => Climb(counts, s.Alpha, s.Beta, cancellation)).ToArray();
        return ends.Any(e => e.Status == BetaBinomialStatus.Ok) ? ends.Where(e => e.Status == BetaBinomialStatus.Ok).MaxBy(e => counts.LogLikelihood(e.Alpha, e.Beta))
            : ends.FirstOrDefault(e => e.Status == BetaBinomialStatus.NoSpread, ends[0]);
    }

    private static (double Alpha, double Beta, BetaBinomialSlope Slope, BetaBinomialStatus Status) Climb(BetaBinomialCounts counts, double alpha, double beta, CancellationToken cancellation)
    {
        double mean = Math.Log(alpha / beta), size = Math.Log(alpha + beta), value = counts.LogLikelihood(alpha, beta), damping = 0;
        for (int step = 0; step < MaximumSteps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            BetaBinomialSlope slope = counts.Slope(alpha, beta);
            double decrement = slope.Decrement();
            bool isLast = decrement < Enough;
            (double byMean, double bySize) = slope.Step(isLast ? 0 : damping);
            if (isLast)
            {
                (alpha, beta) = Shapes(mean + byMean, size + bySize);
                return (alpha, beta, slope, IsBeyondBinomial(value, counts) ? BetaBinomialStatus.Ok : BetaBinomialStatus.NoSpread);
            }

            double shorten = Math.Min(1, MaximumStep / Math.Max(Math.Abs(byMean), Math.Abs(bySize)));
            (double nextMean, double nextSize) = (mean + (shorten * byMean), size + (shorten * bySize));
            if (nextSize > Math.Log(LargestSize))
                return (alpha, beta, slope, BetaBinomialStatus.NoSpread);

            (double nextAlpha, double nextBeta) = Shapes(nextMean, nextSize);
            double next = counts.LogLikelihood(nextAlpha, nextBeta);
            if (next >= value || decrement < Near)
            {
                (mean, size, alpha, beta, value) = (nextMean, nextSize, nextAlpha, nextBeta, next);
                damping = 0;
            }
            else
            {
                damping = damping == 0 ? 0.1 * Math.Min(Math.Abs(slope.MeanMean), Math.Abs(slope.SizeSize)) : 10 * damping;
            }
        }

        return (alpha, beta, default, Math.Abs(value - counts.BinomialLogLikelihood()) < AtTheLimit ? BetaBinomialStatus.NoSpread : BetaBinomialStatus.NotConverged);
    }

    // Fits that tell nothing beyond one common probability are the limit itself, come near by rounding.
    private static bool IsBeyondBinomial(double value, BetaBinomialCounts counts) => value - counts.BinomialLogLikelihood() > 1e-9 * (1 + Math.Abs(value));

    private static (double Alpha, double Beta) Shapes(double mean, double size)
    {
        double s = Math.Exp(size), odds = Math.Exp(mean);
        return (s * odds / (1 + odds), s / (1 + odds));
    }

    // Kleinman 1973, JASA 68, 46-54, with weights n: what the shares' variance is beyond that of samples is ρ = 1/(α + β + 1) of p(1 − p).
    private static IEnumerable<(double Alpha, double Beta)> Starts(BetaBinomialCounts counts)
    {
        double p = counts.Rate, all = 0, squares = 0, spread = 0;
        foreach ((long n, long c, int weight) in counts.Distinct)
        {
            all += weight * (double)n;
            squares += weight * (double)n * n;
            double distance = (c / (double)n) - p;
            spread += weight * n * distance * distance;
        }

        double within = p * (1 - p), problems = counts.Problems - 1;
        double rho = (spread - (within * problems)) / (within * (all - (squares / all) - problems));
        // For the smaller of α and β: what moments say, or 0.3; and 100, near the binomial limit, and not so near that the slopes are gone.
        double rarer = Math.Min(p, 1 - p), size = Math.Max(0.1, (1 / rho) - 1);
        foreach (double s in new[] { rho > 0 && size * rarer < 100 ? size : 0.3 / rarer, 100 / rarer })
            yield return (p * s, (1 - p) * s);
    }
}
