using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Causal self-attention in which groups of query heads share a key and value head.</summary>
/// <remarks>
/// Ainslie et al. 2023, arXiv:2305.13245; one key and value head per query head is Vaswani et al. 2017, arXiv:1706.03762.
/// A sliding window (Jiang et al. 2023, arXiv:2310.06825, section 2) and a norm of each head's queries and keys (Henry et al.
/// 2020, arXiv:2010.04245, here RMSNorm as in Qwen3, Yang et al. 2025, arXiv:2505.09388) where the config asks for them.
/// </remarks>
internal sealed class GroupedQueryAttention : nn.Module
{
    // B batch, T positions given, S positions attended to, H query heads, G key and value heads, d head width, W model width.
    private readonly int _heads;
    private readonly int _keyValueHeads;
    private readonly int _headWidth;
    private readonly int? _window;
    private readonly WeightPlacement _place;
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly Linear _output;
    private readonly RmsNorm? _queryNorm;
    private readonly RmsNorm? _keyNorm;

    public GroupedQueryAttention(DecoderConfig config, int layer, WeightPlacement place)
        : base(nameof(GroupedQueryAttention))
    {
        (_heads, _keyValueHeads, _headWidth) = (config.Heads, config.EffectiveKeyValueHeads, config.EffectiveHeadWidth);
        (_window, _place) = (config.WindowOf(layer), place);
        bool bias = config.Biases.HasFlag(DecoderBiases.QueryKeyValue);
        _query = new Linear(config.Width, _heads * _headWidth, bias, place);
        _key = new Linear(config.Width, _keyValueHeads * _headWidth, bias, place);
        _value = new Linear(config.Width, _keyValueHeads * _headWidth, bias, place);
        _output = new Linear(_heads * _headWidth, config.Width, config.Biases.HasFlag(DecoderBiases.AttentionOutput), place);
        register_module("q_proj", _query);
        register_module("k_proj", _key);
        register_module("v_proj", _value);
        register_module("o_proj", _output);
        if (!config.QueryKeyNorm)
            return;
        (_queryNorm, _keyNorm) = (new RmsNorm(_headWidth, config.NormEpsilon, place), new RmsNorm(_headWidth, config.NormEpsilon, place));
        register_module("q_norm", _queryNorm);
        register_module("k_norm", _keyNorm);
    }

    /// <param name="x">(B, T, W)</param>
    /// <param name="sequence">The positions of <paramref name="x"/> and what they may attend to.</param>
    /// <param name="cache">Keys and values of earlier positions, to which this call's are appended; or <see langword="null"/>.</param>
    public Tensor Forward(Tensor x, Sequence sequence, LayerCache? cache)
    {
        (Tensor q, Tensor k) = QueriesAndKeys(x, sequence);
        Tensor v = Values(x);
        k = k.to(_place.ProductType).transpose(1, 2); // (B, G, T, d)
        v = v.to(_place.ProductType).transpose(1, 2); // (B, G, T, d)
        if (cache is not null)
            (k, v) = cache.Append(k, v); // (B, G, S, d)
        AttentionPattern pattern = _window is null ? sequence.Full : sequence.Windowed;
        Tensor y = x.shape[1] == 1 ? AttendFromOne(q, k, v, pattern) : AttendFromMany(q, k, v, pattern); // (B, T, H·d)
        return _output.forward(y); // (B, T, W)
    }

    /// <summary>As <see cref="Forward"/> over whole rows, from weights that are shown as they are computed.</summary>
    /// <param name="x">(B, T, W)</param>
    /// <param name="sequence">The positions of <paramref name="x"/>, from 0 on, of one document a row.</param>
    /// <param name="show">Sees each block of weights.</param>
    public Tensor ForwardShowing(Tensor x, Sequence sequence, Action<AttentionBlock> show)
    {
        (Tensor q, Tensor k) = QueriesAndKeys(x, sequence);
        return _output.forward(BlockwiseAttention.Attend(q, k, Values(x), _window, show).flatten(2)); // (B, T, W)
    }

    /// <summary>Shows the weights and computes nothing from them.</summary>
    /// <inheritdoc cref="ForwardShowing" path="/param"/>
    public void Show(Tensor x, Sequence sequence, Action<AttentionBlock> show)
    {
        (Tensor q, Tensor k) = QueriesAndKeys(x, sequence);
        BlockwiseAttention.Show(q, k, _window, show);
    }

    // (B, T, H, d) and (B, T, G, d)
    private (Tensor Queries, Tensor Keys) QueriesAndKeys(Tensor x, Sequence sequence)
    {
        Tensor q = _query.forward(x).view(x.shape[0], x.shape[1], _heads, _headWidth);
        Tensor k = _key.forward(x).view(x.shape[0], x.shape[1], _keyValueHeads, _headWidth);
        if (_queryNorm is not null && _keyNorm is not null)
            (q, k) = (_queryNorm.forward(q), _keyNorm.forward(k));
        return sequence.Rotation is RotaryEmbedding.Rotation rotation ? (rotation.Apply(q), rotation.Apply(k)) : (q, k);
    }

    private Tensor Values(Tensor x) => _value.forward(x).view(x.shape[0], x.shape[1], _keyValueHeads, _headWidth); // (B, T, G, d)

    private Tensor AttendFromMany(Tensor q, Tensor k, Tensor v, AttentionPattern pattern)
    {
        Tensor y = nn.functional.scaled_dot_product_attention(
            q.to(_place.ProductType).transpose(1, 2), ForEachQueryHead(k), ForEachQueryHead(v), pattern.Mask, is_casual: pattern.IsCausal); // (B, H, T, d)
        return y.transpose(1, 2).flatten(2); // (B, T, H·d)
    }

    // The query heads of a group stand as rows beside each other, so that the cache need not be copied for each of them.
    private Tensor AttendFromOne(Tensor q, Tensor k, Tensor v, AttentionPattern pattern)
    {
        Tensor grouped = q.reshape(q.shape[0], _keyValueHeads, -1, _headWidth); // (B, G, H/G, d)
        Tensor y = nn.functional.scaled_dot_product_attention(grouped.to(_place.ProductType), k, v, pattern.Mask); // (B, G, H/G, d)
        return y.reshape(q.shape[0], 1, -1); // (B, 1, H·d)
    }

    private Tensor ForEachQueryHead(Tensor shared) =>
        _heads == _keyValueHeads ? shared : shared.repeat_interleave(_heads / _keyValueHeads, 1); // (B, G, S, d) -> (B, H, S, d)
}
