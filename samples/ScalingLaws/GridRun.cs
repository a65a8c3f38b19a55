namespace ScalingLaws;

/// <summary>A run of the grid, as runs.csv has it.</summary>
/// <param name="Width">Features of the residual stream.</param>
/// <param name="Parameters">All weights, embeddings included.</param>
/// <param name="Tokens">Bytes trained on, none of them twice.</param>
/// <param name="Loss">Held-out loss, nats per byte.</param>
/// <param name="Seconds">Time it took.</param>
internal sealed record GridRun(int Width, long Parameters, long Tokens, double Loss, double Seconds);
