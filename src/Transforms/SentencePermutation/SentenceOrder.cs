namespace ResearchML.Transforms;

/// <summary>Puts the sentences of a text into another order.</summary>
public static class SentenceOrder
{
    /// <summary>The text of some sentences in a given order. White space stays where it was, so that the spaces and empty lines between sentences are those of the document, and
    /// the order 0, 1, 2 and so on gives the text back character for character.</summary>
    /// <param name="sentences">The sentences, in the order of the document; their concatenation is the text.</param>
    /// <param name="order">Which sentence stands at each place: a permutation of the indices.</param>
    /// <exception cref="ArgumentException"><paramref name="order"/> is no permutation of them.</exception>
    public static string Apply(IReadOnlyList<string> sentences, IReadOnlyList<int> order)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentNullException.ThrowIfNull(order);
        if (order.Count != sentences.Count || !order.Order().SequenceEqual(Enumerable.Range(0, sentences.Count)))
            throw new ArgumentException($"An order of {sentences.Count} sentences holds each index from 0 to {sentences.Count - 1} once.", nameof(order));
        return string.Concat(order.Select((sentence, place) => Before(sentences[place]) + sentences[sentence].Trim() + After(sentences[place])));
    }

    private static string Before(string sentence) => sentence[..^sentence.TrimStart().Length];

    // Of a sentence that is white space alone all of it stands before.
    private static string After(string sentence) => sentence.TrimStart() is { Length: > 0 } begun ? begun[begun.TrimEnd().Length..] : "";
}
