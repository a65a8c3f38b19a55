using ResearchML.LanguageModels;

namespace ResearchML.Transforms.Tests;

/// <summary>A model with random weights, which answers with random bytes.</summary>
internal static class TinyChat
{
    public static readonly LanguageModel Model = LanguageModel.Create(
        new DecoderConfig { Layers = 1, Width = 32, Heads = 2, ContextLength = 128, InitializerDeviation = 0.2 }, LanguageTokenizer.Bytes(), seed: 1);
}
