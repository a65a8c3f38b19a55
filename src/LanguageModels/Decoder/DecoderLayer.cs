using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>One layer: x + attention(norm(x)), then x + feedForward(norm(x)).</summary>
internal sealed class DecoderLayer : nn.Module
{
    private readonly nn.Module<Tensor, Tensor> _attentionNorm;
    private readonly GroupedQueryAttention _attention;
    private readonly nn.Module<Tensor, Tensor> _feedForwardNorm;
    private readonly nn.Module<Tensor, Tensor> _feedForward;

    public DecoderLayer(DecoderConfig config, int layer, WeightPlacement place)
        : base(nameof(DecoderLayer))
    {
        _attentionNorm = DecoderParts.Norm(config, place);
        _attention = new GroupedQueryAttention(config, layer, place);
        _feedForwardNorm = DecoderParts.Norm(config, place);
        _feedForward = DecoderParts.FeedForward(config, place);
        register_module("input_layernorm", _attentionNorm);
        register_module("self_attn", _attention);
        register_module("post_attention_layernorm", _feedForwardNorm);
        register_module("mlp", _feedForward);
    }

    public Tensor Forward(Tensor x, Sequence sequence, LayerCache? cache) =>
        After(x, _attention.Forward(_attentionNorm.forward(x), sequence, cache));

    /// <summary>As <see cref="Forward"/> over whole rows, while its attention weights are shown.</summary>
    public Tensor ForwardShowing(Tensor x, Sequence sequence, Action<AttentionBlock> show) =>
        After(x, _attention.ForwardShowing(_attentionNorm.forward(x), sequence, show));

    /// <summary>Shows the layer's attention weights and goes no further.</summary>
    public void Show(Tensor x, Sequence sequence, Action<AttentionBlock> show) => _attention.Show(_attentionNorm.forward(x), sequence, show);

    private Tensor After(Tensor x, Tensor attended)
    {
        x = x.add(attended, Constants.One); // (B, T, W)
        return x.add(_feedForward.forward(_feedForwardNorm.forward(x)), Constants.One); // (B, T, W)
    }
}
