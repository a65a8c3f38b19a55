namespace ResearchML.LanguageModels;

/// <summary>Where and how often a training run writes what it needs to go on: weights, heads, moments, position in the data, counts.</summary>
/// <remarks>
/// <para>A checkpoint is one file, <c>step-00001000.safetensors</c>, that appears whole or not at all. A run that was killed at any moment and is resumed with the same
/// data, options and number of threads ends with the same bits as one that never stopped, as long as its length is given in steps or tokens, not in time.</para>
/// <para>A run is known by its architecture, tokenizer, the weights that it started from, objective, data, seed, batches, precision, learning rate, its schedule, the optimizer's constants and
/// the text that early stopping measures; a checkpoint of another run is refused. What may change when it goes on: its length (the schedule then spans the new one), threads, the log, how often checkpoints are
/// written and kept, and how often early stopping measures, for how long, or that it does so at all.</para>
/// <para>A hash over its bytes is in each file. One that is damaged is renamed to <c>.damaged</c>, and the one before is taken.</para>
/// </remarks>
public sealed record CheckpointOptions
{
    /// <summary>The folder, made if it does not exist. One run at a time writes into it.</summary>
    public required string Folder { get; init; }

    /// <summary>Optimizer steps between two checkpoints. At least 1. Default 1,000. One more is written at the end, and one when the run is cancelled.</summary>
    public int Every { get; init; } = 1000;

    /// <summary>How many of the last ones are kept. At least 1. Default 3.</summary>
    public int Keep { get; init; } = 3;

    /// <summary>Steps whose multiples are kept for good. At least 1. Default <see langword="null"/>: none.</summary>
    public int? Milestones { get; init; }

    /// <summary>What to do with checkpoints that are there. Default <see cref="Resume.Auto"/>.</summary>
    public Resume Resume { get; init; } = Resume.Auto;

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(Folder))
            throw new ArgumentException("CheckpointOptions.Folder must name a folder.", nameof(Folder));
        Require(Every >= 1, nameof(Every), Every, "at least 1");
        Require(Keep >= 1, nameof(Keep), Keep, "at least 1");
        Require(Milestones is null or >= 1, nameof(Milestones), Milestones, "at least 1, or null");
        Require(Enum.IsDefined(Resume), nameof(Resume), Resume, "one of Auto, Required and Never");
    }

    private static void Require(bool holds, string name, object? value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"CheckpointOptions.{name} must be {rule}, but is {value}."));
    }
}
