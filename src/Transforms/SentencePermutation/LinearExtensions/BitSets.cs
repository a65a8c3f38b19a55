namespace ResearchML.Transforms;

/// <summary>Sets of the numbers below a bound, ⌈bound/64⌉ words each, one behind the other.</summary>
/// <param name="count">Sets, all empty.</param>
/// <param name="bound">What every member is below.</param>
internal sealed class BitSets(int count, int bound)
{
    private readonly int _width = Words(bound);
    private readonly ulong[] _words = new ulong[count * Words(bound)];

    public Span<ulong> this[int set] => _words.AsSpan(set * _width, _width);

    public static bool Contains(ReadOnlySpan<ulong> set, int member) => (set[member >> 6] >> member & 1) != 0;

    public static void Add(Span<ulong> set, int member) => set[member >> 6] |= 1UL << member;

    public static void UnionWith(Span<ulong> set, ReadOnlySpan<ulong> other)
    {
        for (int w = 0; w < set.Length; w++)
            set[w] |= other[w];
    }

    private static int Words(int bound) => (bound + 63) / 64;
}
