namespace ResearchML.Trainers;

/// <summary>What a <see cref="FitStatus"/> means for using the fit.</summary>
public static class FitStatusExtensions
{
    private const FitStatus NotFitted =
        FitStatus.NoFiniteCost | FitStatus.TooFewDistinctValues | FitStatus.FewerRunsThanParameters | FitStatus.TooFewDistinctParameters | FitStatus.TooFewDistinctTokens | FitStatus.NoRepeatedTokens;

    /// <summary>Whether there is a fit at all. One that is usable may still carry warnings.</summary>
    /// <param name="status">The status.</param>
    public static bool IsUsable(this FitStatus status) => (status & NotFitted) == 0;
}
