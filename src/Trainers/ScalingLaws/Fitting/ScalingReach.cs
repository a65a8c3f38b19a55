namespace ResearchML.Trainers;

/// <summary>Where the data lies, and how far from it a prediction may go before it is called an extrapolation.</summary>
internal sealed record ScalingReach(double LeastLogParameters, double MostLogParameters, double LeastLogTokens, double MostLogTokens, double LeastLogRatio, double MostLogRatio, double Factor)
{
    public static ScalingReach Of(IReadOnlyList<ScalingRun> runs, double factor) => new(
        runs.Min(r => r.Point.LogParameters), runs.Max(r => r.Point.LogParameters),
        runs.Min(r => r.Point.LogTokens), runs.Max(r => r.Point.LogTokens),
        runs.Min(r => r.Point.LogTokens - r.Point.LogParameters), runs.Max(r => r.Point.LogTokens - r.Point.LogParameters), factor);

    public FitStatus StatusAt(ScalingPoint point)
    {
        double margin = Math.Log(Factor) + 1e-9;
        bool within = Within(point.LogParameters, LeastLogParameters, MostLogParameters)
            && Within(point.LogTokens, LeastLogTokens, MostLogTokens)
            && Within(point.LogTokens - point.LogParameters, LeastLogRatio, MostLogRatio);
        return within ? FitStatus.Ok : FitStatus.Extrapolated;

        bool Within(double value, double least, double most) => value >= least - margin && value <= most + margin;
    }
}
