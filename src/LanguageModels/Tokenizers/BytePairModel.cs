using System.Collections.Concurrent;
using System.Text;

namespace ResearchML.LanguageModels;

/// <summary>Byte-level byte pair encoding of plain text: normalization, words, merges. Thread-safe.</summary>
internal sealed class BytePairModel
{
    // Words repeat, so most need no merging again. The bound keeps text of other kinds from filling memory.
    private const int CachedWords = 65536, CachedWordLength = 32;

    private readonly ConcurrentDictionary<string, int[]> _cache = new();
    private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _cached;
    private readonly Dictionary<string, int>? _wholeWords;
    private int _cacheCount;

    public BytePairModel(BytePairMerges merges, bool ignoreMerges = false)
    {
        Merges = merges;
        _cached = _cache.GetAlternateLookup<ReadOnlySpan<char>>();
        _wholeWords = ignoreMerges ? BytePairMerges.Texts(merges.Tokens) : null;
    }

    public BytePairMerges Merges { get; }

    /// <summary>How text becomes words; each pattern cuts what the one before left. Default: one word.</summary>
    public IReadOnlyList<WordPattern> Patterns { get; init; } = [];

    /// <summary>Whether a space is put before a text that begins with none.</summary>
    public bool AddPrefixSpace { get; init; }

    /// <summary>Whether text is brought to normalization form C first.</summary>
    public bool ComposeCharacters { get; init; }

    public string Normalize(string text) => ComposeCharacters ? CanonicalComposition.Normalize(text) : text;

    /// <param name="text">Well-formed, normalized, without added tokens, not empty.</param>
    /// <param name="into">Where the ids go.</param>
    public void Encode(string text, List<int> into)
    {
        if (AddPrefixSpace && text[0] != ' ')
            text = " " + text;
        string shown = WordPattern.Shown(text, out int[]? starts);
        List<(int Start, int Length)> words = [(0, shown.Length)];
        foreach (WordPattern pattern in Patterns)
            words = pattern.Cut(shown, words);
        foreach ((int start, int length) in words)
        {
            int from = starts is null ? start : starts[start], to = starts is null ? start + length : starts[start + length];
            EncodeWord(text.AsSpan(from, to - from), into);
        }
    }

    private void EncodeWord(ReadOnlySpan<char> word, List<int> into)
    {
        if (_cached.TryGetValue(word, out int[]? known))
        {
            into.AddRange((ReadOnlySpan<int>)known);
            return;
        }
        int first = into.Count;
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(word)];
        Encoding.UTF8.GetBytes(word, bytes);
        if (_wholeWords is not null && _wholeWords.TryGetValue(Encoding.Latin1.GetString(bytes), out int whole))
            into.Add(whole);
        else
            Merges.Encode(bytes, into);
        if (word.Length <= CachedWordLength && _cacheCount < CachedWords && _cached.TryAdd(word, [.. into.Skip(first)]))
            Interlocked.Increment(ref _cacheCount);
    }
}
