using ResearchML.LanguageModels;
using ResearchML.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.Trainers;

/// <summary>A second output matrix beside a decoder's own, which scores tokens by how soon they come.</summary>
internal sealed class TokenOrderHead : nn.Module
{
    private readonly Parameter _weight; // (V, W)

    public TokenOrderHead(Decoder decoder, ulong seed)
        : base(nameof(TokenOrderHead))
    {
        // A generator of its own on the CPU, so that neither the global seed nor the device changes the weights.
        using var generator = new Generator(seed, CPU);
        using Tensor drawn = randn([decoder.Config.VocabularySize!.Value, decoder.Config.Width], ScalarType.Float32, CPU, generator: generator);
        _weight = new Parameter(((Term)drawn * decoder.Config.InitializerDeviation).Tensor.to(decoder.Device));
        register_parameter("weight", _weight);
    }

    /// <summary>(…, W) to (…, V) scores in float32.</summary>
    public Tensor Forward(Tensor hidden) => nn.functional.linear(hidden, _weight);
}
