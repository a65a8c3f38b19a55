using System.Security.Cryptography;
using System.Text;
using ResearchML.LanguageModels;
using static TorchSharp.torch;

namespace ResearchML.Transforms;

/// <summary>Tells models apart, and states of their weights, without a name that somebody must remember to change.</summary>
internal static class ModelFingerprint
{
    private const long PieceBytes = 64 << 20; // a span holds no more than 2 GB

    /// <summary>SHA-256 over the model's shape, weights and end tokens, and the texts of its tokens, in hexadecimal.</summary>
    public static string Of(LanguageModel model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        DecoderConfig config = model.Config;
        // As saved and loaded: defaults may be spelled out, and what only fresh weights were drawn with is lost.
        Add(hash, (config with { KeyValueHeads = config.KeyValueHeads ?? config.Heads, HeadWidth = config.HeadWidth ?? config.Width / config.Heads, FeedForwardWidth = null, InitializerDeviation = 0 }).ToString());
        Add(hash, string.Join(',', model.EndTokens));
        for (int id = 0; id < model.Tokenizer.VocabularySize; id++)
            Add(hash, model.Tokenizer.Decode([id]));
        using var noGrad = no_grad();
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in model.Decoder.named_parameters())
        {
            using var scope = NewDisposeScope();
            Add(hash, FormattableString.Invariant($"{name} {parameter.dtype} {string.Join('x', parameter.shape)}"));
            Tensor flat = parameter.reshape(-1);
            long piece = PieceBytes / parameter.element_size();
            for (long start = 0; start < flat.shape[0]; start += piece)
            {
                using Tensor part = flat.narrow(0, start, Math.Min(piece, flat.shape[0] - start)).cpu().contiguous();
                hash.AppendData(part.bytes);
            }
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    // With its length, so that no two lists of texts are one.
    private static void Add(IncrementalHash hash, string text)
    {
        hash.AppendData(BitConverter.GetBytes(text.Length));
        hash.AppendData(Encoding.Unicode.GetBytes(text));
    }
}
