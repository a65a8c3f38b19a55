namespace ResearchML.LanguageModels;

/// <summary>What a language-model trainer is given beside the data.</summary>
public sealed record LanguageModelTrainerOptions
{
    private const long MaximumBatchTokens = 1L << 28;

    /// <summary>Shape of the model. Ignored with <see cref="StartFrom"/>. Default: four layers of width 128.</summary>
    public DecoderConfig Model { get; init; } = new();

    /// <summary>Text to token ids. Default: <see cref="LanguageTokenizer.Bytes"/>, or the tokenizer of <see cref="StartFrom"/>, which no other may replace.</summary>
    public LanguageTokenizer? Tokenizer { get; init; }

    /// <summary>How long and how fast.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>A model whose shape, weights, tokenizer and device to start from; it is copied, not changed. Default <see langword="null"/>: fresh weights.</summary>
    public LanguageModel? StartFrom { get; init; }

    /// <summary>A file to keep the training text's token ids in, instead of memory: written anew at each fit, and mapped (<see cref="LanguageModels.TokenFile"/>). Default <see langword="null"/>: memory.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A tokenizer was given beside <see cref="StartFrom"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Model);
        ArgumentNullException.ThrowIfNull(Training);
        Training.Validate();
        int contextLength = StartFrom?.Config.ContextLength ?? Model.ContextLength;
        if ((long)Training.BatchSize * contextLength > MaximumBatchTokens)
            throw new ArgumentOutOfRangeException(nameof(Training), Training.BatchSize, FormattableString.Invariant($"TrainingOptions.BatchSize times the context length ({contextLength}) must be at most {MaximumBatchTokens} tokens, but BatchSize is {Training.BatchSize}."));
        if (StartFrom is not null && Tokenizer is not null && !ReferenceEquals(Tokenizer, StartFrom.Tokenizer))
            throw new ArgumentException("LanguageModelTrainerOptions.Tokenizer must not be set with StartFrom: the weights belong to the tokenizer that they were trained with.", nameof(Tokenizer));
        if (StartFrom is null)
        {
            Model.Validate();
            if (Model.VocabularySize is int embeddings && VocabularyFit.Mismatch(embeddings, EffectiveTokenizer, "DecoderConfig.VocabularySize") is string mismatch)
                throw new ArgumentOutOfRangeException(nameof(Model), embeddings, mismatch);
        }
    }

    internal DecoderConfig EffectiveModel => StartFrom?.Config ?? Model with { VocabularySize = Model.VocabularySize ?? EffectiveTokenizer.VocabularySize };

    internal LanguageTokenizer EffectiveTokenizer => StartFrom?.Tokenizer ?? Tokenizer ?? LanguageTokenizer.Bytes();
}
