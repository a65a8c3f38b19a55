using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Layer normalisation, (x − mean(x)) / √(var(x) + ε) · g + b, in float32.</summary>
/// <remarks>Ba et al. 2016, arXiv:1607.06450, equation 3, over the features of one position.</remarks>
internal sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight; // (W)
    private readonly Parameter _bias; // (W)
    private readonly double _epsilon;

    public LayerNorm(int width, double epsilon, WeightPlacement place)
        : base(nameof(LayerNorm))
    {
        (_weight, _bias, _epsilon) = (place.Ones(width), place.Zeros(width), epsilon);
        register_parameter("weight", _weight);
        register_parameter("bias", _bias);
    }

    public override Tensor forward(Tensor x) =>
        nn.functional.layer_norm(x.to(ScalarType.Float32), [_weight.shape[0]], null, null, _epsilon).mul(_weight).add(_bias, Constants.One); // (3)
}
