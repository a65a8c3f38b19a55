namespace ResearchML.LanguageModels;

/// <summary>How long and how fast a language model is trained. Training ends at whichever of <see cref="Steps"/>, <see cref="Tokens"/> and <see cref="Duration"/> comes first.</summary>
public sealed record TrainingOptions
{
    private static readonly int MostThreads = 4 * Environment.ProcessorCount;

    /// <summary>Most optimizer steps. At least 1. Default 1,000.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>Tokens to train on, repeated ones counted; the step that reaches it is a whole one, so that a run may see up to a step's tokens more. At least 1. Default <see langword="null"/>: no limit.</summary>
    public long? Tokens { get; init; }

    /// <summary>Longest time in training steps; held-out measurements, checkpoints and <see cref="Progress"/> are not counted, so that runs of one duration train equally long whatever they do
    /// beside. The step that reaches it is a whole one. Positive. Default <see langword="null"/>: no limit. With it, the number of steps, and so the result, depends on the machine's speed; the
    /// learning-rate schedule follows the clock.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Contexts that pass through the model at once. At least 1. Default 16.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Batches whose gradients make one optimizer step; a step sees <see cref="BatchSize"/> times as many contexts, in the memory of one batch. Each batch counts the same: a mean over
    /// all positions comes out as of one larger batch, one over some of them (the further heads of multi-token prediction) as a mean of the batches' means. At least 1. Default 1.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>What matrix products are computed in; weights, their gradients, norms and logits are float32 either way. <see cref="Precision.Auto"/> takes BF16
    /// where the device multiplies it (a CPU with avx512_bf16, or CUDA). What was taken is logged. Default <see cref="Precision.Float32"/>.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Peak learning rate. Positive, at most 1e6. Default 3e-3, which suits models of about a million parameters.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>How the learning rate moves.</summary>
    public LearningRateSchedule Schedule { get; init; } = new();

    /// <summary>The optimizer's constants.</summary>
    public AdamWOptions Optimizer { get; init; } = new();

    /// <summary>Threads of libtorch while the run goes on; they are the process's, and shared by all that it computes. At least 1, at most four for each processor of the process: more wait for one another. Default <see langword="null"/>: as many as there are.</summary>
    public int? Threads { get; init; }

    /// <summary>A file of JSON lines, one a step: loss, gradient norm, learning rate, tokens, speed, diagnostics. A resumed run goes on in it, another replaces it; a file that is no such log is refused, and so is one that another run has. Default <see langword="null"/>: none.</summary>
    public string? LogFile { get; init; }

    /// <summary>Stops when held-out text no longer gains. Default <see langword="null"/>: never.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Writes what is needed to go on after an interruption, and goes on from it. Default <see langword="null"/>: nothing is written.</summary>
    public CheckpointOptions? Checkpoints { get; init; }

    /// <summary>Seed of the weights and of the order of the documents. Default <see langword="null"/>: the MLContext's; where that has none, the one of the checkpoint that is resumed, or a random one.</summary>
    public int? Seed { get; init; }

    /// <summary>Told after every step. Called on the training thread; the slower it is, the slower the training. Default: nobody.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Stops between two batches, or in a measurement of held-out text, with an <see cref="OperationCanceledException"/>. Default: never.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        Require(Steps >= 1, nameof(Steps), Steps, "at least 1");
        Require(Tokens is null or >= 1, nameof(Tokens), Tokens, "at least 1, or null");
        Require(Duration is null || Duration > TimeSpan.Zero, nameof(Duration), Duration, "positive, or null");
        Require(BatchSize >= 1, nameof(BatchSize), BatchSize, "at least 1");
        Require(AccumulationSteps >= 1, nameof(AccumulationSteps), AccumulationSteps, "at least 1");
        Require(Enum.IsDefined(Precision), nameof(Precision), Precision, "one of Auto, Float32 and BFloat16");
        Require(Threads is null || (Threads >= 1 && Threads <= MostThreads), nameof(Threads), Threads, FormattableString.Invariant($"from 1 to {MostThreads}, four for each processor, or null"));
        Require(LogFile is null || LogFile.Trim().Length > 0, nameof(LogFile), LogFile, "a file's path, or null");
        Require(LearningRate is > 0 and <= 1e6, nameof(LearningRate), LearningRate, "positive, and at most 1e6");
        ArgumentNullException.ThrowIfNull(Schedule);
        ArgumentNullException.ThrowIfNull(Optimizer);
        Schedule.Validate();
        Optimizer.Validate();
        EarlyStopping?.Validate();
        Checkpoints?.Validate();
    }

    private static void Require(bool holds, string name, object? value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"TrainingOptions.{name} must be {rule}, but is {value}."));
    }
}
