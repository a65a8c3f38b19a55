using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>The parts that a config asks for, chosen once, when a decoder is made.</summary>
internal static class DecoderParts
{
    public static nn.Module<Tensor, Tensor> Norm(DecoderConfig config, WeightPlacement place) => config.Norm switch
    {
        Normalization.Layer => new LayerNorm(config.Width, config.NormEpsilon, place),
        _ => new RmsNorm(config.Width, config.NormEpsilon, place),
    };

    public static nn.Module<Tensor, Tensor> FeedForward(DecoderConfig config, WeightPlacement place)
    {
        (int width, int inner, bool bias) = (config.Width, config.EffectiveFeedForwardWidth, config.Biases.HasFlag(DecoderBiases.FeedForward));
        return config.FeedForward switch
        {
            FeedForwardKind.GeluTanh => new PlainFeedForward(width, inner, bias, Gelu.Tanh, place),
            FeedForwardKind.Gelu => new PlainFeedForward(width, inner, bias, Gelu.Exact, place),
            _ => new GatedFeedForward(width, inner, bias, place),
        };
    }
}
