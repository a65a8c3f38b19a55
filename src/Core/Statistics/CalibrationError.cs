namespace ResearchML.Statistics;

/// <summary>How far stated confidences are from the shares of answers that are correct.</summary>
/// <remarks>
/// Naeini, Cooper and Hauskrecht 2015, "Obtaining well calibrated probabilities using Bayesian binning", AAAI; Guo, Pleiss, Sun and Weinberger 2017, "On calibration of modern
/// neural networks", arXiv:1706.04599, section 2: M bins of equal width, the m-th of them ((m-1)/M, m/M], and
/// <code>ECE = Σ over bins of count/n · |accuracy - confidence|     (Guo et al., eq. 3)</code>
/// 0 is in the first bin. A confidence that is above an edge by at most 1e-7 counts as on it, so that 0.8 in Single, which is 0.80000001, is where 0.8 is.
/// </remarks>
public static class CalibrationError
{
    private const double SingleRounding = 1e-7; // half a unit in Single's last place, 3e-8 below 1, and some

    /// <summary>The expected calibration error.</summary>
    /// <param name="confidences">(answer): from 0 to 1.</param>
    /// <param name="correct">(answer): whether it is correct.</param>
    /// <param name="bins">How many bins. At least 1. Default 10; Guo et al. take 15.</param>
    /// <returns>From 0 (calibrated) to 1. NaN where there is no answer.</returns>
    /// <exception cref="ArgumentNullException">A list is null.</exception>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A confidence is NaN or outside [0, 1], or there is no bin.</exception>
    public static double Expected(IReadOnlyList<double> confidences, IReadOnlyList<bool> correct, int bins = 10)
    {
        var filled = Bins(confidences, correct, bins).Where(b => b.Count > 0);
        return confidences.Count == 0 ? double.NaN : filled.Sum(b => b.Count / (double)confidences.Count * Math.Abs(b.Accuracy - b.Confidence)); // (3)
    }

    /// <summary>The bins themselves, for a reliability diagram.</summary>
    /// <param name="confidences">(answer): from 0 to 1.</param>
    /// <param name="correct">(answer): whether it is correct.</param>
    /// <param name="bins">How many bins. At least 1.</param>
    /// <returns>All bins, those without answers too, from the least confident.</returns>
    /// <exception cref="ArgumentNullException">A list is null.</exception>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A confidence is NaN or outside [0, 1], or there is no bin.</exception>
    public static IReadOnlyList<CalibrationBin> Bins(IReadOnlyList<double> confidences, IReadOnlyList<bool> correct, int bins = 10)
    {
        StatedConfidences.Require(confidences, correct);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        int[] counts = new int[bins], right = new int[bins];
        double[] sums = new double[bins];
        for (int i = 0; i < confidences.Count; i++)
        {
            int bin = Math.Max(0, (int)Math.Ceiling((confidences[i] - SingleRounding) * bins) - 1);
            counts[bin]++;
            sums[bin] += confidences[i];
            right[bin] += correct[i] ? 1 : 0;
        }

        return [.. Enumerable.Range(0, bins).Select(b => new CalibrationBin(b / (double)bins, (b + 1) / (double)bins, counts[b], sums[b] / counts[b], right[b] / (double)counts[b]))];
    }
}
