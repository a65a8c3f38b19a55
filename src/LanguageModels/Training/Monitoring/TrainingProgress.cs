using System.Collections.ObjectModel;

namespace ResearchML.LanguageModels;

/// <summary>Where a training run stands after a step.</summary>
/// <param name="Step">Steps done, from 1.</param>
/// <param name="LossNats">Loss of the step's batch: for next-token training, mean nats per token.</param>
/// <param name="GradientNorm">Norm of all gradients together, before clipping.</param>
/// <param name="LearningRate">Rate of the step.</param>
/// <param name="TokensSeen">Tokens trained on so far; padding and repeated epochs count.</param>
/// <param name="TokensPerSecond">Mean so far.</param>
/// <param name="Elapsed">Time in training steps so far, that of a run it was resumed from included.</param>
/// <param name="Remaining">Time left, from the mean so far and the nearer of the limits.</param>
public sealed record TrainingProgress(
    int Step, double LossNats, double GradientNorm, double LearningRate, long TokensSeen, double TokensPerSecond, TimeSpan Elapsed, TimeSpan Remaining)
{
    /// <summary>Speed as a share of the largest product that this machine was seen to compute in the run's precision: model FLOPs utilisation, by appendix B of Chowdhery et al. 2022,
    /// arXiv:2204.02311, against a measured peak. An objective's heads are not counted. NaN where there is no peak: BF16 on a processor that has no instructions for it.</summary>
    public double PeakShare { get; init; } = double.NaN;

    /// <summary>What else the objective measured in this step, by name. Default: nothing.</summary>
    public IReadOnlyDictionary<string, double> Diagnostics { get; init; } = ReadOnlyDictionary<string, double>.Empty;
}
