using System.Runtime.InteropServices;
using System.Text;

namespace ResearchML.LanguageModels;

/// <summary>Learns byte-level byte pair encoding from texts: again and again the most frequent pair of neighbours becomes a token.</summary>
/// <remarks>
/// Sennrich et al. 2016, arXiv:1508.07909, algorithm 1; bytes instead of characters as in GPT-2 (Radford et al. 2019). Exact: every merge is the
/// most frequent pair at that moment, counted over distinct words of <see cref="WordPattern.Llama3"/> with their frequencies. Of pairs of one
/// frequency the one with the smaller left id goes first, then the smaller right id, as in Hugging Face's trainer; ids are those of
/// <see cref="BytePairTokenizerJson"/>: special tokens, bytes in the order of the characters that stand for them, merges.
/// Unlike there, pairs that would make a token of more than <see cref="BytePairMerges.MaximumTokenBytes"/> are never merged.
/// Only words that hold the pair are counted anew: the cost is that of the merges, not of the text times the merges.
/// </remarks>
internal sealed class BytePairTraining
{
    private const int ReportEvery = 100_000;
    private const int IdBits = 24; // with 32, all pairs of equals would have one hash

    private readonly int _vocabularySize;
    private readonly TokenizerTrainingOptions _options;
    private readonly List<int[]> _words = []; // a word's tokens; merging shortens it
    private readonly List<long> _frequencies = [];
    private readonly Dictionary<ulong, long> _counts = [];
    private readonly Dictionary<ulong, List<int>> _wordsOf = []; // words that hold the pair, or once did
    private readonly PriorityQueue<ulong, (long MinusCount, ulong Pair)> _queue = new(); // a count may have fallen since
    private readonly List<byte[]> _tokens;
    private readonly List<(int Left, int Right)> _merges = [];
    private long _charactersRead;

    private BytePairTraining(int vocabularySize, TokenizerTrainingOptions options)
    {
        (_vocabularySize, _options) = (vocabularySize, options);
        _tokens = [.. BytePairTokenizerJson.InitialTokens];
    }

    /// <param name="texts">Texts; null and empty ones count for nothing.</param>
    /// <param name="vocabularySize">Most tokens, special ones included.</param>
    /// <param name="options">Progress and cancellation.</param>
    /// <exception cref="ArgumentOutOfRangeException">The vocabulary is smaller than the bytes and special tokens are.</exception>
    /// <exception cref="ArgumentException">There is no text.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LanguageTokenizer Train(IEnumerable<string?> texts, int vocabularySize, TokenizerTrainingOptions options)
    {
        int least = BytePairTokenizerJson.InitialTokens.Count;
        if (vocabularySize < least)
            throw new ArgumentOutOfRangeException(nameof(vocabularySize), vocabularySize, $"A byte-level vocabulary has at least {least} tokens ({BytePairTokenizerJson.SpecialTokens.Count} special ones and 256 bytes), but vocabularySize is {vocabularySize}.");
        if (vocabularySize > AddedToken.IdLimit)
            throw new ArgumentOutOfRangeException(nameof(vocabularySize), vocabularySize, $"vocabularySize must be at most {AddedToken.IdLimit}, but is {vocabularySize}.");
        var training = new BytePairTraining(vocabularySize, options);
        training.Read(texts);
        training.Merge();
        return BytePairTokenizerJson.Make(training._tokens, training._merges);
    }

