namespace ResearchML.LanguageModels;

/// <summary>The shape of a decoder-only transformer in the Llama family: what <c>config.json</c> says of it.</summary>
/// <remarks>
/// Touvron et al. 2023, arXiv:2302.13971: RMSNorm before each block, rotary positions, SwiGLU; grouped-query attention
/// from Ainslie et al. 2023, arXiv:2305.13245. All widths count features, all lengths count tokens.
/// </remarks>
public sealed record DecoderConfig
{
    /// <summary>Number of decoder layers. At least 1. Default 4.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Features of the residual stream (<c>hidden_size</c>). At least 1. Default 128.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Query heads. At least 1. Default 4.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Key and value heads; divides <see cref="Heads"/>. Default <see langword="null"/>: as many as <see cref="Heads"/>.</summary>
    public int? KeyValueHeads { get; init; }

    /// <summary>Features of one head, an even number because rotary positions turn pairs. Default <see langword="null"/>: <see cref="Width"/> / <see cref="Heads"/>.</summary>
    public int? HeadWidth { get; init; }

    /// <summary>Features inside the gated feed-forward block (<c>intermediate_size</c>). Default <see langword="null"/>: 8/3 of <see cref="Width"/>, rounded up to a multiple of 32.</summary>
    public int? FeedForwardWidth { get; init; }

    /// <summary>The longest window of tokens that the model sees at once (<c>max_position_embeddings</c>). At least 2. Default 256.</summary>
    public int ContextLength { get; init; } = 256;

    /// <summary>Number of token ids. Default <see langword="null"/>: taken from the tokenizer.</summary>
    public int? VocabularySize { get; init; }

    /// <summary>Base of the rotary frequencies, θ in Su et al. 2021, arXiv:2104.09864. Positive. Default 10,000.</summary>
    public double RopeTheta { get; init; } = 10_000;

    /// <summary>Added to the mean square in RMSNorm. Positive. Default 1e-5.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Whether the output layer shares its weights with the token embedding. Default <see langword="true"/>.</summary>
    public bool TieEmbeddings { get; init; } = true;

    /// <summary>Standard deviation of fresh weights. Positive. Default 0.02 (Radford et al. 2019).</summary>
    public double InitializerDeviation { get; init; } = 0.02;

    internal int EffectiveKeyValueHeads => KeyValueHeads ?? Heads;

    internal int EffectiveHeadWidth => HeadWidth ?? Width / Heads;

    internal int EffectiveFeedForwardWidth => FeedForwardWidth ?? (int)Math.Min(int.MaxValue, (Width * 8L / 3 + 31) / 32 * 32);

    /// <summary>Number of weights, each counted once; a tied output layer adds none.</summary>
    /// <exception cref="InvalidOperationException"><see cref="VocabularySize"/> is not set.</exception>
    public long CountParameters()
    {
        long vocabulary = VocabularySize ?? throw new InvalidOperationException("VocabularySize is not set, so the parameters cannot be counted.");
        long attention = 2L * Width * EffectiveHeadWidth * (Heads + EffectiveKeyValueHeads);
        long perLayer = attention + 3L * Width * EffectiveFeedForwardWidth + 2L * Width;
        return vocabulary * Width * (TieEmbeddings ? 1 : 2) + Layers * perLayer + Width;
    }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names it.</exception>
    internal void Validate()
    {
        AtLeast(1, Layers, nameof(Layers));
        AtLeast(1, Width, nameof(Width));
        AtLeast(1, Heads, nameof(Heads));
        AtLeast(1, EffectiveKeyValueHeads, nameof(KeyValueHeads));
        AtLeast(1, EffectiveFeedForwardWidth, nameof(FeedForwardWidth));
        AtLeast(2, ContextLength, nameof(ContextLength));
        AtLeast(1, VocabularySize ?? 1, nameof(VocabularySize));
        Require(Heads % EffectiveKeyValueHeads == 0, nameof(KeyValueHeads), EffectiveKeyValueHeads, $"must divide Heads ({Heads})");
        Require(HeadWidth is not null || Width % Heads == 0, nameof(Heads), Heads, $"must divide Width ({Width}) when HeadWidth is not set");
        Require(EffectiveHeadWidth >= 2 && EffectiveHeadWidth % 2 == 0, nameof(HeadWidth), EffectiveHeadWidth, "must be an even number of at least 2, because rotary positions turn pairs of features");
        Require(RopeTheta > 0 && double.IsFinite(RopeTheta), nameof(RopeTheta), RopeTheta, "must be positive");
        Require(NormEpsilon > 0 && double.IsFinite(NormEpsilon), nameof(NormEpsilon), NormEpsilon, "must be positive");
        Require(InitializerDeviation > 0 && double.IsFinite(InitializerDeviation), nameof(InitializerDeviation), InitializerDeviation, "must be positive");
    }

    private static void AtLeast(int least, int value, string name) =>
        Require(value >= least, name, value, FormattableString.Invariant($"must be at least {least}"));

    private static void Require(bool holds, string name, object value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"DecoderConfig.{name} {rule}, but is {value}."));
    }
}
