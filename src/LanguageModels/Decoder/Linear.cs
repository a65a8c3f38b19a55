using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>y = x Wᵀ, without a bias; the weights start from the caller's generator, never from the global seed.</summary>
internal sealed class Linear : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight; // (out, in)

    public Linear(int inputs, int outputs, Device device)
        : base(nameof(Linear))
    {
        _weight = new Parameter(empty([outputs, inputs], ScalarType.Float32, device));
        register_parameter("weight", _weight);
    }

    public override Tensor forward(Tensor x) => nn.functional.linear(x, _weight);
}
