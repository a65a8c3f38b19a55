using TorchSharp;

namespace ResearchML.LanguageModels.Tests;

/// <summary>Small models with fresh weights.</summary>
internal static class TinyModel
{
    public static DecoderConfig Config { get; } = new() { Layers = 2, Width = 24, Heads = 4, KeyValueHeads = 2, ContextLength = 32, VocabularySize = 259, InitializerDeviation = 0.3 };

    /// <param name="config">Default: <see cref="Config"/>.</param>
    /// <param name="seed">Of the weights.</param>
    public static LanguageModel Create(DecoderConfig? config = null, ulong seed = 1) => LanguageModel.Create(config ?? Config, LanguageTokenizer.Bytes(), seed);

    public static torch.Tensor Ids(params long[][] rows)
    {
        long[] flat = [.. rows.SelectMany(r => r)];
        return torch.tensor(flat, [rows.Length, rows[0].Length]);
    }

    public static torch.Tensor Logits(LanguageModel model, torch.Tensor ids)
    {
        using var noGrad = torch.no_grad();
        return model.Decoder.Logits(model.Decoder.Hidden(ids));
    }

    public static double MaxDifference(torch.Tensor a, torch.Tensor b) => (a - b).abs().max().item<float>();
}
