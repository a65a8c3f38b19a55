namespace ResearchML.Trainers;

/// <summary>What was counted of one problem at one checkpoint of a model.</summary>
/// <param name="Model">The model's name: what leave-one-model-out leaves out.</param>
/// <param name="Compute">How far the model had been trained, in FLOP or in tokens: positive and finite, one unit for all.</param>
/// <param name="Task">The task's name; each has a forecast of its own.</param>
/// <param name="Problem">The problem's name within the task: equal names at two checkpoints are one problem.</param>
/// <param name="Samples">n, how many samples were graded. At least 1.</param>
/// <param name="Correct">c, how many of them were correct. From 0 to <paramref name="Samples"/>.</param>
public sealed record EmergenceCount(string Model, double Compute, string Task, string Problem, long Samples, long Correct)
{
    /// <summary>The model's loss at the checkpoint, in nats: positive. NaN, the default, where it is not known.</summary>
    public double Loss { get; init; } = double.NaN;

    /// <summary>The probability g that a guess is correct, as 1/4 of four options. From 0, the default, to below 1.</summary>
    public double Chance { get; init; }

    /// <summary>How many examples the checkpoint was finetuned on before its samples were drawn. 0, the default: it was not.</summary>
    public double FinetuningExamples { get; init; }

    private const long MostSamples = 1L << 53; // what a Double column can tell apart

    /// <summary>What is wrong with it; null where nothing is.</summary>
    internal string? Fault() =>
        string.IsNullOrEmpty(Model) ? "the model has no name"
        : string.IsNullOrEmpty(Task) ? "the task has no name"
        : string.IsNullOrEmpty(Problem) ? "the problem has no name"
        : !(Compute > 0 && double.IsFinite(Compute)) ? FormattableString.Invariant($"the compute must be positive and finite, but is {Compute}")
        : Samples is < 1 or > MostSamples ? FormattableString.Invariant($"the samples must be at least 1 and at most 2^53, but are {Samples}")
        : Correct < 0 || Correct > Samples ? FormattableString.Invariant($"the correct samples must be from 0 to the {Samples} graded, but are {Correct}")
        : Loss is not double.NaN && !(Loss > 0 && double.IsFinite(Loss)) ? FormattableString.Invariant($"the loss must be positive and finite, or NaN where it is not known, but is {Loss}")
        : Chance is not (>= 0 and < 1) ? FormattableString.Invariant($"the chance of a guess must be from 0 to below 1, but is {Chance}")
        : !(FinetuningExamples >= 0 && double.IsFinite(FinetuningExamples)) ? FormattableString.Invariant($"the finetuning examples must be 0 or more and finite, but are {FinetuningExamples}")
        : null;
}
