namespace ResearchML.LanguageModels;

/// <summary>Cuts a long document into several, so that a corpus of one file can be split by document.</summary>
public static class TextPieces
{
    private static readonly string[] Separators = ["\n\n", "\n", " "];

    /// <summary>Cuts every document that is longer than twice a length.</summary>
    /// <remarks>
    /// A cut falls behind the first blank line after <paramref name="length"/> characters, or the first line end, or the first space;
    /// where there is none within another <paramref name="length"/>, it falls there, but never within a surrogate pair. The pieces of a document,
    /// joined, are the document. They are named <c>name#1</c>, <c>name#2</c>, ...
    /// </remarks>
    /// <param name="documents">The documents.</param>
    /// <param name="length">Characters that a piece has at least. At least 1. Default 2,000.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is less than 1.</exception>
    public static IReadOnlyList<TextDocument> Cut(IEnumerable<TextDocument> documents, int length = 2000)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return [.. documents.SelectMany(d => d.Text.Length <= 2L * length ? [d] : Pieces(d, length))];
    }

    private static IEnumerable<TextDocument> Pieces(TextDocument document, int length)
    {
        string text = document.Text;
        int start = 0;
        for (int number = 1; start < text.Length; number++)
        {
            int end = text.Length - start <= 2L * length ? text.Length : FindCut(text, start + length, length);
            yield return new TextDocument(FormattableString.Invariant($"{document.Name}#{number}"), text[start..end]);
            start = end;
        }
    }

    private static int FindCut(string text, int from, int within)
    {
        foreach (string separator in Separators)
        {
            int found = text.IndexOf(separator, from, within, StringComparison.Ordinal);
            if (found >= 0)
                return found + separator.Length;
        }
        int hard = from + within - 1;
        return char.IsLowSurrogate(text[hard]) && char.IsHighSurrogate(text[hard - 1]) ? hard + 1 : hard;
    }
}
