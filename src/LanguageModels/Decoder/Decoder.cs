using ResearchML.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>A decoder-only transformer whose modules carry the names of Hugging Face's <c>llama</c> checkpoints, composed from
/// the parts that its <see cref="DecoderConfig"/> names.</summary>
/// <remarks>
/// Touvron et al. 2023, arXiv:2302.13971. Weights are float32 or BF16; activations between the linear maps, and logits, are
/// float32 either way. The forward pass is thread-safe as long as nobody trains.
/// Legend: B batch, T positions, W width, V vocabulary.
/// </remarks>
public sealed class Decoder : nn.Module
{
    private readonly DecoderTrunk _trunk;
    private readonly Linear? _head;
    private readonly RotaryEmbedding? _rotary;

    /// <summary>Makes a decoder with uninitialised weights.</summary>
    /// <param name="config">Its shape; <see cref="DecoderConfig.VocabularySize"/> must be set.</param>
    /// <param name="place">Type and device of its weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape is not possible.</exception>
    internal Decoder(DecoderConfig config, WeightPlacement place)
        : base(nameof(Decoder))
    {
        config.Validate();
        place = place with { Products = new ProductPrecision() };
        (Config, Place, StoredType) = (config, place, place.DataType);
        _trunk = new DecoderTrunk(config, place);
        register_module("model", _trunk);
        if (!config.TieEmbeddings)
        {
            _head = new Linear(config.Width, config.VocabularySize!.Value, bias: false, place);
            register_module("lm_head", _head);
        }
        if (config.Positions == PositionEncoding.Rotary)
            _rotary = new RotaryEmbedding(config, place.Device);
    }

    /// <summary>The shape.</summary>
    public DecoderConfig Config { get; }

    /// <summary>Where the weights live.</summary>
    public Device Device => Place.Device;

    /// <summary>Type of the weights: <see cref="ScalarType.Float32"/> or <see cref="ScalarType.BFloat16"/>.</summary>
    public ScalarType DataType => Place.DataType;

    internal WeightPlacement Place { get; }

    /// <summary>What the products are computed in: float32 or BF16, whatever the weights are kept in. A training run's own.</summary>
    internal ProductPrecision Products => Place.Products!;

    /// <summary>Type that the weights are written in: that of the checkpoint they came from, from which they were widened without loss.</summary>
    internal ScalarType StoredType { get; init; }

    /// <summary>What <see cref="Logits"/> multiplies with, (V, W): the output layer's matrix, or the embedding where the two are tied. An objective that evaluates
    /// heads one at a time names these among a head's parameters (<see cref="HeadLoss"/>).</summary>
    public IReadOnlyList<Parameter> OutputParameters => [OutputWeight];

    internal Parameter OutputWeight => _head is null ? _trunk.Embedding.Weight : _head.Weight;

    /// <summary>Draws fresh weights: normal(0, <see cref="DecoderConfig.InitializerDeviation"/>), the projections back into the
    /// residual stream scaled by 1/√(2·layers) (Radford et al. 2019, section 2.3).</summary>
    /// <param name="seed">The same seed gives the same bits on one kind of device.</param>
    internal void Initialize(ulong seed) => Initialize(this, Config, seed);

    /// <summary>Draws fresh weights, in the same way, of a module made of a decoder's parts.</summary>
    internal static void Initialize(nn.Module module, DecoderConfig config, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        // A generator of its own on the CPU, so that neither the global seed nor the device changes the weights.
        using var generator = new Generator(seed, CPU);
        double deviation = config.InitializerDeviation, residual = deviation / Math.Sqrt(2.0 * config.Layers);
        foreach ((string name, Parameter weight) in module.named_parameters())
        {
            // Gains stay one and biases zero.
            if (name.EndsWith("norm.weight", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal))
                continue;
            bool intoResidual = name.EndsWith("o_proj.weight", StringComparison.Ordinal) || name.EndsWith("down_proj.weight", StringComparison.Ordinal);
            weight.copy_((Term)randn(weight.shape, ScalarType.Float32, CPU, generator: generator) * (intoResidual ? residual : deviation));
        }
    }

    /// <summary>Hidden states before the output layer, of whole rows that start at position 0 and attend to all before.</summary>
    /// <param name="tokens">(B, T) token ids, int64, T at most the context length.</param>
    /// <param name="documents">(B, T) a number per document, int64, in rows that hold several: attention stays within a document. Default: one a row.</param>
    /// <returns>(B, T, W)</returns>
    /// <exception cref="ArgumentException">T is more than the context length.</exception>
    public Tensor Hidden(Tensor tokens, Tensor? documents = null)
    {
        CheckLength(tokens);
        return _trunk.Forward(tokens, WholeRows(tokens.shape[1], documents), cache: null);
    }

