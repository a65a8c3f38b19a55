namespace ResearchML.Transforms;

/// <summary>How attention becomes a matrix of sentences: <see cref="SentenceDependence.Measure"/>.</summary>
public sealed record SentenceDependenceOptions
{
    /// <summary>The layers whose attention is read; nothing above the last is computed. Default: the one at three quarters of the depth.</summary>
    public LayerRange Layers { get; init; } = LayerRange.FractionOfDepth(0.75);

    /// <summary>How heads and layers become one value. Default <see cref="HeadReduction.Mean"/>.</summary>
    public HeadReduction Heads { get; init; }

    /// <summary>Whether the attention sink, the first position of a window (BOS, or its first token where the tokenizer has none), is left out and each query's other weights
    /// scaled to add up to one (Xiao et al. 2023, arXiv:2309.17453, section 3.1, describe the sink). Default <see langword="true"/>. Where it is kept, BOS belongs to the first sentence.</summary>
    public bool DropSink { get; init; } = true;

    /// <summary>What lift is beside, as measured on a corpus at each distance. Default <see langword="null"/>: uniform attention over all that a query sees.</summary>
    public DistanceBaseline? Distances { get; init; }

    /// <summary>Most tokens in one forward pass, padding included; a window of the context's length is read whole in any case. At least 1. Default 4,096.</summary>
    public int MaxBatchTokens { get; init; } = 4096;

    /// <summary>Stops between two forward passes. Default: never.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    /// <exception cref="ArgumentNullException"><see cref="Layers"/> is null.</exception>
    internal void Validate(int layers)
    {
        ArgumentNullException.ThrowIfNull(Layers);
        Layers.Of(layers);
        if (!Enum.IsDefined(Heads))
            throw new ArgumentOutOfRangeException(nameof(Heads), Heads, $"SentenceDependenceOptions.Heads must be Mean or Max, but is {Heads}.");
        if (MaxBatchTokens < 1)
            throw new ArgumentOutOfRangeException(nameof(MaxBatchTokens), MaxBatchTokens, $"SentenceDependenceOptions.MaxBatchTokens must be at least 1, but is {MaxBatchTokens}.");
    }
}
