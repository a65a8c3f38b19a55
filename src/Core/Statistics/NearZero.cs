namespace ResearchML.Statistics;

/// <summary>ln(1 + x) and e^x − 1 with all their digits where x is small. .NET 10's <see cref="double.LogP1"/> and <see cref="double.ExpM1"/> add and subtract the 1.</summary>
/// <remarks>William Kahan's corrections, as in Higham 2002, "Accuracy and Stability of Numerical Algorithms", sections 1.14.1 and 1.14: what rounding did to 1 + x or e^x is divided out again.</remarks>
internal static class NearZero
{
    /// <summary>ln(1 + x), for x &gt; −1.</summary>
    public static double Log1P(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : Math.Log(u) * x / (u - 1);
    }

    /// <summary>e^x − 1.</summary>
    public static double ExpM1(double x)
    {
        double u = Math.Exp(x);
        return u == 1 ? x : u - 1 == -1 || double.IsPositiveInfinity(u) ? u - 1 : (u - 1) * x / Math.Log(u);
    }
}
