using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>The feed-forward block SwiGLU: down(silu(gate(x)) · up(x)).</summary>
/// <remarks>Shazeer 2020, arXiv:2002.05202, equation 6.</remarks>
internal sealed class GatedFeedForward : nn.Module<Tensor, Tensor>
{
    private readonly Linear _gate;
    private readonly Linear _up;
    private readonly Linear _down;

    public GatedFeedForward(int width, int innerWidth, Device device)
        : base(nameof(GatedFeedForward))
    {
        _gate = new Linear(width, innerWidth, device);
        _up = new Linear(width, innerWidth, device);
        _down = new Linear(innerWidth, width, device);
        register_module("gate_proj", _gate);
        register_module("up_proj", _up);
        register_module("down_proj", _down);
    }

    public override Tensor forward(Tensor x) =>
        _down.forward(nn.functional.silu(_gate.forward(x)) * _up.forward(x));
}
