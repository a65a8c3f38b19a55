using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ResearchML.LanguageModels;

/// <summary>Writes a <see cref="TokenFile"/> document by document, in memory of eight bytes a document.</summary>
internal sealed class TokenFileWriter : IDisposable
{
    private readonly FileStream _stream;
    private readonly List<long> _ends = [];
    private readonly TokenHash _hash = new();
    private readonly int _vocabularySize;
    private readonly byte[] _tokenizer;
    private readonly int _idBytes;
    private long _tokens;

    /// <param name="path">A file that is not there yet.</param>
    /// <param name="vocabularySize">Ids that the tokenizer has.</param>
    /// <param name="tokenizer">Its fingerprint.</param>
    public TokenFileWriter(string path, int vocabularySize, string tokenizer)
    {
        (_vocabularySize, _tokenizer, _idBytes) = (vocabularySize, Convert.FromHexString(tokenizer), vocabularySize <= ushort.MaxValue + 1 ? 2 : 4);
        _stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        _stream.Write(new byte[TokenFile.HeaderBytes]);
    }

    public void Add(int[] document)
    {
        if (document.Length == 0)
            return;
        _hash.Add(document);
        if (_idBytes == 4)
        {
            _stream.Write(MemoryMarshal.AsBytes(document.AsSpan()));
        }
        else
        {
            ushort[] ids = [.. document.Select(id => (ushort)id)];
            _stream.Write(MemoryMarshal.AsBytes(ids.AsSpan()));
        }
        _tokens += document.Length;
        _ends.Add(_tokens);
    }

    /// <exception cref="ArgumentException">There was no document.</exception>
    public void Complete()
    {
        if (_ends.Count == 0)
            throw new ArgumentException("The texts have no tokens at all.", "texts");
        _stream.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_ends)));
        Span<byte> header = stackalloc byte[TokenFile.HeaderBytes];
        header.Clear();
        TokenFile.Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], _idBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], _vocabularySize);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], _ends.Count);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], _tokens);
        _hash.Current().CopyTo(header[32..]);
        _tokenizer.CopyTo(header[40..]);
        _stream.Position = 0;
        _stream.Write(header);
        _stream.Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
    }
}
