using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>The feed-forward block SwiGLU: down(silu(gate(x)) · up(x)).</summary>
/// <remarks>Shazeer 2020, arXiv:2002.05202, equation 6.</remarks>
internal sealed class GatedFeedForward : nn.Module<Tensor, Tensor>
{
    private readonly Linear _gate;
    private readonly Linear _up;
    private readonly Linear _down;

    public GatedFeedForward(int width, int innerWidth, bool bias, WeightPlacement place)
        : base(nameof(GatedFeedForward))
    {
        _gate = new Linear(width, innerWidth, bias, place);
        _up = new Linear(width, innerWidth, bias, place);
        _down = new Linear(innerWidth, width, bias, place);
        register_module("gate_proj", _gate);
        register_module("up_proj", _up);
        register_module("down_proj", _down);
    }

    public override Tensor forward(Tensor x) =>
        _down.forward(nn.functional.silu(_gate.forward(x)) * _up.forward(x)); // (6)
}
