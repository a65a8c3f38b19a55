namespace ResearchML.LanguageModels;

/// <summary>The shape of a decoder-only transformer and the parts that it is composed from: what <c>config.json</c> says of it.</summary>
/// <remarks>
/// The defaults are those of Touvron et al. 2023, arXiv:2302.13971: RMSNorm before each block, rotary positions, SwiGLU;
/// grouped-query attention from Ainslie et al. 2023, arXiv:2305.13245. All widths count features, all lengths count tokens.
/// </remarks>
public sealed record DecoderConfig
{
    /// <summary>The family whose names and <c>config.json</c> a saved model has: <c>llama</c>, <c>mistral</c>, <c>qwen2</c>, <c>qwen3</c>
    /// or <c>gpt2</c>. The parts below decide what is computed; a family refuses parts that it has no word for. Default <c>llama</c>.</summary>
    public string ModelType { get; init; } = "llama";

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

    /// <summary>Features inside the feed-forward block (<c>intermediate_size</c>). Default <see langword="null"/>: with a gate 8/3 of <see cref="Width"/>, rounded up to a multiple of 32; without, 4 times <see cref="Width"/>.</summary>
    public int? FeedForwardWidth { get; init; }

    /// <summary>The longest window of tokens that the model sees at once (<c>max_position_embeddings</c>). At least 2. Default 256.</summary>
    public int ContextLength { get; init; } = 256;

    /// <summary>Number of token ids. Default <see langword="null"/>: taken from the tokenizer.</summary>
    public int? VocabularySize { get; init; }

    /// <summary>How the input of a block is normalised. Default <see cref="Normalization.RootMeanSquare"/>.</summary>
    public Normalization Norm { get; init; }

    /// <summary>What follows attention in a layer. Default <see cref="FeedForwardKind.GatedSilu"/>.</summary>
    public FeedForwardKind FeedForward { get; init; }

    /// <summary>Which linear maps add a bias. Default none.</summary>
    public DecoderBiases Biases { get; init; }

    /// <summary>Whether each head's queries and keys pass through an RMSNorm before they turn (<c>qwen3</c>). Default <see langword="false"/>.</summary>
    public bool QueryKeyNorm { get; init; }

    /// <summary>Positions that each sees at most, itself included, in layers from <see cref="SlidingWindowFromLayer"/> on
    /// (Jiang et al. 2023, arXiv:2310.06825, section 2). At least 1. Default <see langword="null"/>: all before it.</summary>
    public int? SlidingWindow { get; init; }

    /// <summary>The first layer that has the window (<c>max_window_layers</c>), from 0. Default 0: all have it.</summary>
    public int SlidingWindowFromLayer { get; init; }

    /// <summary>How tokens get their positions. Default <see cref="PositionEncoding.Rotary"/>.</summary>
    public PositionEncoding Positions { get; init; }

    /// <summary>Stretching of the rotary frequencies. Default <see langword="null"/>: none.</summary>
    public Llama3RopeScaling? RopeScaling { get; init; }

    /// <summary>Base of the rotary frequencies, θ in Su et al. 2021, arXiv:2104.09864. Positive. Default 10,000.</summary>
    public double RopeTheta { get; init; } = 10_000;

    /// <summary>Added to the mean square in RMSNorm, to the variance in LayerNorm. Positive. Default 1e-5.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Whether the output layer shares its weights with the token embedding. Default <see langword="true"/>.</summary>
    public bool TieEmbeddings { get; init; } = true;

    /// <summary>Standard deviation of fresh weights. Positive. Default 0.02 (Radford et al. 2019).</summary>
    public double InitializerDeviation { get; init; } = 0.02;

    internal int EffectiveKeyValueHeads => KeyValueHeads ?? Heads;

    internal int EffectiveHeadWidth => HeadWidth ?? Width / Heads;

    internal int EffectiveFeedForwardWidth => FeedForwardWidth
        ?? (int)Math.Min(int.MaxValue, FeedForward == FeedForwardKind.GatedSilu ? (Width * 8L / 3 + 31) / 32 * 32 : Width * 4L);

    /// <summary>Positions that each sees at most in a layer, or <see langword="null"/> where it sees all before it.</summary>
    /// <param name="layer">From 0.</param>
    public int? WindowOf(int layer) => layer >= SlidingWindowFromLayer ? SlidingWindow : null;

    /// <summary>Number of weights, each counted once; a tied output layer adds none.</summary>
    /// <exception cref="InvalidOperationException"><see cref="VocabularySize"/> is not set.</exception>
    public long CountParameters()
    {
        if (VocabularySize is null)
            throw new InvalidOperationException("VocabularySize is not set, so the parameters cannot be counted.");
        return DecoderShapes.Of(this).Sum(weight => weight.Shape.Aggregate(1L, (product, size) => product * size));
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
        Defined(Norm, nameof(Norm));
        Defined(FeedForward, nameof(FeedForward));
        Defined(Positions, nameof(Positions));
        Require((Biases & ~DecoderBiases.All) == 0, nameof(Biases), Biases, "must be made of QueryKeyValue, AttentionOutput and FeedForward");
        Require(Heads % EffectiveKeyValueHeads == 0, nameof(KeyValueHeads), EffectiveKeyValueHeads, $"must divide Heads ({Heads})");
        Require(HeadWidth is not null || Width % Heads == 0, nameof(Heads), Heads, $"must divide Width ({Width}) when HeadWidth is not set");
        AtLeast(1, EffectiveHeadWidth, nameof(HeadWidth));
        Require(Positions != PositionEncoding.Rotary || EffectiveHeadWidth % 2 == 0, nameof(HeadWidth), EffectiveHeadWidth, "must be an even number of at least 2, because rotary positions turn pairs of features");
        AtLeast(1, SlidingWindow ?? 1, nameof(SlidingWindow));
        AtLeast(0, SlidingWindowFromLayer, nameof(SlidingWindowFromLayer));
        Require(RopeScaling is null || Positions == PositionEncoding.Rotary, nameof(RopeScaling), RopeScaling, "needs rotary positions");
        RopeScaling?.Validate();
        Require(RopeTheta > 0 && double.IsFinite(RopeTheta), nameof(RopeTheta), RopeTheta, "must be positive");
        Require(NormEpsilon > 0 && double.IsFinite(NormEpsilon), nameof(NormEpsilon), NormEpsilon, "must be positive");
        Require(InitializerDeviation > 0 && double.IsFinite(InitializerDeviation), nameof(InitializerDeviation), InitializerDeviation, "must be positive");
        if (CheckpointFamily.Of(ModelType) is not CheckpointFamily family)
            throw new ArgumentOutOfRangeException(nameof(ModelType), ModelType, $"DecoderConfig.ModelType must be one of {CheckpointFamily.Names}, but is \"{ModelType}\".");
        if (family.Lacks(this) is string part)
            throw new ArgumentOutOfRangeException(part, $"A \"{ModelType}\" checkpoint has no word for DecoderConfig.{part} as it is set: choose another ModelType ({CheckpointFamily.Names}), or leave it out.");
    }

    private static void Defined<T>(T value, string name)
        where T : struct, Enum => Require(Enum.IsDefined(value), name, value, $"must be one of {string.Join(", ", Enum.GetNames<T>())}");

    private static void AtLeast(int least, int value, string name) =>
        Require(value >= least, name, value, FormattableString.Invariant($"must be at least {least}"));

    private static void Require(bool holds, string name, object? value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"DecoderConfig.{name} {rule}, but is {value}."));
    }
}
