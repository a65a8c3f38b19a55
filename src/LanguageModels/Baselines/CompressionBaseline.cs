using System.IO.Compression;
using System.Text;

namespace ResearchML.LanguageModels;

/// <summary>What general-purpose compressors make of documents, in bits per byte: a yardstick that needs no training.</summary>
/// <remarks>
/// Bits are per byte of the documents, as UTF-8. Compressed together (joined by newlines, the default), a compressor has
/// an advantage over a model that scores each document by itself: it may copy from every document before, as far as its
/// window reaches. Each alone, it has a handicap: it starts from nothing, where a model starts from the training text.
/// </remarks>
public static class CompressionBaseline
{
    /// <summary>Bits per byte of <c>gzip -9</c>: Deflate at its best level, a window of 32 KiB.</summary>
    /// <param name="documents">The text.</param>
    /// <param name="eachAlone">Whether each document is compressed by itself. Default: false, all together.</param>
    /// <exception cref="ArgumentNullException"><paramref name="documents"/> or one of them is null.</exception>
    /// <exception cref="ArgumentException">The documents hold no byte.</exception>
    public static double GzipBitsPerByte(IEnumerable<string> documents, bool eachAlone = false) => BitsPerByte(documents, eachAlone, Gzip);

    /// <summary>Bits per byte of <c>brotli -q 11 -w 24</c>: its best quality, a window of 16 MiB. Brotli also brings a dictionary of 120 KB of common English and HTML.</summary>
    /// <inheritdoc cref="GzipBitsPerByte"/>
    public static double BrotliBitsPerByte(IEnumerable<string> documents, bool eachAlone = false) => BitsPerByte(documents, eachAlone, Brotli);

    private static double BitsPerByte(IEnumerable<string> documents, bool eachAlone, Func<byte[], long> compress)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var texts = documents.Select(Encoding.UTF8.GetBytes).ToArray();
        var bytes = texts.Sum(text => (long)text.Length);
        if (bytes == 0)
            throw new ArgumentException("The documents hold no byte to compress.", nameof(documents));
        var compressed = eachAlone ? texts.Sum(compress) : compress(Join(texts));
        return 8.0 * compressed / bytes;
    }

    private static byte[] Join(byte[][] texts)
    {
        using var joined = new MemoryStream();
        foreach (var text in texts)
        {
            if (joined.Length > 0)
                joined.WriteByte((byte)'\n');
            joined.Write(text);
        }
        return joined.ToArray();
    }

    private static long Gzip(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(bytes);
        return compressed.Length;
    }

    private static long Brotli(byte[] bytes)
    {
        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        return BrotliEncoder.TryCompress(bytes, compressed, out var length, quality: 11, window: 24)
            ? length
            : throw new InvalidOperationException($"Brotli could not compress {bytes.Length} bytes.");
    }
}
