using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>In what type a decoder multiplies, where that is not the type of its weights: a training run sets it, and sets it back.</summary>
/// <remarks>Mixed precision as in Micikevicius et al. 2018, arXiv:1710.03740, with BF16, which needs no scaling of the loss (Kalamkar et al. 2019, arXiv:1905.12322):
/// master weights, gradients of weights, norms, the residual stream and logits stay float32.</remarks>
internal sealed class ProductPrecision
{
    /// <summary>The type that both factors are rounded to. Default <see langword="null"/>: that of the weights.</summary>
    public ScalarType? Type { get; set; }
}
