namespace ResearchML.Statistics;

/// <summary>Answers of about the same confidence: a bar of a reliability diagram.</summary>
/// <param name="Lower">The lower edge, which is not in the bin unless it is 0.</param>
/// <param name="Upper">The upper edge, which is.</param>
/// <param name="Count">How many answers.</param>
/// <param name="Confidence">Their mean confidence, from 0 to 1. NaN where there is none.</param>
/// <param name="Accuracy">The share of them that is correct. NaN where there is none.</param>
public sealed record CalibrationBin(double Lower, double Upper, int Count, double Confidence, double Accuracy);
