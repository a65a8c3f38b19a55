using System.Runtime.InteropServices;

namespace ResearchML.Transforms;

/// <summary>The smaller posets that the count of a poset's linear extensions is made of, and how they follow from one another; see <see cref="ExtensionTable"/>.</summary>
/// <remarks>
/// A state is a connected set of at least two elements that remain when elements are placed from below. An element b can be placed next where
/// all that remains below it is free; what is free there has then been placed before it, and the set of both, once gone, leaves the parts that
/// follow. No recursion: the list of states grows while it is walked.
/// </remarks>
internal abstract class ExtensionStates
{
    private readonly List<int> _first = [], _branches = [];

    /// <param name="elements">Elements of the poset.</param>
    /// <param name="fromAbove">Whether to walk the dual order.</param>
    private protected ExtensionStates(int elements, bool fromAbove) => (Elements, FromAbove) = (elements, fromAbove);

    /// <summary>Elements of the poset.</summary>
    public int Elements { get; }

    /// <summary>Whether the dual order is walked.</summary>
    public bool FromAbove { get; }

    /// <summary>States met so far.</summary>
    public abstract int Count { get; }

    /// <summary>States whose branches are known.</summary>
    public int Expanded => _first.Count;

    /// <summary>States whose branches are not.</summary>
    public int Waiting => Count - Expanded;

    /// <summary>The parts that the poset falls into, of at least two elements each.</summary>
    public int[] Roots { get; private protected init; } = [];

    /// <summary>The states of a poset.</summary>
    /// <param name="order">The poset.</param>
    /// <param name="fromAbove">Whether to walk the dual order.</param>
    public static ExtensionStates Of(Poset order, bool fromAbove) => Of<ElementSet>(order, fromAbove);

    /// <summary>How many elements remain in a state.</summary>
    public abstract int Size(int state);

    /// <summary>How many of them are free.</summary>
    public abstract int Frees(int state);

    /// <summary>How many of the parts' elements are free.</summary>
    public int Frees(ReadOnlySpan<int> parts)
    {
        int frees = 0;
        foreach (int part in parts)
            frees += Frees(part);
        return frees;
    }

    /// <summary>What can be placed next in a state: one after another, an element, the number of parts that then remain, and these parts' states.</summary>
    public ReadOnlySpan<int> Branches(int state) =>
        CollectionsMarshal.AsSpan(_branches)[_first[state]..(state + 1 < _first.Count ? _first[state + 1] : _branches.Count)];

    /// <summary>Finds the branches of one state more.</summary>
    public void Expand()
    {
        int state = _first.Count;
        _first.Add(_branches.Count);
        Expand(state, _branches);
    }

    /// <summary>The elements that remain in a state.</summary>
    public abstract IEnumerable<int> Set(int state);

    /// <summary>The free elements of a state right below one.</summary>
    public abstract IEnumerable<int> FreeBelow(int element, int state);

    /// <summary>Adds what can be placed next in a state to branches.</summary>
    private protected abstract void Expand(int state, List<int> branches);

    /// <summary>Sets of the first width that has room for the poset.</summary>
    private static ExtensionStates Of<TSet>(Poset order, bool fromAbove) where TSet : struct, IElementSet<TSet> =>
        order.Count <= TSet.Capacity ? new SetExtensionStates<TSet>(order, fromAbove) : Of<ElementSetPair<TSet>>(order, fromAbove);
}
