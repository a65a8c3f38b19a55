namespace ResearchML.Transforms;

/// <summary>Cuts a text into sentences that, put together, are the text again, character for character.</summary>
/// <remarks>
/// White space belongs to the sentence before it, and at the start of the text to the first. A text of white space only is one part; the empty text and null have none.
/// A derived class says where sentences end; this one sees to the rest. Thread-safe, as derived classes must be.
/// </remarks>
public abstract class SentenceSplitter
{
    /// <summary>The rules of a language, with their defaults: a <see cref="RuleSentenceSplitter"/>.</summary>
    /// <param name="language">"en", "de", "fr", "es", "it", "pt" or "nl". Default "en".</param>
    /// <exception cref="ArgumentNullException"><paramref name="language"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="language"/> is none of these.</exception>
    public static SentenceSplitter For(string language = "en") => new RuleSentenceSplitter(new SentenceSplitterOptions { Language = language });

    /// <summary>The sentences.</summary>
    /// <param name="text">Any text, well-formed UTF-16 or not.</param>
    public IReadOnlyList<string> Split(string? text) => [.. Ranges(text).Select(r => text![r])];

    /// <summary>Where the sentences lie: one after the other, from the first character to the last. Nothing is copied.</summary>
    /// <param name="text">Any text, well-formed UTF-16 or not.</param>
    /// <exception cref="InvalidOperationException"><see cref="FindEnds"/> broke its contract.</exception>
    public IReadOnlyList<Range> Ranges(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return [];
        List<Range> ranges = [];
        int start = 0, taken = SkipWhiteSpace(text, 0);
        foreach (int found in FindEnds(text))
        {
            if (found < 0 || found > text.Length)
                throw new InvalidOperationException($"{GetType().Name}.{nameof(FindEnds)} must give places from 0 to the text's length ({text.Length}), but gave {found}.");
            if (found <= taken)
                continue; // in white space that has its sentence
            taken = SkipWhiteSpace(text, found);
            ranges.Add(start..taken);
            start = taken;
        }
        if (start < text.Length)
            ranges.Add(start..);
        return ranges;
    }

    /// <summary>Where sentences end, in ascending order: places from 0 to the text's length, at which one sentence is over and the next begins. Those in white space count as one; the text's end need not be given.</summary>
    /// <param name="text">Not empty.</param>
    protected abstract IEnumerable<int> FindEnds(string text);

    private static int SkipWhiteSpace(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at;
    }
}
