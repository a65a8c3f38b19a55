using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>How texts are scored.</summary>
public sealed record ScoringOptions
{
    /// <summary>Most tokens in one forward pass, padding included; a longer window is read in pieces. At least 1. Default
    /// <see langword="null"/>: as many as take a twentieth of the weights' memory, or 64 MB where that is more; at most 8,192.</summary>
    public int? MaxBatchTokens { get; init; }

    /// <summary>
    /// Tokens by which the window moves over a text longer than the context: every token is scored once, with at least
    /// context − stride tokens before it. From 1 to the context length. Default <see langword="null"/>: half the context.
    /// </summary>
    public int? Stride { get; init; }

    /// <summary>
    /// Another reading of the model's probabilities: (N, V) float64, a row a position, to as many that are scored in their place, float32 or float64. It should leave rows that sum to 1, as
    /// a calibrated readout does. Several calls score one text; tensors that it makes are freed after each. Default <see langword="null"/>: as the model has them.
    /// </summary>
    public Func<Tensor, Tensor>? Readout { get; init; }

    /// <summary>Stops between two batches. Default: never.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Checks every value against the model's shape.</summary>
    /// <param name="config">The shape of the model that will score.</param>
    /// <returns>The stride in tokens, its default resolved.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names it.</exception>
    public int Validate(DecoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        int contextLength = config.ContextLength;
        if (MaxBatchTokens < 1)
            throw new ArgumentOutOfRangeException(nameof(MaxBatchTokens), MaxBatchTokens, $"ScoringOptions.MaxBatchTokens must be at least 1, but is {MaxBatchTokens}.");
        int stride = Stride ?? Math.Max(1, contextLength / 2);
        if (stride < 1 || stride > contextLength)
            throw new ArgumentOutOfRangeException(nameof(Stride), stride, $"ScoringOptions.Stride must be from 1 to the context length ({contextLength}), but is {stride}.");
        return stride;
    }
}
