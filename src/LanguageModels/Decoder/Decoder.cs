using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>A decoder-only transformer whose modules carry the names of Hugging Face's <c>llama</c> checkpoints.</summary>
/// <remarks>
/// Touvron et al. 2023, arXiv:2302.13971. Weights are float32. The forward pass is thread-safe as long as nobody trains.
/// Legend: B batch, T positions, W width, V vocabulary.
/// </remarks>
public sealed class Decoder : nn.Module
{
    private readonly DecoderTrunk _trunk;
    private readonly Linear? _head;
    private readonly RotaryEmbedding _rotary;

    /// <summary>Makes a decoder with uninitialised weights.</summary>
    /// <param name="config">Its shape; <see cref="DecoderConfig.VocabularySize"/> must be set.</param>
    /// <param name="device">Where its weights live.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape is not possible.</exception>
    internal Decoder(DecoderConfig config, Device device)
        : base(nameof(Decoder))
    {
        config.Validate();
        Config = config;
        Device = device;
        _trunk = new DecoderTrunk(config, device);
        register_module("model", _trunk);
        if (!config.TieEmbeddings)
        {
            _head = new Linear(config.Width, config.VocabularySize!.Value, device);
            register_module("lm_head", _head);
        }
        _rotary = new RotaryEmbedding(config.EffectiveHeadWidth, config.RopeTheta, device);
    }

    /// <summary>The shape.</summary>
    public DecoderConfig Config { get; }

    /// <summary>Where the weights live.</summary>
    public Device Device { get; }

    /// <summary>Draws fresh weights: normal(0, <see cref="DecoderConfig.InitializerDeviation"/>), the projections back into the
    /// residual stream scaled by 1/√(2·layers) (Radford et al. 2019, section 2.3).</summary>
    /// <param name="seed">The same seed gives the same bits on one kind of device.</param>
    internal void Initialize(ulong seed)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        // A generator of its own on the CPU, so that neither the global seed nor the device changes the weights.
        using var generator = new Generator(seed, CPU);
        double deviation = Config.InitializerDeviation, residual = deviation / Math.Sqrt(2.0 * Config.Layers);
        foreach ((string name, Parameter weight) in named_parameters())
        {
            if (name.EndsWith("norm.weight", StringComparison.Ordinal))
                continue;
            bool intoResidual = name.EndsWith("o_proj.weight", StringComparison.Ordinal) || name.EndsWith("down_proj.weight", StringComparison.Ordinal);
            weight.copy_(randn(weight.shape, ScalarType.Float32, CPU, generator: generator) * (intoResidual ? residual : deviation));
        }
    }

    /// <summary>Hidden states before the output layer, of whole rows that start at position 0 and attend to all before.</summary>
    /// <param name="tokens">(B, T) token ids, int64, T at most the context length.</param>
    /// <param name="documents">(B, T) a number per document, int64, in rows that hold several: attention stays within a document. Default: one a row.</param>
    /// <returns>(B, T, W)</returns>
    /// <exception cref="ArgumentException">T is more than the context length.</exception>
    public Tensor Hidden(Tensor tokens, Tensor? documents = null)
    {
        if (tokens.shape[1] > Config.ContextLength)
            throw new ArgumentException($"{tokens.shape[1]} positions are more than the context length, {Config.ContextLength}.", nameof(tokens));
        Tensor? mask = documents is null ? null : Sequence.DocumentMask(documents);
        // Positions need no reset at a document's start: rotary attention sees only differences.
        return _trunk.Forward(tokens, new Sequence(_rotary.Consecutive(0, tokens.shape[1]), mask, IsCausal: mask is null), cache: null);
    }

    /// <summary>Hidden states of positions that follow those in <paramref name="cache"/>, to which they are appended.</summary>
    /// <param name="tokens">(B, T) token ids, int64.</param>
    /// <param name="padding">(B) how many of the row's first positions are padding, int64; <see langword="null"/> where no row is padded.</param>
    /// <param name="cache">The earlier positions.</param>
    /// <returns>(B, T, W)</returns>
    internal Tensor Hidden(Tensor tokens, Tensor? padding, KeyValueCache cache)
    {
        long start = cache.Length, given = tokens.shape[1];
        if (padding is null && (start == 0 || given == 1))
            return _trunk.Forward(tokens, new Sequence(_rotary.Consecutive(start, given), null, IsCausal: given > 1), cache);
        padding ??= zeros([tokens.shape[0]], ScalarType.Int64, Device);
        Tensor positions = (arange(start, start + given, ScalarType.Int64, Device).unsqueeze(0) - padding.unsqueeze(1)).clamp_(min: 0); // (B, T)
        Tensor mask = Sequence.PaddingMask(padding, given, start + given); // (B, 1, T, S)
        return _trunk.Forward(tokens, new Sequence(_rotary.At(positions), mask, IsCausal: false), cache);
    }

    /// <summary>Scores of each token id to come next.</summary>
    /// <param name="hidden">(…, W)</param>
    /// <returns>(…, V), before softmax.</returns>
    public Tensor Logits(Tensor hidden) => _head is null ? _trunk.Embedding.Logits(hidden) : _head.forward(hidden);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _rotary.Dispose();
        base.Dispose(disposing);
    }
}
