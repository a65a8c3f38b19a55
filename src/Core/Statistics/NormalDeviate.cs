using MathNet.Numerics.Distributions;

namespace ResearchML.Statistics;

/// <summary>How far the ends of a normal interval lie from its middle, in standard deviations.</summary>
internal static class NormalDeviate
{
    /// <summary>z with P(-z ≤ Z ≤ z) = level: 1.959964 for 0.95.</summary>
    public static double Of(double level) => level is > 0 and < 1
        ? Normal.InvCDF(0, 1, (1 + level) / 2)
        : throw new ArgumentOutOfRangeException(nameof(level), level, FormattableString.Invariant($"A confidence level lies between 0 and 1, but is {level}."));
}
