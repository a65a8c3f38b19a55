namespace ResearchML.Statistics;

/// <summary>Differences of ln Γ, ψ and ψ', with their digits where the terms are large and nearly equal.</summary>
/// <remarks>
/// ln Γ(3e6) is 4e7, so a sum and difference of four such (as of MathNet's GammaLn) leaves a pass@1 of 1e-7 without a digit. Here the difference is taken in Stirling's series (Abramowitz and Stegun 1964,
/// 6.1.40, 6.3.18, 6.4.12), where the large terms are gone before anything is rounded; small arguments are first raised by Γ(x + 1) = x·Γ(x), of which only ratios are left too.
/// </remarks>
internal static class GammaDifferences
{
    // From here on the series below are good to 3e-15.
    private const double Far = 12;

    /// <summary>ln [Γ(x + a + k)·Γ(x) / (Γ(x + a)·Γ(x + k))]: above 0 where a and k have one sign. For all four arguments above 0.</summary>
    public static double LogGamma(double x, double a, double k)
    {
        if (a == 0 || k == 0)
            return 0;
        double raised = 0; // the product of ratios, less 1
        for (double least = Math.Min(0, a) + Math.Min(0, k); x + least < Far; x++)
        {
            double ratio = a * k / (x * (x + a + k)); // (x + a)(x + k) / (x(x + a + k)), less 1
            raised += ratio + (raised * ratio);
        }

        double xa = x + a, xk = x + k, xak = x + a + k;
        return NearZero.Log1P(raised)
            + ((x - 0.5) * NearZero.Log1P(-(a / xa) * (k / xk))) + (a * NearZero.Log1P(k / xa)) + (k * NearZero.Log1P(a / xk))
            + (a / xa * (k / xk) * ((x + xak) / xak) / (12 * x))
            + LogGammaRest(x) - LogGammaRest(xa) - LogGammaRest(xk) + LogGammaRest(xak);
    }

    /// <summary>ψ(x + m) − ψ(x), for x &gt; 0 and m ≥ 0.</summary>
    public static double Digamma(double x, double m)
    {
        double raised = 0;
        for (; x < Far; x++)
            raised += m / (x * (x + m));
        return raised + NearZero.Log1P(m / x) + (m / (2 * x * (x + m))) + DigammaRest(x + m) - DigammaRest(x);
    }

    /// <summary>ψ'(x + m) − ψ'(x), for x &gt; 0 and m ≥ 0: not above 0.</summary>
    public static double Trigamma(double x, double m)
    {
        double raised = 0;
        for (; x < Far; x++)
            raised -= Squares(x, m);
        return raised - (m / (x * (x + m))) - (Squares(x, m) / 2) + TrigammaRest(x + m) - TrigammaRest(x);
    }

    // 1/x² − 1/(x + m)²
    private static double Squares(double x, double m) => m / (x * (x + m)) * ((x + x + m) / (x * (x + m)));

    private static double LogGammaRest(double x)
    {
        double r = 1 / x, r2 = r * r;
        return r * r2 * ((-1 / 360.0) + (r2 * ((1 / 1260.0) + (r2 * ((-1 / 1680.0) + (r2 / 1188.0))))));
    }

    private static double DigammaRest(double x)
    {
        double r2 = 1 / (x * x);
        return r2 * ((-1 / 12.0) + (r2 * ((1 / 120.0) + (r2 * ((-1 / 252.0) + (r2 * ((1 / 240.0) - (r2 / 132.0))))))));
    }

    private static double TrigammaRest(double x)
    {
        double r = 1 / x, r2 = r * r;
        return r * r2 * ((1 / 6.0) + (r2 * ((-1 / 30.0) + (r2 * ((1 / 42.0) + (r2 * ((-1 / 30.0) + (r2 * 5 / 66.0))))))));
    }
}
