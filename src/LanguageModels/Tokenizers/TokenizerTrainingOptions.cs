namespace ResearchML.LanguageModels;

/// <summary>What may be said about the training of a tokenizer beside its size. There is no seed: training draws nothing.</summary>
public sealed record TokenizerTrainingOptions
{
    /// <summary>Told about every 100,000 characters of text and after every merge, on the training thread. Default: nobody.</summary>
    public IProgress<TokenizerTrainingProgress>? Progress { get; init; }

    /// <summary>Stops between two texts or merges with an <see cref="OperationCanceledException"/>. Default: never.</summary>
    public CancellationToken CancellationToken { get; init; }
}
