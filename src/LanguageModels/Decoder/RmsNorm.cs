using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Root-mean-square normalisation, x / √(mean(x²) + ε) · g, in float32.</summary>
/// <remarks>Zhang and Sennrich 2019, arXiv:1910.07467, equation 4.</remarks>
internal sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight; // (W)
    private readonly Scalar _epsilon; // kept: see Constants

    public RmsNorm(int width, double epsilon, WeightPlacement place)
        : base(nameof(RmsNorm))
    {
        _weight = place.Ones(width);
        _epsilon = epsilon.ToScalar();
        register_parameter("weight", _weight);
    }

    public override Tensor forward(Tensor x)
    {
        x = x.to(ScalarType.Float32);
        return x * x.pow(Constants.Two).mean([-1], keepdim: true).add(_epsilon, Constants.One).rsqrt() * _weight; // (4)
    }
}
