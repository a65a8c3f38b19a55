namespace ResearchML.Trainers;

/// <summary>Equation (4) with the k that forecasts best when each of the training models in turn is left out; of equals the smallest.</summary>
/// <param name="ks">The k to choose among, ascending.</param>
internal sealed class ChosenPassAtKMethod(IReadOnlyList<int> ks) : ForecastMethod
{
    public const string MethodName = "pass@k";

    public override string Name => MethodName;

    public override TrainedForecast Train(IReadOnlyList<EmergencePair> training) => LinearMethod.PassAt(Choose(training)).Train(training);

    private int Choose(IReadOnlyList<EmergencePair> training) => ks.MinBy(k => LeaveOneModelOut.MeanError(LinearMethod.PassAt(k), training));
}
