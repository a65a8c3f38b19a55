namespace ResearchML.Statistics;

/// <summary>Counts of successes in n trials, in a time and memory that do not grow with n. Exact but for the rounding of doubles.</summary>
internal static class BinomialVariate
{
    private const double FewExpected = 10; // below it the rejection's constants do not hold, and inversion takes a dozen steps

    /// <summary>Draws c ~ Binomial(n, p) with p ~ Beta(α, β).</summary>
    /// <param name="n">The trials. At least 0.</param>
    /// <param name="alpha">α &gt; 0.</param>
    /// <param name="beta">β &gt; 0.</param>
    /// <param name="random">The source of chance.</param>
    public static long DrawBeta(long n, double alpha, double beta, Random random)
    {
        // By its logit: p itself may lie below 1e-308.
        double logit = LogGammaVariate(alpha, random) - LogGammaVariate(beta, random), odds = Math.Exp(-Math.Abs(logit));
        long rarer = Draw(n, odds / (1 + odds), random);
        return logit < 0 ? rarer : n - rarer;
    }

    /// <summary>Draws from Binomial(n, p).</summary>
    /// <param name="n">The trials. At least 0.</param>
    /// <param name="p">The probability of a success. From 0 to 0.5.</param>
    /// <param name="random">The source of chance.</param>
    public static long Draw(long n, double p, Random random) => n * p < FewExpected ? Inverted(n, p, random) : Rejected(n, p, random);

    // From 0 on, by P(c + 1)/P(c) = (n − c)/(c + 1)·p/(1 − p).
    private static long Inverted(long n, double p, Random random)
    {
        double left = random.NextDouble(), odds = p / (1 - p), probability = Math.Exp(n * NearZero.Log1P(-p));
        long c = 0;
        for (; c < n && left >= probability && probability > 0; c++)
        {
            left -= probability;
            probability *= (n - c) / (c + 1.0) * odds;
        }

        return c;
    }

    // Hörmann 1993, "The generation of binomial random variates", Journal of Statistical Computation and Simulation 46, 101-110: transformed rejection with squeeze (BTRS), for n·p ≥ 10 and p ≤ 0.5.
    private static long Rejected(long n, double p, Random random)
    {
        double deviation = Math.Sqrt(n * p * (1 - p)), b = 1.15 + (2.53 * deviation), a = -0.0873 + (0.0248 * b) + (0.01 * p);
        double height = (2.83 + (5.1 / b)) * deviation, squeeze = 0.92 - (4.2 / b), logOdds = Math.Log(p / (1 - p)), mode = Math.Floor((n + 1.0) * p);
        while (true)
        {
            double u = random.NextDouble() - 0.5, v = random.NextDouble(), edge = 0.5 - Math.Abs(u), c = Math.Floor((((2 * a / edge) + b) * u) + (n * p) + 0.5);
            if (edge >= 0.07 && v <= squeeze)
                return (long)c;
            if (c < 0 || c > n)
                continue;
            // ln P(c)/P(mode): of Γ(mode + 1)·Γ(n − mode + 1)/(Γ(c + 1)·Γ(n − c + 1)) the four arguments differ by two numbers.
            double logRatio = GammaDifferences.LogGamma(mode + 1, c - mode, n - c - mode) + ((c - mode) * logOdds);
            if (Math.Log(v * height / ((a / (edge * edge)) + b)) <= logRatio)
                return (long)c;
        }
    }

    // Γ(x) is Γ(x + 1)·U^(1/x): in logarithms it does not vanish where x is small.
    private static double LogGammaVariate(double shape, Random random) =>
        Math.Log(MathNet.Numerics.Distributions.Gamma.Sample(random, shape + 1, 1)) + (Math.Log(1 - random.NextDouble()) / shape);
}
