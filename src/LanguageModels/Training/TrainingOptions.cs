namespace ResearchML.LanguageModels;

/// <summary>How long and how fast a language model is trained. Training ends at whichever of <see cref="Steps"/> and <see cref="Duration"/> comes first.</summary>
public sealed record TrainingOptions
{
    /// <summary>Most optimizer steps. At least 1. Default 1,000.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>Longest time in the training loop. Positive. Default <see langword="null"/>: no limit. With it, the number of
    /// steps, and so the result, depends on the machine's speed; the learning-rate schedule follows the clock.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Contexts in one step. At least 1. Default 16.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Peak learning rate. Positive, at most 1e6. Default 3e-3, which suits models of about a million parameters.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>How the learning rate moves.</summary>
    public LearningRateSchedule Schedule { get; init; } = new();

    /// <summary>The optimizer's constants.</summary>
    public AdamWOptions Optimizer { get; init; } = new();

    /// <summary>Seed of the weights and of the order of the documents. Default <see langword="null"/>: the MLContext's.</summary>
    public int? Seed { get; init; }

    /// <summary>Told after every step. Called on the training thread; the slower it is, the slower the training. Default: nobody.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Stops between two steps with an <see cref="OperationCanceledException"/>. Default: never.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        Require(Steps >= 1, nameof(Steps), Steps, "at least 1");
        Require(Duration is null || Duration > TimeSpan.Zero, nameof(Duration), Duration, "positive, or null");
        Require(BatchSize >= 1, nameof(BatchSize), BatchSize, "at least 1");
        Require(LearningRate is > 0 and <= 1e6, nameof(LearningRate), LearningRate, "positive, and at most 1e6");
        ArgumentNullException.ThrowIfNull(Schedule);
        ArgumentNullException.ThrowIfNull(Optimizer);
        Schedule.Validate();
        Optimizer.Validate();
    }

    private static void Require(bool holds, string name, object? value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"TrainingOptions.{name} must be {rule}, but is {value}."));
    }
}
