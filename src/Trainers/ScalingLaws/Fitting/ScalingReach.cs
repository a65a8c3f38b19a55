namespace ResearchML.Trainers;

/// <summary>Where the data lies, and how far from it a prediction may go before it is called an extrapolation.</summary>
internal sealed record ScalingReach(
    (double Least, double Most) LogParameters, (double Least, double Most) LogTokens, (double Least, double Most) LogRatio, (double Least, double Most) LogEpochs, double Factor)
{
    private const double Rounding = 1e-6;

    public static ScalingReach Of(IReadOnlyList<ScalingRun> runs, double factor)
    {
        return new(Of(p => p.LogParameters), Of(p => p.LogTokens), Of(p => p.LogTokens - p.LogParameters), Of(LogEpochsOf), factor);

        (double, double) Of(Func<ScalingPoint, double> log) => (runs.Min(r => log(r.Point)), runs.Max(r => log(r.Point)));
    }

    /// <summary>Whether a configuration reads some of its tokens again.</summary>
    public static bool Repeats(ScalingPoint point) => LogEpochsOf(point) > Rounding;

    public FitStatus StatusAt(ScalingPoint point)
    {
        double margin = Math.Log(Factor) + Rounding;
        bool within = Within(point.LogParameters, LogParameters) && Within(point.LogTokens, LogTokens)
            && Within(point.LogTokens - point.LogParameters, LogRatio) && Within(LogEpochsOf(point), LogEpochs);
        return within ? FitStatus.Ok : FitStatus.Extrapolated;

        bool Within(double value, (double Least, double Most) range) => value >= range.Least - margin && value <= range.Most + margin;
    }

    private static double LogEpochsOf(ScalingPoint point) => point.LogTokens - point.LogUniqueTokens;
}
