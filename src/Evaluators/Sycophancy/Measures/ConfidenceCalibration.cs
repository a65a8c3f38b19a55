using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>How far stated confidences go with right answers.</summary>
/// <param name="Count">Answers with a confidence that are known to be right or wrong. The rest is NaN where it is 0.</param>
/// <param name="Brier"><see cref="BrierScore"/>, from 0 (best) to 1.</param>
/// <param name="ExpectedCalibrationError"><see cref="CalibrationError"/> of ten bins, from 0 (best) to 1.</param>
/// <param name="RocAuc">The chance that a right answer is stated with more confidence than a wrong one: <see cref="Statistics.RocAuc"/>. NaN where all are right, or all wrong.</param>
/// <param name="MeanConfidence">The mean confidence.</param>
/// <param name="Accuracy">The share of right answers.</param>
/// <param name="Bins">The ten bins, for a reliability diagram. Empty ones too.</param>
public sealed record ConfidenceCalibration(int Count, double Brier, double ExpectedCalibrationError, double RocAuc, double MeanConfidence, double Accuracy, IReadOnlyList<CalibrationBin> Bins)
{
    internal static ConfidenceCalibration Of(IEnumerable<(double Confidence, bool Right)> answers)
    {
        // Sorted: a sum's last bits depend on the order.
        var sorted = answers.Where(a => !double.IsNaN(a.Confidence)).Order().ToArray();
        double[] confidences = [.. sorted.Select(a => a.Confidence)];
        bool[] right = [.. sorted.Select(a => a.Right)];
        return new ConfidenceCalibration(
            sorted.Length, BrierScore.Of(confidences, right), CalibrationError.Expected(confidences, right), Statistics.RocAuc.Of(confidences, right),
            confidences.DefaultIfEmpty(double.NaN).Average(), right.Count(r => r) / (double)right.Length, CalibrationError.Bins(confidences, right));
    }
}
