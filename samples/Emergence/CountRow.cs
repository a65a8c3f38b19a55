using Microsoft.ML.Data;

namespace Emergence;

/// <summary>One problem's samples at one checkpoint: what the evaluator and the trainer read, and a line of emergence.csv.</summary>
internal sealed record CountRow
{
    public required string Model { get; init; }

    /// <summary>Tokens or FLOP until the checkpoint.</summary>
    public required double Compute { get; init; }

    public required string Task { get; init; }

    /// <summary>Where the file has no such column, the place of the row among those of its checkpoint.</summary>
    public required string Problem { get; init; }

    /// <summary>Samples graded. As the file has it: what cannot be is refused where it is evaluated.</summary>
    [ColumnName("n")]
    public required double Samples { get; init; }

    /// <summary>Of them right.</summary>
    [ColumnName("c")]
    public required double Correct { get; init; }

    /// <summary>Held-out loss at the checkpoint, nats; NaN where it is not known.</summary>
    public required double Loss { get; init; }

    /// <summary>How often a guess is right.</summary>
    public required double Chance { get; init; }

    /// <summary>A name for what pass@k is told of: a model's checkpoint and a task.</summary>
    public string Checkpoint => Words.Checkpoint(Model, Compute, Task);
}
