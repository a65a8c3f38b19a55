using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Tokens that a model reads at once, and the sentences whose attention is taken from them.</summary>
/// <param name="Tokens">(T) ids, the sink first: BOS, or the first token of the text.</param>
/// <param name="Sentences">(T) index of the sentence that each token belongs to, counted from <paramref name="FirstShown"/>; −1 for BOS.</param>
/// <param name="FirstShown">The sentence of the first token of text; it may be cut.</param>
/// <param name="First">The first sentence that is read here.</param>
/// <param name="End">One more than the last.</param>
internal sealed record ReadingWindow(int[] Tokens, int[] Sentences, int FirstShown, int First, int End)
{
    /// <summary>Windows over a document, so that each sentence is read once, whole, and after as much of the text before it as fits, or half a context at least where it is short enough.</summary>
    /// <param name="document">Tokens by sentence.</param>
    /// <param name="count">Sentences.</param>
    /// <param name="bos">The id that begins a text, or <see langword="null"/>.</param>
    /// <param name="context">Tokens that the model sees at once.</param>
    /// <exception cref="SentenceTooLongException">A sentence is longer than that.</exception>
    public static IEnumerable<ReadingWindow> Cover(EncodedParts document, int count, int? bos, int context)
    {
        int room = context - (bos is null ? 0 : 1);
        int[] ends = Ends(document.Parts, count); // tokens up to the end of each sentence
        for (int first = 0; first < count;)
        {
            int sentenceStart = first == 0 ? 0 : ends[first - 1], length = ends[first] - sentenceStart;
            if (length > room)
                throw new SentenceTooLongException(first, length, room);
            int start = Math.Max(0, sentenceStart - Math.Min(room / 2, room - length));
            int end = Math.Min(ends[^1], start + room), next = first;
            while (next < count && ends[next] <= end)
                next++;
            if (end > start)
            {
                int shown = document.Parts[start];
                yield return new ReadingWindow(
                    [.. bos is int id ? [id] : Array.Empty<int>(), .. document.Tokens.Skip(start).Take(end - start)],
                    [.. bos is null ? Array.Empty<int>() : [-1], .. document.Parts.Skip(start).Take(end - start).Select(sentence => sentence - shown)], shown, first, next);
            }
            first = next;
        }
    }

    private static int[] Ends(IReadOnlyList<int> sentences, int count)
    {
        var ends = new int[count];
        foreach (int sentence in sentences)
            ends[sentence]++;
        for (int i = 1; i < count; i++)
            ends[i] += ends[i - 1];
        return ends;
    }
}
