using System.Runtime.InteropServices;

namespace ResearchML.LanguageModels;

/// <summary>Tokens as bytes, and which two neighbours become one: the vocabulary and the merging loop of byte pair encoding.</summary>
/// <remarks>
/// Sennrich et al. 2016, arXiv:1508.07909, on bytes as in GPT-2 (Radford et al. 2019). Always the pair of the lowest rank, the leftmost first.
/// Not Microsoft.ML.Tokenizers' loop: its time grows with the square of a word's length (2.0.1 on cl100k: 0.6 s for 50,000 letters
/// without a space, 9.0 s for 200,000; bench/TokenizerTraining), and it knows no "ignore_merges". Here long words go through a heap.
/// </remarks>
internal sealed class BytePairMerges
{
    /// <summary>A token has at most this many: finding its merges takes time with the square. Published vocabularies stay below 300.</summary>
    public const int MaximumTokenBytes = 1024;

    // Below this a scan for the lowest rank is faster than a heap.
    private const int ScanLength = 48;

    private const int NoMerge = -1;

    private readonly int[] _byteIds = new int[256];
    private readonly Dictionary<ulong, Merge> _merges;
    private readonly byte[]?[] _tokens;

    /// <param name="tokens">The bytes of each id; null for ids that are no such token.</param>
    /// <param name="merges">Pairs of ids in order of rank, with what they become; of a pair that is named twice the first counts.</param>
    /// <exception cref="FormatException">A byte has no token.</exception>
    private BytePairMerges(byte[]?[] tokens, Dictionary<ulong, Merge> merges)
    {
        (_tokens, _merges) = (tokens, merges);
        Array.Fill(_byteIds, -1);
        for (int id = 0; id < tokens.Length; id++)
        {
            if (tokens[id] is [byte only])
                _byteIds[only] = id;
        }
        if (Array.IndexOf(_byteIds, -1) is >= 0 and int missing)
            throw new FormatException($"no token stands for the byte 0x{missing:X2}, and byte-level BPE needs all 256");
    }

    /// <summary>Bytes of each id, null where the id is no token of text.</summary>
    public IReadOnlyList<byte[]?> Tokens => _tokens;

    /// <summary>The text that an id stands for; null where it is no token of text.</summary>
    public string? TextOf(int id) => id < _tokens.Length && _tokens[id] is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    /// <summary>As tokenizer.json and merges.txt have it: a list of pairs, the first merged first.</summary>
    /// <exception cref="FormatException">A byte has no token, or a merge names what is no token.</exception>
    public static BytePairMerges FromPairs(byte[]?[] tokens, IReadOnlyList<(int Left, int Right, int Merged)> pairs)
    {
        var merges = new Dictionary<ulong, Merge>(pairs.Count);
        for (int rank = 0; rank < pairs.Count; rank++)
            merges.TryAdd(Key(pairs[rank].Left, pairs[rank].Right), new Merge(rank, pairs[rank].Merged));
        return new BytePairMerges(tokens, merges);
    }

    /// <summary>As tiktoken has it: any two neighbours that make a token together may merge, the token of the lowest id first.</summary>
    /// <exception cref="FormatException">A byte has no token.</exception>
    public static BytePairMerges FromRanks(byte[]?[] tokens)
    {
        // Bytes as characters of the same number: strings can be looked up by a part of another.
        Dictionary<string, int> ids = Texts(tokens);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> find = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        var merges = new Dictionary<ulong, Merge>(ids.Count * 3);
        foreach ((string text, int id) in ids)
        {
            for (int cut = 1; cut < text.Length; cut++)
            {
                if (find.TryGetValue(text.AsSpan(0, cut), out int left) && find.TryGetValue(text.AsSpan(cut), out int right))
                    merges[Key(left, right)] = new Merge(id, id);
            }
        }
        return new BytePairMerges(tokens, merges);
    }

    /// <summary>Tokens by their bytes, each byte written as the character of the same number.</summary>
    public static Dictionary<string, int> Texts(IReadOnlyList<byte[]?> tokens)
    {
        var ids = new Dictionary<string, int>(tokens.Count);
        for (int id = 0; id < tokens.Count; id++)
        {
            if (tokens[id] is byte[] bytes)
                ids.TryAdd(string.Create(bytes.Length, bytes, static (text, from) => System.Text.Encoding.Latin1.GetChars(from, text)), id);
        }
        return ids;
    }

    public void Encode(ReadOnlySpan<byte> word, List<int> into)
    {
        var ids = new int[word.Length];
        for (int i = 0; i < ids.Length; i++)
            ids[i] = _byteIds[word[i]];
        if (ids.Length <= ScanLength)
            Scan(ids, into);
        else
            Heap(ids, into);
    }

    private void Scan(Span<int> ids, List<int> into)
    {
        while (ids.Length > 1)
        {
            int best = -1, bestRank = int.MaxValue, merged = -1;
            for (int i = 0; i + 1 < ids.Length; i++)
            {
                if (_merges.TryGetValue(Key(ids[i], ids[i + 1]), out Merge merge) && merge.Rank < bestRank)
                    (best, bestRank, merged) = (i, merge.Rank, merge.Id);
            }
            if (best < 0)
                break;
            ids[best] = merged;
            ids[(best + 2)..].CopyTo(ids[(best + 1)..]);
            ids = ids[..^1];
        }
        into.AddRange((ReadOnlySpan<int>)ids);
    }

    private void Heap(int[] ids, List<int> into)
    {
        // A list of neighbours within the array; a token that was merged into its left neighbour has the id -1.
        var next = new int[ids.Length];
        var previous = new int[ids.Length];
        var ranks = new int[ids.Length]; // of the pair that begins there, or NoMerge
        for (int i = 0; i < ids.Length; i++)
            (next[i], previous[i]) = (i + 1, i - 1);
        var pairs = new List<(int Merged, ulong Place)>(ids.Length);
        for (int i = 0; i < ids.Length; i++)
        {
            if (Find(i) is int merged)
                pairs.Add((merged, Place(i)));
        }
        // The lowest rank first, and of one rank the leftmost: both in one number, which compares faster than a pair.
        var heap = new PriorityQueue<int, ulong>(pairs);
        while (heap.TryDequeue(out int merged, out ulong place))
        {
            int left = (int)(uint)place;
            if (ids[left] < 0 || ranks[left] != (int)(place >> 32))
                continue; // one of the two has become something else since
            int right = next[left];
            ids[left] = merged;
            ids[right] = -1;
            next[left] = next[right];
            if (next[left] < ids.Length)
                previous[next[left]] = left;
            if (previous[left] >= 0 && Find(previous[left]) is int before)
                heap.Enqueue(before, Place(previous[left]));
            if (Find(left) is int after)
                heap.Enqueue(after, Place(left));
        }
        for (int i = 0; i < ids.Length; i = next[i])
            into.Add(ids[i]);

        int? Find(int left)
        {
            bool merges = _merges.TryGetValue(next[left] < ids.Length ? Key(ids[left], ids[next[left]]) : ulong.MaxValue, out Merge merge);
            ranks[left] = merges ? merge.Rank : NoMerge;
            return merges ? merge.Id : null;
        }

        ulong Place(int left) => (ulong)(uint)ranks[left] << 32 | (uint)left;
    }

    // Ids are below 2^24. With 32 bits each, the hash of a long, low half xor high half, would be one for all pairs of equals.
    private static ulong Key(int left, int right) => (ulong)(uint)left << 24 | (uint)right;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Merge(int Rank, int Id);
}
