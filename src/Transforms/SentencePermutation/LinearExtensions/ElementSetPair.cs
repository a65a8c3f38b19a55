namespace ResearchML.Transforms;

/// <summary>A set of twice as many elements as another kind of set has room for: pairs of pairs hold as many as one likes.</summary>
/// <param name="Low">The first half of the elements.</param>
/// <param name="High">The second half.</param>
internal readonly record struct ElementSetPair<THalf>(THalf Low, THalf High) : IElementSet<ElementSetPair<THalf>>
    where THalf : struct, IElementSet<THalf>
{
    public static int Capacity => 2 * THalf.Capacity;

    public bool IsEmpty => Low.IsEmpty && High.IsEmpty;

    public int Count => Low.Count + High.Count;

    public int First => Low.IsEmpty ? THalf.Capacity + High.First : Low.First;

    public ElementSetPair<THalf> Rest => Low.IsEmpty ? new(Low, High.Rest) : new(Low.Rest, High);

    public static ElementSetPair<THalf> operator |(ElementSetPair<THalf> left, ElementSetPair<THalf> right) => new(left.Low | right.Low, left.High | right.High);

    public static ElementSetPair<THalf> operator &(ElementSetPair<THalf> left, ElementSetPair<THalf> right) => new(left.Low & right.Low, left.High & right.High);

    public static ElementSetPair<THalf> operator -(ElementSetPair<THalf> left, ElementSetPair<THalf> right) => new(left.Low - right.Low, left.High - right.High);

    public static ElementSetPair<THalf> Of(int element) =>
        element < THalf.Capacity ? new(THalf.Of(element), default) : new(default, THalf.Of(element - THalf.Capacity));

    public bool Contains(int element) => element < THalf.Capacity ? Low.Contains(element) : High.Contains(element - THalf.Capacity);

    public bool Meets(ElementSetPair<THalf> other) => Low.Meets(other.Low) || High.Meets(other.High);
}
