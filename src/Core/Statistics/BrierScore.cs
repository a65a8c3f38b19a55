namespace ResearchML.Statistics;

/// <summary>The mean squared error of stated confidences.</summary>
/// <remarks>
/// Brier 1950, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78, 1-3. With f the confidence and o 1 for a correct answer and 0 for
/// another, BS = Σ (f - o)² / n. The paper adds up both outcomes, right and wrong, which is twice this; the half is what is now usual for two.
/// </remarks>
public static class BrierScore
{
    /// <summary>The score.</summary>
    /// <param name="confidences">(answer): from 0 to 1.</param>
    /// <param name="correct">(answer): whether it is correct.</param>
    /// <returns>From 0 (best) to 1; 0.25 for one who always says 0.5. NaN where there is no answer.</returns>
    /// <exception cref="ArgumentNullException">A list is null.</exception>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A confidence is NaN or outside [0, 1].</exception>
    public static double Of(IReadOnlyList<double> confidences, IReadOnlyList<bool> correct)
    {
        StatedConfidences.Require(confidences, correct);
        return confidences.Zip(correct, (f, o) => Math.Pow(f - (o ? 1 : 0), 2)).DefaultIfEmpty(double.NaN).Average();
    }
}
