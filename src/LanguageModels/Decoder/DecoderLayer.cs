using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>One layer: x + attention(norm(x)), then x + feedForward(norm(x)).</summary>
internal sealed class DecoderLayer : nn.Module
{
    private readonly RmsNorm _attentionNorm;
    private readonly GroupedQueryAttention _attention;
    private readonly RmsNorm _feedForwardNorm;
    private readonly GatedFeedForward _feedForward;

    public DecoderLayer(DecoderConfig config, Device device)
        : base(nameof(DecoderLayer))
    {
        _attentionNorm = new RmsNorm(config.Width, config.NormEpsilon, device);
        _attention = new GroupedQueryAttention(config, device);
        _feedForwardNorm = new RmsNorm(config.Width, config.NormEpsilon, device);
        _feedForward = new GatedFeedForward(config.Width, config.EffectiveFeedForwardWidth, device);
        register_module("input_layernorm", _attentionNorm);
        register_module("self_attn", _attention);
        register_module("post_attention_layernorm", _feedForwardNorm);
        register_module("mlp", _feedForward);
    }

    public Tensor Forward(Tensor x, Sequence sequence, LayerCache? cache)
    {
        x = x + _attention.Forward(_attentionNorm.forward(x), sequence, cache); // (B, T, W)
        return x + _feedForward.forward(_feedForwardNorm.forward(x)); // (B, T, W)
    }
}
