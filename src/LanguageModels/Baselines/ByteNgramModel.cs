using System.Runtime.InteropServices;
using System.Text;

namespace ResearchML.LanguageModels;

/// <summary>A count-based model of bytes: what a neural model on the same text has to beat.</summary>
/// <remarks>
/// Interpolated Witten-Bell smoothing (Witten and Bell 1991, "The zero-frequency problem", method C; in this recursive form Chen and
/// Goodman 1996, cmp-lg/9606011): <c>p(w | h) = (c(h w) + T(h) p(w | h')) / (c(h) + T(h))</c>, where c counts, T(h) is the number of
/// different bytes seen after h and h' is h without its oldest byte; the empty context falls back to 1/256. Every byte
/// has positive probability. A document begins with beginning-of-document symbols, which are context and never scored,
/// and its end is not scored either: bits are per byte of text.
/// </remarks>
public sealed class ByteNgramModel
{
    private const int SymbolBits = 9;   // 256 bytes and the beginning of a document
    private const ulong Beginning = 256;

    private readonly Dictionary<ulong, long>[] _grams;                              // [k - 1]: how often k symbols occur in a row
    private readonly Dictionary<ulong, (long Total, int Types)>[] _contexts;        // [k]: what follows k symbols

    private ByteNgramModel(int order, Dictionary<ulong, long> longest)
    {
        Order = order;
        _grams = new Dictionary<ulong, long>[order];
        _contexts = new Dictionary<ulong, (long, int)>[order];
        _grams[order - 1] = longest;
        for (var k = order - 1; k >= 0; k--)
        {
            _contexts[k] = [];
            foreach (var (gram, count) in _grams[k])
            {
                ref var context = ref CollectionsMarshal.GetValueRefOrAddDefault(_contexts[k], gram >> SymbolBits, out _);
                context = (context.Total + count, context.Types + 1);
            }
            if (k == 0)
                break;
            _grams[k - 1] = [];
            foreach (var (gram, count) in _grams[k])
                CollectionsMarshal.GetValueRefOrAddDefault(_grams[k - 1], gram & Mask(k), out _) += count;
        }
    }

    /// <summary>The length of the n-grams, 1 to 5: a byte and the <c>Order - 1</c> bytes before it.</summary>
    public int Order { get; }

    /// <summary>Counts the n-grams of documents, as UTF-8.</summary>
    /// <param name="documents">The text to fit on.</param>
    /// <param name="order">1 to 5: 2 is a bigram model (one byte of context), 3 a trigram model.</param>
    /// <exception cref="ArgumentNullException"><paramref name="documents"/> or one of them is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="order"/> is not 1 to 5.</exception>
    /// <exception cref="ArgumentException">The documents hold no byte.</exception>
    public static ByteNgramModel Fit(IEnumerable<string> documents, int order) => Fit(Bytes(documents), order);

    /// <summary>Counts the n-grams of documents.</summary>
    /// <inheritdoc cref="Fit(IEnumerable{string}, int)"/>
    public static ByteNgramModel Fit(IEnumerable<byte[]> documents, int order)
    {
        ArgumentNullException.ThrowIfNull(documents);
        if (order is < 1 or > 5)
            throw new ArgumentOutOfRangeException(nameof(order), order, "Expected an order from 1 (no context) to 5 (four bytes of context).");

        var grams = new Dictionary<ulong, long>();
        foreach (var document in documents)
        {
            ArgumentNullException.ThrowIfNull(document, nameof(documents));
            var history = Start;
            foreach (var symbol in document)
            {
                history = (history << SymbolBits) | symbol;
                CollectionsMarshal.GetValueRefOrAddDefault(grams, history & Mask(order), out _)++;
            }
        }
        if (grams.Count == 0)
            throw new ArgumentException("The documents hold no byte to count.", nameof(documents));
        return new ByteNgramModel(order, grams);
    }

    /// <summary>The probability of a byte after the bytes that precede it in its document: above 0, and 1 summed over all 256.</summary>
    /// <param name="preceding">The document up to the byte, from its beginning; only the last <c>Order - 1</c> bytes matter.</param>
    /// <param name="next">The byte.</param>
    public double Probability(ReadOnlySpan<byte> preceding, byte next)
    {
        var history = Start;
        foreach (var symbol in preceding[Math.Max(0, preceding.Length - Order)..])
            history = (history << SymbolBits) | symbol;
        return Probability((history << SymbolBits) | next);
    }

    /// <summary>The mean number of bits that the model spends on a byte of documents, as UTF-8: -log2 of its probability. Each document starts afresh.</summary>
    /// <param name="documents">The text to score.</param>
    /// <exception cref="ArgumentNullException"><paramref name="documents"/> or one of them is null.</exception>
    /// <exception cref="ArgumentException">The documents hold no byte.</exception>
    public double BitsPerByte(IEnumerable<string> documents) => BitsPerByte(Bytes(documents));

    /// <summary>The mean number of bits that the model spends on a byte of documents: -log2 of its probability. Each document starts afresh.</summary>
    /// <inheritdoc cref="BitsPerByte(IEnumerable{string})"/>
    public double BitsPerByte(IEnumerable<byte[]> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var bits = 0.0;
        var bytes = 0L;
        foreach (var document in documents)
        {
            ArgumentNullException.ThrowIfNull(document, nameof(documents));
            var history = Start;
            foreach (var symbol in document)
            {
                history = (history << SymbolBits) | symbol;
                bits -= Math.Log2(Probability(history));
            }
            bytes += document.Length;
        }
        return bytes > 0 ? bits / bytes : throw new ArgumentException("The documents hold no byte to score.", nameof(documents));
    }

    // From the shortest context to the longest; past one that was never seen, longer ones were not seen either.
    private double Probability(ulong gram)
    {
        var probability = 1.0 / 256;
        for (var k = 0; k < Order; k++)
        {
            if (!_contexts[k].TryGetValue((gram & Mask(k + 1)) >> SymbolBits, out var context))
                break;
            var count = _grams[k].GetValueOrDefault(gram & Mask(k + 1));
            probability = (count + context.Types * probability) / (context.Total + context.Types);
        }
        return probability;
    }

    private static ulong Start => Beginning | Beginning << SymbolBits | Beginning << 2 * SymbolBits | Beginning << 3 * SymbolBits;

    private static ulong Mask(int symbols) => (1UL << symbols * SymbolBits) - 1;

    private static IEnumerable<byte[]> Bytes(IEnumerable<string> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        return documents.Select(Encoding.UTF8.GetBytes);
    }
}
