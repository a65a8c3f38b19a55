using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>y = x Wᵀ + b, the bias where asked for; the weights start from the caller's generator, never from the global seed.</summary>
internal sealed class Linear : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight; // (out, in)
    private readonly Parameter? _bias; // (out)
    private readonly WeightPlacement _place;

    public Linear(int inputs, int outputs, bool bias, WeightPlacement place)
        : base(nameof(Linear))
    {
        _place = place;
        _weight = place.Empty(outputs, inputs);
        register_parameter("weight", _weight);
        if (!bias)
            return;
        _bias = place.Zeros(outputs);
        register_parameter("bias", _bias);
    }

    /// <summary>(out, in)</summary>
    public Parameter Weight => _weight;

    /// <summary>(…, in) to (…, out), in the type of the decoder's products.</summary>
    public override Tensor forward(Tensor x)
    {
        ScalarType type = _place.ProductType;
        return nn.functional.linear(x.to(type), _weight.to(type), _bias?.to(type));
    }

    /// <summary>(…, in) to (…, out) in float32, whatever the weights' type.</summary>
    public Tensor Logits(Tensor x) => OutputProduct.Logits(x, _weight);

    /// <summary>(N, in) to (N): log softmax of the logits at one id a row.</summary>
    public Tensor LogProbabilities(Tensor x, Tensor ids) => OutputProduct.LogProbabilities(x, _weight, ids);
}
