namespace ResearchML.Evaluators;

/// <summary>Climbs to the maximum of a Beta-binomial likelihood, by Newton's steps, damped where they do not climb.</summary>
internal static class BetaBinomialFitter
{
    private const int MaximumSteps = 200;
    private const double MaximumStep = 2; // in η and λ: a factor of 7
    private const double LargestSize = 1e13; // of α + β: beyond it counts up to 1e7 show no difference from the binomial distribution
    private const double Enough = 1e-14; // of the decrement: 1e-7 standard errors from the maximum, and the step that is left is taken

    /// <summary>α and β at the maximum, and whether the search found one or ran away.</summary>
    /// <param name="counts">Of two problems or more, neither all wrong nor all correct.</param>
    /// <param name="start">Where to begin, as the fit of similar counts. Default: by moments.</param>
    public static (double Alpha, double Beta, BetaBinomialSlope Slope, BetaBinomialStatus Status) Fit(BetaBinomialCounts counts, (double Alpha, double Beta)? start = null)
    {
        (double alpha, double beta) = start ?? Moments(counts);
        double mean = Math.Log(alpha / beta), size = Math.Log(alpha + beta), value = counts.LogLikelihood(alpha, beta), damping = 0;
        for (int step = 0; step < MaximumSteps; step++)
        {
            BetaBinomialSlope slope = counts.Slope(alpha, beta);
            bool isLast = slope.Decrement() < Enough;
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
            if (next >= value - (1e-13 * Math.Abs(value))) // what rounding may take away
            {
                (mean, size, alpha, beta, value) = (nextMean, nextSize, nextAlpha, nextBeta, next);
                damping = damping < 1e-6 ? 0 : damping / 10;
            }
            else
            {
                damping = damping == 0 ? 1e-3 * (Math.Abs(slope.MeanMean) + Math.Abs(slope.SizeSize)) : 10 * damping;
            }
        }

        return (alpha, beta, default, BetaBinomialStatus.NotConverged);
    }

    // Fits that tell nothing beyond one common probability are the limit itself, come near by rounding.
    private static bool IsBeyondBinomial(double value, BetaBinomialCounts counts) => value - counts.BinomialLogLikelihood() > 1e-9 * (1 + Math.Abs(value));

    private static (double Alpha, double Beta) Shapes(double mean, double size)
    {
        double s = Math.Exp(size), odds = Math.Exp(mean);
        return (s * odds / (1 + odds), s / (1 + odds));
    }

    // Kleinman 1973, JASA 68, 46-54, with weights n: what the shares' variance is beyond that of samples is ρ = 1/(α + β + 1) of p(1 − p).
    private static (double Alpha, double Beta) Moments(BetaBinomialCounts counts)
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
        // Of few successes the moments say little, and a mean of 1e-6 goes with ρ of that order.
        double size = (1 / Math.Clamp(double.IsNaN(rho) ? 0.1 : rho, 1e-8, 0.9)) - 1;
        return (p * size, (1 - p) * size);
    }
}