    private void Read(IEnumerable<string?> texts)
    {
        WordPattern pattern = WordPattern.For(WordPattern.Llama3);
        var frequencies = new Dictionary<string, long>();
        Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> find = frequencies.GetAlternateLookup<ReadOnlySpan<char>>();
        long nextReport = ReportEvery;
        foreach (string? given in texts)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            string text = LanguageTokenizer.WellFormed(given ?? "");
            string shown = WordPattern.Shown(text, out int[]? starts);
            foreach ((int start, int length) in pattern.Cut(shown, [(0, shown.Length)]))
            {
                int from = starts is null ? start : starts[start], to = starts is null ? start + length : starts[start + length];
                CollectionsMarshal.GetValueRefOrAddDefault(find, text.AsSpan(from, to - from), out _)++;
            }
            _charactersRead += text.Length;
            if (_charactersRead >= nextReport)
            {
                nextReport = _charactersRead + ReportEvery;
                _options.Progress?.Report(new TokenizerTrainingProgress(_charactersRead, 0, _vocabularySize));
            }
        }
        if (frequencies.Count == 0)
            throw new ArgumentException("There is no text to learn a vocabulary from.", nameof(texts));
        int[] idOfByte = new int[256];
        for (int id = BytePairTokenizerJson.SpecialTokens.Count; id < _tokens.Count; id++)
            idOfByte[_tokens[id][0]] = id;
        foreach ((string word, long frequency) in frequencies)
        {
            _words.Add([.. Encoding.UTF8.GetBytes(word).Select(b => idOfByte[b])]);
            _frequencies.Add(frequency);
        }
    }

    private void Merge()
    {
        for (int word = 0; word < _words.Count; word++)
            Count(word, 1, null);
        foreach ((ulong pair, long count) in _counts)
            _queue.Enqueue(pair, (-count, pair));
        // Two pairs may make the same bytes: that is one token, reached in two ways.
        var ids = BytePairMerges.Texts(_tokens.Select((t, id) => id < BytePairTokenizerJson.SpecialTokens.Count ? null : t).ToArray());
        var risen = new HashSet<ulong>();
        while (_tokens.Count < _vocabularySize && MostFrequent() is ulong pair)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            (int left, int right) = Split(pair);
            byte[] bytes = [.. _tokens[left], .. _tokens[right]];
            string text = Encoding.Latin1.GetString(bytes);
            if (!ids.TryGetValue(text, out int merged))
            {
                merged = ids[text] = _tokens.Count;
                _tokens.Add(bytes);
            }
            _merges.Add((left, right));
            risen.Clear();
            _wordsOf.Remove(pair, out List<int>? words);
            int last = -1;
            foreach (int word in words!.Order())
            {
                if (word == last || !Has(_words[word], left, right))
                    continue;
                last = word;
                Count(word, -1, null);
                _words[word] = Merged(_words[word], left, right, merged);
                Count(word, 1, risen);
            }
            foreach (ulong changed in risen)
                _queue.Enqueue(changed, (-_counts[changed], changed));
            _options.Progress?.Report(new TokenizerTrainingProgress(_charactersRead, _tokens.Count, _vocabularySize));
        }
    }

    private ulong? MostFrequent()
    {
        while (_queue.TryDequeue(out ulong pair, out (long MinusCount, ulong Pair) was))
        {
            long count = _counts.GetValueOrDefault(pair);
            (int left, int right) = Split(pair);
            if (_tokens[left].Length + _tokens[right].Length > BytePairMerges.MaximumTokenBytes)
                continue;
            if (count == -was.MinusCount)
                return pair;
            if (count > 0 && count < -was.MinusCount)
                _queue.Enqueue(pair, (-count, pair));
        }
        return null;
    }

    /// <summary>Adds a word's pairs to the counts, or takes them away; notes those of merged words that others may have to be compared with again.</summary>
    private void Count(int word, int sign, HashSet<ulong>? risen)
    {
        int[] tokens = _words[word];
        long change = sign * _frequencies[word];
        for (int i = 0; i + 1 < tokens.Length; i++)
        {
            ulong pair = (ulong)(uint)tokens[i] << IdBits | (uint)tokens[i + 1];
            ref long count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _);
            count += change;
            if (count == 0)
                _counts.Remove(pair);
            if (sign < 0)
                continue;
            risen?.Add(pair);
            ref List<int>? words = ref CollectionsMarshal.GetValueRefOrAddDefault(_wordsOf, pair, out _);
            words ??= [];
            if (words.Count == 0 || words[^1] != word)
                words.Add(word);
        }
    }

    private static bool Has(int[] tokens, int left, int right)
    {
        for (int i = 0; i + 1 < tokens.Length; i++)
        {
            if (tokens[i] == left && tokens[i + 1] == right)
                return true;
        }
        return false;
    }

    private static int[] Merged(int[] tokens, int left, int right, int merged)
    {
        int count = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            bool both = tokens[i] == left && i + 1 < tokens.Length && tokens[i + 1] == right;
            tokens[count++] = both ? merged : tokens[i];
            if (both)
                i++;
        }
        return tokens[..count];
    }

    private static (int Left, int Right) Split(ulong pair) => ((int)(pair >> IdBits), (int)(pair & ((1 << IdBits) - 1)));
}
