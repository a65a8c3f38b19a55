using System.Globalization;

namespace ResearchML.LanguageModels;

/// <summary>What two runs must share for one to go on from the other's checkpoint: by what it is called in words, its value.</summary>
internal sealed class RunIdentity
{
    private const string SeedName = "seed";

    private readonly SortedDictionary<string, string> _parts;

    private RunIdentity(IDictionary<string, string> parts) => _parts = new(parts, StringComparer.Ordinal);

    /// <summary>Of a run that is to begin. How long it is to be, and how often it measures, may change on the way.</summary>
    /// <param name="model">Before its first step.</param>
    /// <param name="objective">What is minimised.</param>
    /// <param name="documents">What is trained on.</param>
    /// <param name="options">How.</param>
    /// <param name="seed">Of fresh weights, and of the order of the documents.</param>
    public static RunIdentity Of(LanguageModel model, TrainingObjective objective, ITokenDocuments documents, LanguageModelTrainerOptions options, ulong seed)
    {
        TrainingOptions training = options.Training;
        var parts = new Dictionary<string, string>
        {
            ["architecture"] = Text(model.Config),
            ["tokenizer"] = FormattableString.Invariant($"{model.Tokenizer.VocabularySize} ids, {Fingerprint.Of(model.Tokenizer)}"),
            ["start"] = options.StartFrom is null ? "fresh weights" : $"weights {Fingerprint.Of(model.Decoder.named_parameters().Select(p => KeyValuePair.Create<string, TorchSharp.torch.Tensor>(p.name, p.parameter)))}",
            ["objective"] = objective.Name,
            ["training data"] = documents.Fingerprint(),
            [SeedName] = FormattableString.Invariant($"{seed}"),
            ["batch"] = FormattableString.Invariant($"{training.BatchSize} contexts, {training.AccumulationSteps} batches a step"),
            ["precision"] = $"{TrainingPrecision.Of(training.Precision, model.Device)?.ToString() ?? "Float32"}",
            ["learning rate"] = FormattableString.Invariant($"{training.LearningRate}"),
            ["learning-rate schedule"] = Text(training.Schedule),
            ["optimizer"] = Text(training.Optimizer),
        };
        // A run may drop early stopping, but not take it up on the way: what was best so far would not be known.
        if (training.EarlyStopping is { } stopping)
            parts["early stopping"] = stopping.Measure is null ? FormattableString.Invariant($"on {stopping.HeldOut.Count} texts, {Fingerprint.Of(stopping.HeldOut)}") : "by a measure of one's own";
        return new RunIdentity(parts);
    }

    public static RunIdentity FromMetadata(IReadOnlyDictionary<string, string> metadata) => new(metadata.ToDictionary());

    public IReadOnlyDictionary<string, string> Parts => _parts;

    /// <summary>The run's seed, where it is a number.</summary>
    public ulong? Seed => ulong.TryParse(_parts.GetValueOrDefault(SeedName), NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) ? seed : null;

    /// <summary>What differs, in words, or <see langword="null"/>.</summary>
    public string? Difference(RunIdentity stored)
    {
        foreach ((string name, string value) in _parts)
        {
            string other = stored._parts.GetValueOrDefault(name, "none");
            if (other != value)
                return $"its {name} is {other}, and this run's is {value}";
        }
        return null;
    }

    // A record writes its numbers as the thread's culture has them, and the next process may have another.
    private static string Text(object record)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return $"{record}";
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
