using System.Numerics;

namespace ResearchML.Transforms;

/// <summary>Sets of the numbers below a bound, ⌈bound/64⌉ words each, one behind the other: as many numbers as one likes.</summary>
/// <param name="count">Sets to begin with, all empty.</param>
/// <param name="bound">What every member is below.</param>
internal sealed class BitSets(int count, int bound)
{
    private ulong[] _words = new ulong[count * Words(bound)];

    public int Width { get; } = Words(bound);

    public Span<ulong> this[int set] => _words.AsSpan(set * Width, Width);

    public static int Words(int bound) => Math.Max(1, (bound + 63) / 64);

    /// <summary>Makes room for more sets; spans of before keep what they show, but changes to them are lost.</summary>
    public void EnsureCount(int sets)
    {
        if (sets * Width > _words.Length)
            Array.Resize(ref _words, Math.Max(sets * Width, 2 * _words.Length));
    }

    public static bool Contains(ReadOnlySpan<ulong> set, int member) => (set[member >> 6] >> member & 1) != 0;

    public static void Add(Span<ulong> set, int member) => set[member >> 6] |= 1UL << member;

    public static void Remove(Span<ulong> set, int member) => set[member >> 6] &= ~(1UL << member);

    public static void UnionWith(Span<ulong> set, ReadOnlySpan<ulong> other)
    {
        for (int w = 0; w < set.Length; w++)
            set[w] |= other[w];
    }

    public static void IntersectWith(Span<ulong> set, ReadOnlySpan<ulong> other)
    {
        for (int w = 0; w < set.Length; w++)
            set[w] &= other[w];
    }

    public static void ExceptWith(Span<ulong> set, ReadOnlySpan<ulong> other)
    {
        for (int w = 0; w < set.Length; w++)
            set[w] &= ~other[w];
    }

    public static bool IsSubset(ReadOnlySpan<ulong> set, ReadOnlySpan<ulong> of)
    {
        for (int w = 0; w < set.Length; w++)
        {
            if ((set[w] & ~of[w]) != 0)
                return false;
        }

        return true;
    }

    public static bool Intersect(ReadOnlySpan<ulong> set, ReadOnlySpan<ulong> other)
    {
        for (int w = 0; w < set.Length; w++)
        {
            if ((set[w] & other[w]) != 0)
                return true;
        }

        return false;
    }

    public static int CountOf(ReadOnlySpan<ulong> set)
    {
        int count = 0;
        foreach (ulong word in set)
            count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>Number of members that two sets share.</summary>
    public static int CountShared(ReadOnlySpan<ulong> set, ReadOnlySpan<ulong> other)
    {
        int count = 0;
        for (int w = 0; w < set.Length; w++)
            count += BitOperations.PopCount(set[w] & other[w]);
        return count;
    }

    /// <summary>The least member not below <paramref name="from"/>, or −1.</summary>
    public static int Next(ReadOnlySpan<ulong> set, int from)
    {
        int first = from >> 6;
        for (int w = first; w < set.Length; w++)
        {
            ulong word = w == first ? set[w] & (ulong.MaxValue << from) : set[w];
            if (word != 0)
                return 64 * w + BitOperations.TrailingZeroCount(word);
        }

        return -1;
    }
}
