using System.Security.Cryptography;

namespace ResearchML.LanguageModels;

/// <summary>What two runs must share for one to go on from the other's checkpoint: by what it is called in words, its value.</summary>
internal sealed class RunIdentity
{
    private readonly SortedDictionary<string, string> _parts;

    private RunIdentity(SortedDictionary<string, string> parts) => _parts = parts;

    public static RunIdentity Of(LanguageModel model, TrainingObjective objective, ITokenDocuments documents, TrainingOptions options, ulong seed) => new(new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["architecture"] = model.Config.ToString(),
        ["tokenizer"] = Fingerprint(model.Tokenizer),
        ["objective"] = objective.Name,
        ["training data"] = documents.Fingerprint(),
        ["seed"] = FormattableString.Invariant($"{seed}"),
        ["batch"] = FormattableString.Invariant($"{options.BatchSize} contexts, {options.AccumulationSteps} batches a step"),
        ["precision"] = $"{TrainingPrecision.Of(options.Precision, model.Device)?.ToString() ?? "Float32"}",
    });

    public static RunIdentity FromMetadata(IReadOnlyDictionary<string, string> metadata) => new(new SortedDictionary<string, string>(metadata.ToDictionary(), StringComparer.Ordinal));

    public IReadOnlyDictionary<string, string> Parts => _parts;

    /// <summary>What differs, in words, or <see langword="null"/>.</summary>
    public string? Difference(RunIdentity stored)
    {
        foreach ((string name, string value) in _parts)
        {
            string other = stored._parts.GetValueOrDefault(name, "nothing");
            if (other != value)
                return $"its {name} is {other}, and this run's is {value}";
        }
        return null;
    }

    private static string Fingerprint(LanguageTokenizer tokenizer)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, byte[] content) in tokenizer.Files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name));
            hash.AppendData(content);
        }
        return FormattableString.Invariant($"{tokenizer.VocabularySize} ids, {Convert.ToHexStringLower(hash.GetCurrentHash().AsSpan(0, 8))}");
    }
}
