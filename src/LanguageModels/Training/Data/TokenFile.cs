using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace ResearchML.LanguageModels;

/// <summary>A corpus as token ids in a file that is mapped into memory, not read: for corpora larger than memory, and for many runs on one.</summary>
/// <remarks>
/// <para>Little-endian: 8 bytes of name and version, the width of an id (2 or 4 bytes), the vocabulary's size, the counts of documents and of tokens, a hash of
/// them, a hash of the tokenizer; then the ids; then, for each document, where it ends. A file whose counts do not fit its length is refused before anything is allocated. The ids are
/// read and compared with their hash once, before the first run on them.</para>
/// <para>Thread-safe. Dispose it when all runs on it have ended.</para>
/// </remarks>
public sealed class TokenFile : IDisposable, ITokenDocuments
{
    internal const int HeaderBytes = 64;
    private const int PartIds = 1 << 16, NameBytes = 6;
    internal static readonly byte[] Magic = "RMLTOK02"u8.ToArray();

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long[] _ends;
    private readonly int _idBytes;
    private readonly string _path;
    private readonly string _hash;
    private volatile bool _isWhole;

    private TokenFile(string path)
    {
        _path = path;
        long length = new FileInfo(path).Length;
        if (length < HeaderBytes)
            throw Damaged("it is shorter than its header");
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        try
        {
            _view = _file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            var header = new byte[HeaderBytes];
            _view.ReadArray(0, header, 0, HeaderBytes);
            if (header.AsSpan(0, NameBytes).SequenceEqual(Magic.AsSpan(0, NameBytes)) && !header.AsSpan(NameBytes, 2).SequenceEqual(Magic.AsSpan(NameBytes)))
                throw new InvalidDataException($"'{path}' is a token file of another version of this library. Write it again with TokenFile.Write.");
            if (!header.AsSpan(0, 8).SequenceEqual(Magic))
                throw Damaged("it does not begin as a token file of this version does");
            _idBytes = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8));
            VocabularySize = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12));
            long documents = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(16));
            TokenCount = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(24));
            _hash = Convert.ToHexStringLower(header.AsSpan(32, 8));
            Tokenizer = Convert.ToHexStringLower(header.AsSpan(40, 8));
            bool fits = _idBytes is 2 or 4 && VocabularySize > 0 && documents is >= 0 and <= int.MaxValue && TokenCount >= 0
                && TokenCount <= length / _idBytes && HeaderBytes + TokenCount * _idBytes + documents * sizeof(long) == length;
            if (!fits)
                throw Damaged("its counts do not fit its length");
            Count = (int)documents;
            _ends = new long[Count];
            _view.ReadArray(HeaderBytes + TokenCount * _idBytes, _ends, 0, Count);
            long last = 0;
            foreach (long end in _ends)
            {
                if (end <= last || end - last > int.MaxValue)
                    throw Damaged("its documents do not follow one another");
                last = end;
            }
            if (last != TokenCount)
                throw Damaged("its documents are not all of its tokens");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Documents that have tokens.</summary>
    public int Count { get; }

    /// <summary>Tokens of all documents, BOS and EOS included.</summary>
    public long TokenCount { get; }

    /// <summary>Ids that the tokenizer had.</summary>
    public int VocabularySize { get; }

    /// <summary>The fingerprint of the tokenizer.</summary>
    internal string Tokenizer { get; }

    /// <summary>Writes a corpus; the file appears whole or not at all.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="texts">One document each, read once and not kept. Those without tokens are left out.</param>
    /// <param name="tokenizer">Text to token ids.</param>
    /// <param name="cancellationToken">Stops between two documents; nothing is left behind.</param>
    /// <exception cref="ArgumentException">No text has a token.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Write(string path, IEnumerable<string?> texts, LanguageTokenizer tokenizer, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(tokenizer);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var writer = new TokenFileWriter(temporary, tokenizer.VocabularySize, Fingerprint.Of(tokenizer)))
            {
                foreach (string? text in texts)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    writer.Add(TokenDocuments.Encode(text, tokenizer));
                }
                writer.Complete();
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Maps a file.</summary>
    /// <param name="path">What <see cref="Write"/> wrote.</param>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no token file of this version, or cut short.</exception>
    public static TokenFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new TokenFile(path);
    }

    /// <summary>Gives the mapping back.</summary>
    public void Dispose()
    {
        _view?.Dispose();
        _file.Dispose();
    }

    /// <summary>Reads all ids and sees that they are those that were written; once only.</summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal void RequireWhole(CancellationToken cancellationToken)
    {
        if (_isWhole)
            return;
        using var hash = new TokenHash();
        var part = new int[PartIds];
        for (int document = 0; document < Count; document++)
        {
            int length = LengthOf(document);
            hash.Begin(length);
            for (int from = 0; from < length; from += PartIds)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Span<int> ids = part.AsSpan(0, Math.Min(PartIds, length - from));
                Copy(document, from, ids);
                hash.Continue(ids);
            }
        }
        if (Convert.ToHexStringLower(hash.Current()) != _hash)
            throw Damaged("its ids are not those that were written");
        _isWhole = true;
    }

    int ITokenDocuments.LengthOf(int document) => LengthOf(document);

    void ITokenDocuments.Copy(int document, int from, Span<int> destination) => Copy(document, from, destination);

    string ITokenDocuments.Fingerprint() => FormattableString.Invariant($"{Count} documents, {TokenCount} tokens, {_hash}");

    private int LengthOf(int document) => (int)(_ends[document] - Start(document));

    private void Copy(int document, int from, Span<int> destination)
    {
        long first = HeaderBytes + (Start(document) + from) * _idBytes;
        if (_idBytes == 4)
        {
            _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)first, destination);
        }
        else
        {
            Span<ushort> ids = destination.Length <= 2048 ? stackalloc ushort[destination.Length] : new ushort[destination.Length];
            _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)first, ids);
            for (int i = 0; i < ids.Length; i++)
                destination[i] = ids[i];
        }
        foreach (int id in destination)
        {
            if ((uint)id >= (uint)VocabularySize)
                throw Damaged(FormattableString.Invariant($"it holds the id {id}, and its vocabulary has {VocabularySize}"));
        }
    }

    private long Start(int document) => document == 0 ? 0 : _ends[document - 1];

    private InvalidDataException Damaged(string why) => new($"'{_path}' is no whole token file: {why}. Write it again with TokenFile.Write.");
}
