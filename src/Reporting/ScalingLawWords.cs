using ResearchML.Trainers;

namespace ResearchML.Reporting;

/// <summary>What a law's statuses mean, in words.</summary>
internal static class ScalingLawWords
{
    private static readonly (FitStatus Flag, string Words)[] Doubts =
    [
        (FitStatus.FewerRunsThanParameters, "not fitted: fewer runs than parameters"),
        (FitStatus.TooFewDistinctParameters, "not fitted: too few distinct N"),
        (FitStatus.TooFewDistinctTokens, "not fitted: too few distinct D"),
        (FitStatus.NoRepeatedTokens, "not fitted: no run repeats its data"),
        (FitStatus.TooFewDistinctValues, "not fitted: too few distinct values of its variable"),
        (FitStatus.NoFiniteCost, "not fitted: no finite loss"),
        (FitStatus.Saturated, "as many parameters as runs: no error is left to see"),
        (FitStatus.NotValidated, "not validated: too few runs"),
        (FitStatus.NoIntervals, "no intervals: too few runs to resample"),
        (FitStatus.Collinear, "N and D never varied independently"),
        (FitStatus.ParameterAtBound, "parameter at its bound"),
        (FitStatus.RepeatedEpochs, "takes repeated data for new"),
        (FitStatus.DuplicateRuns, "some runs are duplicates"),
        (FitStatus.LossMayBeInBits, "the loss may be in bits"),
        (FitStatus.NotConverged, "the minimisation ended early"),
        (FitStatus.Extrapolated, "far beyond the data"),
    ];

    public static string Of(FitStatus status) => status == FitStatus.Ok ? "no warning" : string.Join("; ", Doubts.Where(d => status.HasFlag(d.Flag)).Select(d => d.Words));

    public static string Of(ScalingLawFit fit) => fit.AtBound is { Count: > 0 } names && fit.Status.HasFlag(FitStatus.ParameterAtBound)
        ? Of(fit.Status).Replace("parameter at its bound", $"at its bound: {string.Join(", ", names)}", StringComparison.Ordinal)
        : Of(fit.Status);

    public static string Of(AllocationStatus status) => status switch
    {
        AllocationStatus.Optimal => "optimum",
        AllocationStatus.FixedRatio => "at the given D/N",
        AllocationStatus.DataLimited => "limited by distinct tokens",
        AllocationStatus.OneVariable => "none: the form does not depend on both N and D",
        AllocationStatus.Unbounded => "none: the loss falls to the end of what the budget buys",
        AllocationStatus.NotIdentified => "none: N and D never varied independently",
        AllocationStatus.BudgetUnreachable => "none: no model costs this much",
        AllocationStatus.NotFitted => "none: the form was not fitted",
        AllocationStatus.NoFiniteLoss => "none: the law has no finite loss there",
        _ => status.ToString(),
    };

    public static string Of(ScalingVariable variable) => variable switch
    {
        ScalingVariable.TokensPerParameter => "D/N",
        ScalingVariable.Parameters => "N",
        ScalingVariable.Tokens => "D",
        _ => "6·N·D",
    };

    /// <summary>The number, or null, which a table shows as a dash, where there is none.</summary>
    public static double? Known(double value) => double.IsFinite(value) ? value : null;

    public static string Short(double value) => double.IsFinite(value) ? NumberText.Short(Rounded(value, 3)) : "–";

    public static string Interval(double lower, double upper) => double.IsFinite(lower) && double.IsFinite(upper) ? $"{Short(lower)} to {Short(upper)}" : "–";

    /// <summary>The number to so many significant digits.</summary>
    public static double Rounded(double value, int digits) => double.Parse(value.ToString("E" + (digits - 1), System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
