namespace ResearchML.Trainers;

/// <summary>A training run that was observed: its configuration and the loss it reached.</summary>
/// <param name="Point">Model size and data.</param>
/// <param name="Loss">Final loss, in nats per token. Positive and finite.</param>
/// <param name="Weight">How much the run counts in a fit: its cost is multiplied by this. Not negative. Default 1.</param>
/// <param name="Group">What the run belongs to (a sweep over seeds or learning rates). Default: none.</param>
public sealed record ScalingRun(ScalingPoint Point, double Loss, double Weight = 1, string? Group = null);
