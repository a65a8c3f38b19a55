namespace ResearchML.Trainers;

/// <summary>How forecasts did on models and times that they had not learned from.</summary>
/// <param name="Scores">A row a task, scheme and method.</param>
/// <param name="Gains">A row a task and scheme: does large k beat pass@1?</param>
/// <param name="ByCheckpoint">A row a task, point of training and k.</param>
/// <param name="Controls">A row a task: the gain in shuffled worlds. Empty where none was asked for.</param>
/// <param name="Forecasts">Every held-out forecast.</param>
public sealed record EmergenceValidation(
    IReadOnlyList<MethodScore> Scores, IReadOnlyList<LargeKGain> Gains, IReadOnlyList<CheckpointError> ByCheckpoint, IReadOnlyList<ShuffledControl> Controls, IReadOnlyList<HeldOutForecast> Forecasts);
