namespace ResearchML.Trainers;

/// <summary>The checkpoints of a task, on the same problems.</summary>
internal sealed class EmergenceTask
{
    /// <param name="name">The task.</param>
    /// <param name="checkpoints">Those that are kept, by model and compute.</param>
    public EmergenceTask(string name, IReadOnlyList<EmergenceCheckpoint> checkpoints)
    {
        (Name, Checkpoints) = (name, checkpoints);
        Pairs = [.. from now in checkpoints from later in checkpoints where now.Model == later.Model && now.Compute < later.Compute select new EmergencePair(now, later)];
    }

    public string Name { get; }

    public IReadOnlyList<EmergenceCheckpoint> Checkpoints { get; }

    /// <summary>Every checkpoint with every later one of its model.</summary>
    public IReadOnlyList<EmergencePair> Pairs { get; }

    public double LastCompute => Checkpoints.Count == 0 ? double.NaN : Checkpoints.Max(c => c.Compute);

    /// <summary>Checkpoints after finetuning, with the number of examples.</summary>
    public IReadOnlyList<(EmergenceCheckpoint Checkpoint, double Examples)> Finetuned { get; init; } = [];

    /// <summary>The k that every problem has samples enough for, 1 among them, ascending.</summary>
    public IReadOnlyList<int> K { get; init; } = [1];

    /// <summary>The problems that all checkpoints have.</summary>
    public IReadOnlyList<string> ProblemNames { get; init; } = [];

    /// <summary>How many problems are left out because a checkpoint lacks them.</summary>
    public int DroppedProblems { get; init; }

    /// <summary>How many checkpoints are left out because they lack most problems.</summary>
    public int DroppedCheckpoints { get; init; }

    /// <summary>What was left out and why.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
