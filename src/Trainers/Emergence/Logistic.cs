namespace ResearchML.Trainers;

/// <summary>Log odds and back.</summary>
internal static class Logistic
{
    /// <summary>ln p/(1 − p).</summary>
    public static double Logit(double p) => Math.Log(p / (1 - p));

    /// <summary>1/(1 + e^−x).</summary>
    public static double Of(double x) => 1 / (1 + Math.Exp(-x));
}
