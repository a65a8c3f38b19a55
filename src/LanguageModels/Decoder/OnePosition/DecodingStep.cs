using System.Numerics.Tensors;
using TorchSharp;

namespace ResearchML.LanguageModels;

/// <summary>The decoder for one new token a row, on the CPU: the same network as <see cref="Decoder"/>, read straight from the weights' memory.</summary>
/// <remarks>
/// Decoding is bound by memory: each weight is read once for a row or two. libtorch 2.10's matrix products reach a third of the
/// memory's speed there, and the calls of two thousand small operations add a quarter to a model of half a billion parameters
/// (docs/LOG.md). Sums are float32 whatever the weights' type; a row's result does not depend on the rows beside it.
/// </remarks>
internal sealed class DecodingStep : IDisposable
{
    // From here on products are bound by arithmetic, and libtorch's are the faster ones.
    private const int MaxRows = 8;

    private readonly StepWeights _weights;
    private readonly StepBuffers _buffers;
    private readonly StepRotation? _rotation;
    private readonly StoredNumbers _embedding;
    private readonly StoredNumbers? _positions;
    private readonly Layer[] _layers;
    private readonly StepNorm _norm;
    private readonly (StoredMatrix, float[])[] _head;
    private readonly int _width;
    private readonly long[] _padding;

    private readonly record struct Layer(StepNorm AttentionNorm, StepAttention Attention, StepNorm FeedForwardNorm, StepFeedForward FeedForward);

    /// <param name="decoder">One that <see cref="Serves"/>; its weights must not change meanwhile.</param>
    /// <param name="padding">(rows) how many of each row's first positions are padding.</param>
    public DecodingStep(Decoder decoder, long[] padding)
    {
        DecoderConfig config = decoder.Config;
        _weights = new StepWeights(decoder);
        _buffers = new StepBuffers(config, padding.Length);
        (_width, _padding) = (config.Width, padding);
        _embedding = new StoredNumbers(_weights.Tensor("model.embed_tokens.weight"));
        if (config.Positions == PositionEncoding.Learned)
            _positions = new StoredNumbers(_weights.Tensor("model.embed_positions.weight"));
        else
            _rotation = new StepRotation(config, padding.Length);
        _layers = new Layer[config.Layers];
        for (int i = 0; i < _layers.Length; i++)
        {
            string name = FormattableString.Invariant($"model.layers.{i}.");
            _layers[i] = new Layer(
                _weights.Norm(name + "input_layernorm", config.NormEpsilon), new StepAttention(config, name + "self_attn.", _weights, _buffers, _rotation),
                _weights.Norm(name + "post_attention_layernorm", config.NormEpsilon), new StepFeedForward(config, name + "mlp.", _weights, _buffers));
        }
        _norm = _weights.Norm("model.norm", config.NormEpsilon);
        Logits = new float[padding.Length * config.VocabularySize!.Value];
        _head = [(_weights.Matrix(config.TieEmbeddings ? "model.embed_tokens" : "lm_head"), Logits)];
    }

    /// <summary>(rows, V) of the last step.</summary>
    public float[] Logits { get; }

    /// <summary>Whether rows of a decoder are for this class: few, on the CPU, and of parts that it has.</summary>
    public static bool Serves(Decoder decoder, int rows) =>
        decoder.Device.type == DeviceType.CPU && rows <= MaxRows && decoder.Config.FeedForward != FeedForwardKind.Gelu
        && decoder.parameters().All(weight => weight.is_contiguous());

    /// <summary>Appends one token a row to the cache and computes <see cref="Logits"/>.</summary>
    /// <param name="ids">(rows)</param>
    /// <param name="cache">The earlier positions.</param>
    public void Advance(ReadOnlySpan<int> ids, KeyValueCache cache)
    {
        for (int row = 0; row < ids.Length; row++)
            Enter(row, ids[row], cache.Length - _padding[row]);
        for (int i = 0; i < _layers.Length; i++)
        {
            Layer layer = _layers[i];
            layer.AttentionNorm.Apply(_buffers.X, _buffers.Normed);
            layer.Attention.Apply(cache[i], _padding);
            TensorPrimitives.Add(_buffers.X, _buffers.Output, _buffers.X);
            layer.FeedForwardNorm.Apply(_buffers.X, _buffers.Normed);
            layer.FeedForward.Apply();
            TensorPrimitives.Add(_buffers.X, _buffers.Output, _buffers.X);
        }
        _norm.Apply(_buffers.X, _buffers.Normed);
        StoredMatrix.Multiply(_buffers.Normed, ids.Length, _head);
    }

    public void Dispose() => _weights.Dispose();

    private void Enter(int row, int id, long position)
    {
        Span<float> x = _buffers.X.AsSpan(row * _width, _width);
        _embedding.Load((long)id * _width, x);
        _rotation?.MoveTo(row, position);
        if (_positions is StoredNumbers positions)
        {
            Span<float> place = _buffers.Normed.AsSpan(row * _width, _width);
            positions.Load(position * _width, place);
            TensorPrimitives.Add(x, place, x);
        }
    }
}
