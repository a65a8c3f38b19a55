using System.Numerics;

namespace ResearchML.Transforms;

/// <summary>A set of up to 64 elements, as the bits of a word.</summary>
/// <param name="Word">Bit a is 1 where element a is in the set.</param>
internal readonly record struct ElementSet(ulong Word) : IElementSet<ElementSet>
{
    public static int Capacity => 64;

    public bool IsEmpty => Word == 0;

    public int Count => BitOperations.PopCount(Word);

    public int First => BitOperations.TrailingZeroCount(Word);

    public ElementSet Rest => new(Word & (Word - 1));

    public static ElementSet operator |(ElementSet left, ElementSet right) => new(left.Word | right.Word);

    public static ElementSet operator &(ElementSet left, ElementSet right) => new(left.Word & right.Word);

    public static ElementSet operator -(ElementSet left, ElementSet right) => new(left.Word & ~right.Word);

    public static ElementSet Of(int element) => new(1UL << element);

    public bool Contains(int element) => (Word >> element & 1) != 0;

    public bool Meets(ElementSet other) => (Word & other.Word) != 0;

    public override int GetHashCode() => (int)(Word * 0x9E3779B97F4A7C15 >> 32); // Knuth's multiplicative hashing by 2^64/φ
}
