namespace ResearchML.Trainers;

/// <summary>Later pass@1 is pass@1 now.</summary>
internal sealed class PersistenceMethod : ForecastMethod
{
    private static readonly TrainedForecast Unchanged = new((now, _) => now.Logit(1), 1, []);

    public override string Name => "persistence";

    public override TrainedForecast Train(IReadOnlyList<EmergencePair> training) => Unchanged;
}