    /// <summary>Reads attention weights: whole rows go through the layers up to the last that the reader asks for, and no further.</summary>
    /// <remarks>Only layers that are read are computed block by block; no gradients are kept. Weights are float32, whatever the decoder computes in.
    /// Rows of different lengths stand together when the shorter are filled up at the end: no position sees what comes after it.</remarks>
    /// <param name="tokens">(B, T) token ids, int64, one document a row, T at most the context length.</param>
    /// <param name="reader">Which layers, and what becomes of the weights.</param>
    /// <exception cref="ArgumentException">T is more than the context length, or the reader reads no layer.</exception>
    public void ReadAttention(Tensor tokens, AttentionReader reader)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(reader);
        CheckLength(tokens);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _trunk.ShowAttention(tokens, WholeRows(tokens.shape[1], documents: null), reader);
    }

    /// <summary>Positions and attention of whole rows that start at position 0.</summary>
    /// <param name="length">T</param>
    /// <param name="documents">(B, T), or <see langword="null"/> for one document a row.</param>
    internal Sequence WholeRows(long length, Tensor? documents)
    {
        int? window = Config.SlidingWindow;
        if (documents is null)
        {
            return At(Sequence.Consecutive(0, length, Device),
                AttentionPattern.Causal, AttentionPattern.Continuing(null, length, length, length, window, Place));
        }
        AttentionPattern full = AttentionPattern.WithinDocuments(documents, window: null, Place.ProductType);
        return At(Sequence.PositionsWithin(documents), full, window is null ? full : AttentionPattern.WithinDocuments(documents, window, Place.ProductType));
    }

    /// <summary>Hidden states of positions that follow those in <paramref name="cache"/>, to which they are appended.</summary>
    /// <param name="tokens">(B, T) token ids, int64.</param>
    /// <param name="padding">(B) how many of the row's first positions are padding, int64; <see langword="null"/> where no row is padded.</param>
    /// <param name="cache">The earlier positions.</param>
    /// <returns>(B, T, W)</returns>
    internal Tensor Hidden(Tensor tokens, Tensor? padding, KeyValueCache cache)
    {
        long start = cache.Length, given = tokens.shape[1], end = start + given;
        Tensor positions = Sequence.Consecutive(start, given, Device); // (T)
        if (padding is not null)
            positions = positions.unsqueeze(0).add(padding.unsqueeze(1), Constants.MinusOne).clamp_(min: Constants.Zero); // (B, T)
        AttentionPattern full = AttentionPattern.Continuing(padding, given, end, end, window: null, Place);
        AttentionPattern windowed = Config.SlidingWindow is int window
            ? AttentionPattern.Continuing(padding, given, Math.Min(start, window - 1) + given, end, window, Place)
            : full;
        return _trunk.Forward(tokens, At(positions, full, windowed), cache);
    }

    /// <summary>Scores of each token id to come next.</summary>
    /// <param name="hidden">(…, W)</param>
    /// <returns>(…, V), before softmax; float32.</returns>
    public Tensor Logits(Tensor hidden) => _head is null ? _trunk.Embedding.Logits(hidden) : _head.Logits(hidden);

    /// <summary>Natural logarithm of the probability of one token id a row, without all logits in memory at once.</summary>
    /// <param name="hidden">(N, W)</param>
    /// <param name="ids">(N), int64.</param>
    /// <returns>(N), float32.</returns>
    internal Tensor LogProbabilities(Tensor hidden, Tensor ids) =>
        _head is null ? _trunk.Embedding.LogProbabilities(hidden, ids) : _head.LogProbabilities(hidden, ids);

    /// <summary>Tokens of one forward pass whose activations take no more than a twentieth of the weights' memory, or 64 MB where that is more.</summary>
    internal int TokensPerPass
    {
        get
        {
            const long LeastBytes = 64 << 20;
            long heads = (long)(Config.Heads + Config.EffectiveKeyValueHeads) * Config.EffectiveHeadWidth;
            // A layer's tensors, counted: 8 of the model's width, 6 of the heads', 4 of the feed-forward block's, in float32; and as
            // much again inside the kernels and between them (0.35 MB a token seen where this counts 0.31, bench/DecodeSpeed).
            long bytesPerToken = 2 * sizeof(float) * (8L * Config.Width + 6 * heads + 4L * Config.EffectiveFeedForwardWidth);
            long weightBytes = Config.CountParameters() * Place.NumberBytes;
            return (int)Math.Clamp(Math.Max(LeastBytes, weightBytes / 20) / bytesPerToken, 64, 8192);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _rotary?.Dispose();
        base.Dispose(disposing);
    }

    private void CheckLength(Tensor tokens)
    {
        if (tokens.shape[1] > Config.ContextLength)
            throw new ArgumentException($"{tokens.shape[1]} positions are more than the context length, {Config.ContextLength}.", nameof(tokens));
    }

    private Sequence At(Tensor positions, AttentionPattern full, AttentionPattern windowed) => new(positions, _rotary?.At(positions), full, windowed);
}
