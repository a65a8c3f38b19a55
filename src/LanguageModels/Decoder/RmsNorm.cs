using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Root-mean-square normalisation, x / √(mean(x²) + ε) · g.</summary>
/// <remarks>Zhang and Sennrich 2019, arXiv:1910.07467, equation 4.</remarks>
internal sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight; // (W)
    private readonly double _epsilon;

    public RmsNorm(int width, double epsilon, Device device)
        : base(nameof(RmsNorm))
    {
        _weight = new Parameter(ones([width], ScalarType.Float32, device));
        _epsilon = epsilon;
        register_parameter("weight", _weight);
    }

    public override Tensor forward(Tensor x) =>
        x * x.square().mean([-1], keepdim: true).add(_epsilon).rsqrt() * _weight;
}
