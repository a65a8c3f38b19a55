using ResearchML.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>What a decoder's weights are made of and where they live.</summary>
/// <param name="DataType">Float32 or BFloat16. Activations between the linear maps are float32 either way.</param>
/// <param name="Device">Where.</param>
internal readonly record struct WeightPlacement(ScalarType DataType, Device Device)
{
    /// <summary>What the decoder multiplies in, shared by its modules. Default <see langword="null"/>: always in <see cref="DataType"/>.</summary>
    public ProductPrecision? Products { get; init; }

    /// <summary>The type of both factors of a product: linear maps and attention.</summary>
    public ScalarType ProductType => Products?.Type ?? DataType;

    /// <summary>Bytes of one number of <see cref="DataType"/>.</summary>
    public int NumberBytes => DataType == ScalarType.BFloat16 ? 2 : 4;

    /// <summary>Weights without values yet.</summary>
    public Parameter Empty(params ReadOnlySpan<long> shape)
    {
        Tensor weight = empty(shape, DataType, Device);
        _ = HugePages.Advise(weight);
        return new Parameter(weight);
    }

    /// <summary>Weights that are all one.</summary>
    public Parameter Ones(params ReadOnlySpan<long> shape) => new(ones(shape, DataType, Device));

    /// <summary>Weights that are all zero.</summary>
    public Parameter Zeros(params ReadOnlySpan<long> shape) => new(zeros(shape, DataType, Device));
}
