using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>The feed-forward block without a gate: down(f(up(x))).</summary>
/// <remarks>Vaswani et al. 2017, arXiv:1706.03762, equation 2, with GELU for ReLU (Radford et al. 2018, section 4.1).</remarks>
internal sealed class PlainFeedForward : nn.Module<Tensor, Tensor>
{
    private readonly Linear _up;
    private readonly Linear _down;
    private readonly Func<Tensor, Tensor> _activation;

    public PlainFeedForward(int width, int innerWidth, bool bias, Func<Tensor, Tensor> activation, WeightPlacement place)
        : base(nameof(PlainFeedForward))
    {
        _up = new Linear(width, innerWidth, bias, place);
        _down = new Linear(innerWidth, width, bias, place);
        _activation = activation;
        register_module("up_proj", _up);
        register_module("down_proj", _down);
    }

    public override Tensor forward(Tensor x) => _down.forward(_activation(_up.forward(x))); // (2)
}
