using System.Security.Cryptography;
using System.Text;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Hashes by which what was written is known again: the first eight bytes of SHA-256, in hexadecimal.</summary>
internal static class Fingerprint
{
    /// <summary>Of a tokenizer: of its files.</summary>
    public static string Of(LanguageTokenizer tokenizer) =>
        OfParts(tokenizer.Files.OrderBy(f => f.Key, StringComparer.Ordinal).SelectMany(f => new[] { Encoding.UTF8.GetBytes(f.Key), f.Value }));

    /// <summary>Of texts, in their order.</summary>
    public static string Of(IEnumerable<string?> texts) => OfParts(texts.Select(t => Encoding.UTF8.GetBytes(t ?? "")));

    /// <summary>Of tensors: of their names, types, shapes and bytes.</summary>
    public static string Of(IEnumerable<KeyValuePair<string, Tensor>> tensors) => Of(stream => SafetensorsFile.Write(stream, tensors));

    /// <summary>Of what is written to a stream.</summary>
    public static string Of(Action<Stream> write)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            write(stream);
        return Convert.ToHexStringLower(hash.Hash!.AsSpan(0, 8));
    }

    private static string OfParts(IEnumerable<byte[]> parts) => Of(stream =>
    {
        foreach (byte[] part in parts)
        {
            stream.Write(BitConverter.GetBytes(part.Length));
            stream.Write(part);
        }
    });
}
