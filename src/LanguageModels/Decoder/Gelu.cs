using TorchSharp;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>The Gaussian error linear unit, x Φ(x).</summary>
/// <remarks>Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2.</remarks>
internal static class Gelu
{
    private static readonly Scalar Half = 0.5.ToScalar(), Slope = Math.Sqrt(2 / Math.PI).ToScalar(), Cubic = 0.044715.ToScalar(), Three = 3L.ToScalar();

    /// <summary>By the error function.</summary>
    public static Tensor Exact(Tensor x) => nn.functional.gelu(x);

    /// <summary>0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))), in float32.</summary>
    public static Tensor Tanh(Tensor x)
    {
        x = x.to(ScalarType.Float32);
        Tensor inner = x.add(x.pow(Three), Cubic).mul(Slope); // √(2/π) (x + 0.044715 x³)
        return x.mul(Half).mul(inner.tanh().add(Constants.One, Constants.One));
    }
}
