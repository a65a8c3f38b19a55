namespace ResearchML.Trainers;

/// <summary>The checkpoints of a task, on the same problems.</summary>
/// <param name="Name">The task.</param>
/// <param name="Checkpoints">Those that are kept, by model and compute.</param>
/// <param name="Finetuned">Checkpoints after finetuning, with the number of examples.</param>
/// <param name="K">The k that every problem has samples enough for, 1 among them, ascending.</param>
/// <param name="ProblemNames">The problems that all checkpoints have.</param>
/// <param name="DroppedProblems">How many problems are left out because a checkpoint lacks them.</param>
/// <param name="DroppedCheckpoints">How many checkpoints are left out because they lack most problems.</param>
/// <param name="Remarks">What was left out and why.</param>
internal sealed record EmergenceTask(
    string Name, IReadOnlyList<EmergenceCheckpoint> Checkpoints, IReadOnlyList<(EmergenceCheckpoint Checkpoint, double Examples)> Finetuned, IReadOnlyList<int> K,
    IReadOnlyList<string> ProblemNames, int DroppedProblems, int DroppedCheckpoints, IReadOnlyList<string> Remarks)
{
    public IReadOnlyList<string> Models { get; } = [.. Checkpoints.Select(c => c.Model).Distinct().Order(StringComparer.Ordinal)];

    public double LastCompute { get; } = Checkpoints.Count == 0 ? double.NaN : Checkpoints.Max(c => c.Compute);

    /// <summary>Every checkpoint with every later one of its model.</summary>
    public IReadOnlyList<EmergencePair> Pairs { get; } =
        [.. from now in Checkpoints from later in Checkpoints where now.Model == later.Model && now.Compute < later.Compute select new EmergencePair(now, later)];
}
