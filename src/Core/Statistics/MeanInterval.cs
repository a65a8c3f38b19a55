using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace ResearchML.Statistics;

/// <summary>The mean of a few independent numbers, as of seeds, with Student's interval.</summary>
/// <remarks>Student 1908, "The probable error of a mean". It is exact for normal numbers. For the difference of two treatments over the same seeds give the differences: pairing takes out what the seed does to both.</remarks>
public static class MeanInterval
{
    /// <summary>mean ± t·s/√n.</summary>
    /// <param name="values">One or more numbers, a seed each.</param>
    /// <param name="level">The share that the interval covers. Between 0 and 1.</param>
    /// <returns>The mean with its interval, which is NaN where there is one number.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="values"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public static Estimate Of(IReadOnlyCollection<double> values, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            throw new ArgumentException("There is no number to take the mean of.", nameof(values));
        if (level is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, FormattableString.Invariant($"A confidence level lies between 0 and 1, but is {level}."));
        (double mean, double deviation) = values.MeanStandardDeviation(); // divides by n - 1; NaN for one number
        double half = values.Count == 1 ? double.NaN : StudentT.InvCDF(0, 1, values.Count - 1, (1 + level) / 2) * deviation / Math.Sqrt(values.Count);
        return new Estimate(mean, mean - half, mean + half, level);
    }
}
