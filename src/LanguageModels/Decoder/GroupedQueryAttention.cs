using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Causal self-attention in which groups of query heads share a key and value head.</summary>
/// <remarks>Ainslie et al. 2023, arXiv:2305.13245; one key and value head per query head is Vaswani et al. 2017, arXiv:1706.03762.</remarks>
internal sealed class GroupedQueryAttention : nn.Module
{
    // B batch, T positions given, S positions attended to, H query heads, G key and value heads, d head width, W model width.
    private readonly int _heads;
    private readonly int _keyValueHeads;
    private readonly int _headWidth;
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly Linear _output;

    public GroupedQueryAttention(DecoderConfig config, Device device)
        : base(nameof(GroupedQueryAttention))
    {
        (_heads, _keyValueHeads, _headWidth) = (config.Heads, config.EffectiveKeyValueHeads, config.EffectiveHeadWidth);
        _query = new Linear(config.Width, _heads * _headWidth, device);
        _key = new Linear(config.Width, _keyValueHeads * _headWidth, device);
        _value = new Linear(config.Width, _keyValueHeads * _headWidth, device);
        _output = new Linear(_heads * _headWidth, config.Width, device);
        register_module("q_proj", _query);
        register_module("k_proj", _key);
        register_module("v_proj", _value);
        register_module("o_proj", _output);
    }

    /// <param name="x">(B, T, W)</param>
    /// <param name="sequence">The positions of <paramref name="x"/> and what they may attend to.</param>
    /// <param name="cache">Keys and values of earlier positions, to which this call's are appended; or <see langword="null"/>.</param>
    public Tensor Forward(Tensor x, Sequence sequence, LayerCache? cache)
    {
        long batch = x.shape[0], length = x.shape[1];
        Tensor q = _query.forward(x).view(batch, length, _heads, _headWidth); // (B, T, H, d)
        Tensor k = _key.forward(x).view(batch, length, _keyValueHeads, _headWidth); // (B, T, G, d)
        Tensor v = _value.forward(x).view(batch, length, _keyValueHeads, _headWidth).transpose(1, 2); // (B, G, T, d)
        q = sequence.Rotation.Apply(q).transpose(1, 2); // (B, H, T, d)
        k = sequence.Rotation.Apply(k).transpose(1, 2); // (B, G, T, d)
        if (cache is not null)
            (k, v) = cache.Append(k, v); // (B, G, S, d)
        Tensor y = nn.functional.scaled_dot_product_attention(
            q, ForEachQueryHead(k), ForEachQueryHead(v), sequence.Mask, is_casual: sequence.IsCausal); // (B, H, T, d)
        return _output.forward(y.transpose(1, 2).reshape(batch, length, _heads * _headWidth)); // (B, T, W)
    }

    private Tensor ForEachQueryHead(Tensor shared) =>
        _heads == _keyValueHeads ? shared : shared.repeat_interleave(_heads / _keyValueHeads, 1); // (B, G, S, d) -> (B, H, S, d)
}
