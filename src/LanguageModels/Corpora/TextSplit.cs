using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ResearchML.LanguageModels;

/// <summary>A corpus in two parts: documents to train on and documents that training never sees.</summary>
/// <param name="Training">The documents to train on, in the corpus's order.</param>
/// <param name="HeldOut">The documents kept from training, in the corpus's order.</param>
public sealed record TextSplit(IReadOnlyList<TextDocument> Training, IReadOnlyList<TextDocument> HeldOut)
{
    /// <summary>Splits a corpus by whole documents.</summary>
    /// <remarks>
    /// A document's side depends on the seed and its name only (the first 64 bits of a SHA-256), so adding or removing
    /// documents does not move the others. Two exceptions: documents of equal text all go where the first of them goes,
    /// so that no held-out text was trained on; and where a small corpus would leave one part empty, the document
    /// nearest to the border goes there.
    /// </remarks>
    /// <param name="documents">The corpus: two or more documents of different text.</param>
    /// <param name="heldOutFraction">The expected share of documents held out: above 0 and below 1. It counts documents, not characters.</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <exception cref="ArgumentNullException"><paramref name="documents"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="heldOutFraction"/> is not between 0 and 1.</exception>
    /// <exception cref="ArgumentException">There are fewer than two documents of different text.</exception>
    public static TextSplit ByDocument(IEnumerable<TextDocument> documents, double heldOutFraction, int seed)
    {
        ArgumentNullException.ThrowIfNull(documents);
        if (!(heldOutFraction is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(heldOutFraction), heldOutFraction, "Expected a share above 0 and below 1.");

        var all = documents.ToArray();
        var places = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var document in all)
            places.TryAdd(document.Text, Place(document.Name, seed));
        if (places.Count < 2)
            throw new ArgumentException($"A split by document needs at least two documents of different text, and the corpus has {places.Count}. Cut a long file into several documents first.", nameof(documents));

        var first = places.Values.Min();
        var last = places.Values.Max();
        bool IsHeldOut(TextDocument document)
        {
            var place = places[document.Text];
            return place == first || (place < heldOutFraction && place != last);
        }
        return new TextSplit([.. all.Where(d => !IsHeldOut(d))], [.. all.Where(IsHeldOut)]);
    }

    // A number in [0, 1) that looks uniform over names.
    private static double Place(string name, int seed)
    {
        var key = new byte[sizeof(int) + Encoding.UTF8.GetByteCount(name)];
        BinaryPrimitives.WriteInt32LittleEndian(key, seed);
        Encoding.UTF8.GetBytes(name, key.AsSpan(sizeof(int)));
        return (BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(key)) >> 11) / (double)(1UL << 53);
    }
}
