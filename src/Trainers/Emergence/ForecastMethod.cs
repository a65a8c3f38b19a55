namespace ResearchML.Trainers;

/// <summary>A forecast in logits of pass@1 beyond chance.</summary>
/// <param name="now">What is seen.</param>
/// <param name="horizon">h, log10 of how many times further training goes.</param>
internal delegate double LogitForecast(EmergenceCheckpoint now, double horizon);

/// <summary>A way to forecast later pass@1 from a checkpoint.</summary>
internal abstract class ForecastMethod
{
    /// <summary>Its name in tables.</summary>
    public abstract string Name { get; }

    /// <summary>Learns from pairs of checkpoints. Never looks at a model that is not among them.</summary>
    /// <param name="training">Pairs of checkpoints, of one model at least.</param>
    public abstract TrainedForecast Train(IReadOnlyList<EmergencePair> training);
}
