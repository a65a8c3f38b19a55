using System.Globalization;
using System.Text.Json.Serialization;

namespace ResearchML.Trainers;

/// <summary>Columns, k, target and controls of an emergence forecast.</summary>
public sealed record EmergenceOptions
{
    /// <summary>Name of the Text column of models: what leave-one-model-out leaves out. Default "Model".</summary>
    public string ModelColumnName { get; init; } = "Model";

    /// <summary>Name of the column that says how far a model had been trained, in FLOP or tokens: any number type, positive. Default "Compute".</summary>
    public string ComputeColumnName { get; init; } = "Compute";

    /// <summary>Name of the Text column of tasks; each has a forecast of its own. Default "Task".</summary>
    public string TaskColumnName { get; init; } = "Task";

    /// <summary>Name of a Text column of problems within a task, by which checkpoints are aligned. Default <see langword="null"/>: the first row of a model, compute and task is problem 1, the second problem 2, and so on.</summary>
    public string? ProblemColumnName { get; init; }

    /// <summary>Name of the column of n, samples graded: any number type that holds whole numbers, at least 1. Default "n".</summary>
    public string SamplesColumnName { get; init; } = "n";

    /// <summary>Name of the column of c, samples correct: any number type that holds whole numbers, from 0 to n. Default "c".</summary>
    public string CorrectColumnName { get; init; } = "c";

    /// <summary>Name of a column of losses in nats: any number type, positive; NaN where one is not known. Where all are known, the loss is a baseline. Default <see langword="null"/>: none.</summary>
    public string? LossColumnName { get; init; }

    /// <summary>Name of a column of the probability that a guess is correct, from 0 to below 1, as <c>BestOfN</c> writes it. Default <see langword="null"/>: <see cref="Chance"/> for all.</summary>
    public string? ChanceColumnName { get; init; }

    /// <summary>Name of a column of the number of examples that the checkpoint was finetuned on; rows above 0, with a loss, serve the finetuning law alone. Default <see langword="null"/>: none was finetuned.</summary>
    public string? FinetuningExamplesColumnName { get; init; }

    /// <summary>The probability that a guess is correct, as 0.25 of four options. From 0 to below 1. Default 0.</summary>
    public double Chance { get; init; }

    /// <summary>The compute whose pass@1 is forecast. Positive. Default <see langword="null"/>: the task's largest.</summary>
    public double? TargetCompute { get; init; }

    /// <summary>The k to choose among; 1 is always one of them. At least 1, no two equal. Those for which a problem has too few samples are left out, and reported. Default 1, 2, 5, 10, 20, 50, 100.</summary>
    public IReadOnlyList<int> K { get; init; } = [1, 2, 5, 10, 20, 50, 100];

    /// <summary>The share of what chance leaves that pass@1 must pass to have emerged. Between 0 and 1. Default 0.01.</summary>
    public double EmergenceThreshold { get; init; } = 0.01;

    /// <summary>The share that intervals cover. Above 0 and at most 0.9999. Default 0.95.</summary>
    public double ConfidenceLevel { get; init; } = 0.95;

    /// <summary>How many worlds with shuffled grades the gain of large k is held against. From 0, for none, to 100,000. Default 99.</summary>
    public int ShuffleControls { get; init; } = 99;

    /// <summary>Seed of the shuffles; forecasts depend on none. Default <see langword="null"/>: the context's.</summary>
    public int? Seed { get; init; }

    /// <summary>Ends the fit early, with <see cref="OperationCanceledException"/>. Not saved.</summary>
    [JsonIgnore]
    public CancellationToken CancellationToken { get; init; }

    internal void Validate()
    {
        (string Option, string? Column)[] columns =
        [
            (nameof(ModelColumnName), ModelColumnName ?? ""), (nameof(ComputeColumnName), ComputeColumnName ?? ""), (nameof(TaskColumnName), TaskColumnName ?? ""), (nameof(ProblemColumnName), ProblemColumnName),
            (nameof(SamplesColumnName), SamplesColumnName ?? ""), (nameof(CorrectColumnName), CorrectColumnName ?? ""), (nameof(LossColumnName), LossColumnName), (nameof(ChanceColumnName), ChanceColumnName),
            (nameof(FinetuningExamplesColumnName), FinetuningExamplesColumnName),
        ];
        foreach ((string option, string? column) in columns)
        {
            if (column is "")
                throw new ArgumentException($"{nameof(EmergenceOptions)}.{option} must name a column.", option);
            if (column is not null && columns.First(c => c.Column == column).Option is var first && first != option)
                throw new ArgumentException($"{nameof(EmergenceOptions)}.{first} and {option} both name column '{column}'.", option);
        }

        ArgumentNullException.ThrowIfNull(K);
        if (K.Count == 0)
            throw new ArgumentException($"{nameof(EmergenceOptions)}.{nameof(K)} needs one k or more.", nameof(K));
        if (K.GroupBy(k => k).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException(FormattableString.Invariant($"{nameof(EmergenceOptions)}.{nameof(K)} holds {twice.Key} twice."), nameof(K));
        Require(K.Min() >= 1, nameof(K), K.Min(), "must hold numbers from 1 on");
        Require(Chance is >= 0 and < 1, nameof(Chance), Chance, "must be from 0 to below 1");
        Require(TargetCompute is null || (TargetCompute > 0 && double.IsFinite(TargetCompute.Value)), nameof(TargetCompute), TargetCompute ?? 0, "must be positive and finite, or null");
        Require(EmergenceThreshold is > 0 and < 1, nameof(EmergenceThreshold), EmergenceThreshold, "must lie between 0 and 1");
        Require(ConfidenceLevel is > 0 and <= 0.9999, nameof(ConfidenceLevel), ConfidenceLevel, "must be above 0 and at most 0.9999");
        Require(ShuffleControls is >= 0 and <= 100_000, nameof(ShuffleControls), ShuffleControls, "must be from 0 to 100000");
    }

    private static void Require(bool holds, string option, object value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(option, value, string.Create(CultureInfo.InvariantCulture, $"{nameof(EmergenceOptions)}.{option} {rule}, but is {value}."));
    }
}
