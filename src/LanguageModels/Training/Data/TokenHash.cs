using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ResearchML.LanguageModels;

/// <summary>A hash of a corpus: of every document's length and ids, in order.</summary>
internal sealed class TokenHash : IDisposable
{
    private const int Bytes = 8;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(int[] document)
    {
        Begin(document.Length);
        Continue(document);
    }

    /// <summary>Begins a document, whose ids follow in parts.</summary>
    public void Begin(int length) => _hash.AppendData(BitConverter.GetBytes(length));

    /// <summary>Adds the next ids of the document.</summary>
    public void Continue(ReadOnlySpan<int> ids) => _hash.AppendData(MemoryMarshal.AsBytes(ids));

    /// <returns>Eight bytes.</returns>
    public ReadOnlySpan<byte> Current() => _hash.GetCurrentHash().AsSpan(0, Bytes);

    public void Dispose() => _hash.Dispose();
}
