namespace ResearchML.Trainers;

/// <summary>Validation on a model that nothing was learned from.</summary>
internal static class LeaveOneModelOut
{
    /// <summary>Each model in turn as the test, the others to learn from.</summary>
    public static IEnumerable<(IReadOnlyList<EmergencePair> Training, IReadOnlyList<EmergencePair> Test)> Folds(IReadOnlyList<EmergencePair> pairs) =>
        pairs.GroupBy(p => p.Model).Select(model => ((IReadOnlyList<EmergencePair>)[.. pairs.Where(p => p.Model != model.Key)], (IReadOnlyList<EmergencePair>)[.. model]));

    /// <summary>The mean over models of the mean absolute error in pass@1.</summary>
    public static double MeanError(ForecastMethod method, IReadOnlyList<EmergencePair> pairs) => Folds(pairs).Average(fold =>
    {
        LogitForecast forecast = method.Train(fold.Training).Logit;
        return fold.Test.Average(p => p.Error(forecast(p.Now, p.Horizon)));
    });

    /// <summary>(5) s, the root of the mean over models of the mean squared error in logits: how far off a forecast of a model not seen is.</summary>
    public static double Deviation(ForecastMethod method, IReadOnlyList<EmergencePair> pairs) => Math.Sqrt(Folds(pairs).Average(fold =>
    {
        LogitForecast forecast = method.Train(fold.Training).Logit;
        return fold.Test.Average(p => Math.Pow(forecast(p.Now, p.Horizon) - p.Outcome, 2));
    }));
}
