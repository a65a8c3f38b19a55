using MathNet.Numerics.Statistics;

namespace ResearchML.Statistics;

/// <summary>The interval between two percentiles of bootstrap replicates.</summary>
/// <remarks>Efron and Tibshirani 1993, "An introduction to the bootstrap", section 13.3; percentiles by linear interpolation (Hyndman and Fan 1996, definition 7, as in numpy and R).</remarks>
public static class PercentileInterval
{
    /// <summary>The interval that leaves out as many replicates below as above.</summary>
    /// <param name="value">The estimate from the data itself.</param>
    /// <param name="replicates">The estimates from the resamples, in any order. NaN counts as missing.</param>
    /// <param name="level">The share that the interval covers. Between 0 and 1.</param>
    /// <returns>The estimate with its interval, which is NaN where there is no replicate.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="replicates"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public static Estimate Around(double value, IEnumerable<double> replicates, double level)
    {
        ArgumentNullException.ThrowIfNull(replicates);
        if (level is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, FormattableString.Invariant($"A confidence level lies between 0 and 1, but is {level}."));
        double[] sorted = [.. replicates.Where(r => !double.IsNaN(r))];
        Array.Sort(sorted);
        double tail = (1 - level) / 2;
        return new Estimate(value,
            SortedArrayStatistics.QuantileCustom(sorted, tail, QuantileDefinition.R7),
            SortedArrayStatistics.QuantileCustom(sorted, 1 - tail, QuantileDefinition.R7), level);
    }
}
