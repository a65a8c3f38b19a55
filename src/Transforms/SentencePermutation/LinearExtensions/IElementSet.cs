namespace ResearchML.Transforms;

/// <summary>A set of a poset's elements, as a value: union is |, intersection &amp;, difference −. The default is the empty set.</summary>
/// <remarks>Counting asks for unions and meetings of sets by the million. A struct as wide as the poset needs, known to the compiler, takes a third of the time of sets in arrays.</remarks>
internal interface IElementSet<TSelf> : IEquatable<TSelf>
    where TSelf : struct, IElementSet<TSelf>
{
    /// <summary>Elements that it has room for: 0 to this − 1.</summary>
    static abstract int Capacity { get; }

    /// <summary>Whether it has no element.</summary>
    bool IsEmpty { get; }

    /// <summary>How many elements it has.</summary>
    int Count { get; }

    /// <summary>Its first element, of a set that is not empty.</summary>
    int First { get; }

    /// <summary>What is left without its first element, of a set that is not empty.</summary>
    TSelf Rest { get; }

    static abstract TSelf operator |(TSelf left, TSelf right);

    static abstract TSelf operator &(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>The set of one element.</summary>
    static abstract TSelf Of(int element);

    /// <summary>Whether an element is in it.</summary>
    bool Contains(int element);

    /// <summary>Whether two sets share an element.</summary>
    bool Meets(TSelf other);
}
