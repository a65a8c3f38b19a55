using System.Runtime.InteropServices;

namespace ResearchML.Transforms;

/// <summary>The smaller posets that the count of a poset's linear extensions is made of, and how they follow from one another; see <see cref="ExtensionTable"/>.</summary>
/// <remarks>
/// A state is a connected set of at least two elements that remain when elements are placed from below. An element b can be placed next where
/// all that remains below it is free; what is free there has then been placed before it, and the set of both, once gone, leaves the parts that
/// follow. No recursion: the list of states grows while it is walked.
/// </remarks>
internal sealed class ExtensionStates
{
    private readonly BitSets _freeBelow, _otherBelow, _neighbours, _upward; // row a: elements right below a, free and not; those right below or above; a and all above
    private readonly ulong[] _free;
    private readonly BitSets _sets; // row s: the elements of state s
    private readonly HashSet<int> _known;
    private readonly List<int> _sizes = [], _frees = [], _first = [], _branches = [];
    private readonly ulong[] _placeable, _lowest; // of a state: what can be placed next; those with nothing below
    private readonly ulong[] _rest, _touched, _part; // what remains after a branch; those of it that lost a neighbour; a part of it

    /// <param name="order">The poset.</param>
    /// <param name="fromAbove">Whether to walk the dual order.</param>
    public ExtensionStates(Poset order, bool fromAbove)
    {
        int n = Elements = order.Count;
        FromAbove = fromAbove;
        (_freeBelow, _otherBelow, _neighbours, _upward) = (new BitSets(n, n), new BitSets(n, n), new BitSets(n, n), new BitSets(n, n));
        (int Before, int After)[] edges = [.. order.Edges.Select(e => fromAbove ? (e.After, e.Before) : e)];
        int width = BitSets.Words(n);
        (_free, _placeable, _lowest, _rest, _touched, _part) = (new ulong[width], new ulong[width], new ulong[width], new ulong[width], new ulong[width], new ulong[width]);
        foreach (var (before, _) in edges)
            BitSets.Add(_free, before);
        foreach (var (_, after) in edges)
            BitSets.Remove(_free, after);
        foreach (var (before, after) in edges)
        {
            BitSets.Add((BitSets.Contains(_free, before) ? _freeBelow : _otherBelow)[after], before);
            BitSets.Add(_neighbours[before], after);
            BitSets.Add(_neighbours[after], before);
        }

        ILookup<int, int> rightAbove = edges.ToLookup(e => e.Before, e => e.After);
        foreach (int a in fromAbove ? order.Topological : order.Topological.Reverse())
        {
            BitSets.Add(_upward[a], a);
            foreach (int above in rightAbove[a])
                BitSets.UnionWith(_upward[a], _upward[above]);
        }

        _sets = new BitSets(16, n);
        _known = new HashSet<int>(new SameElements(_sets));
        for (int a = 0; a < n; a++)
        {
            BitSets.Add(_rest, a);
            BitSets.Add(_touched, a);
        }

        var roots = new List<int>();
        AddParts(roots);
        Roots = [.. roots];
    }

    /// <summary>Elements of the poset.</summary>
    public int Elements { get; }

    /// <summary>Whether the dual order is walked.</summary>
    public bool FromAbove { get; }

    /// <summary>States met so far.</summary>
    public int Count => _sizes.Count;

    /// <summary>States whose branches are known.</summary>
    public int Expanded => _first.Count;

    /// <summary>States whose branches are not.</summary>
    public int Waiting => Count - Expanded;

    /// <summary>The parts that the poset falls into, of at least two elements each.</summary>
    public int[] Roots { get; }

    /// <summary>The elements that remain in a state.</summary>
    public ReadOnlySpan<ulong> Set(int state) => _sets[state];

    /// <summary>How many they are.</summary>
    public int Size(int state) => _sizes[state];

    /// <summary>How many of them are free.</summary>
    public int Frees(int state) => _frees[state];

    /// <summary>How many of the parts' elements are free.</summary>
    public int Frees(ReadOnlySpan<int> parts)
    {
        int frees = 0;
        foreach (int part in parts)
            frees += _frees[part];
        return frees;
    }

    /// <summary>The free elements right below one.</summary>
    public ReadOnlySpan<ulong> FreeBelow(int element) => _freeBelow[element];

    /// <summary>What can be placed next in a state: one after another, an element, the number of parts that then remain, and these parts' states.</summary>
    public ReadOnlySpan<int> Branches(int state) =>
        CollectionsMarshal.AsSpan(_branches)[_first[state]..(state + 1 < _first.Count ? _first[state + 1] : _branches.Count)];

    /// <summary>Finds the branches of one state more.</summary>
    public void Expand()
    {
        int state = _first.Count;
        _first.Add(_branches.Count);
        FindLowest(Set(state));
        for (int b = BitSets.Next(_placeable, 0); b >= 0; b = BitSets.Next(_placeable, b + 1))
        {
            Set(state).CopyTo(_rest);
            _neighbours[b].CopyTo(_touched);
            for (int p = BitSets.Next(_freeBelow[b], 0); p >= 0; p = BitSets.Next(_freeBelow[b], p + 1))
            {
                if (BitSets.Contains(_rest, p))
                    BitSets.UnionWith(_touched, _neighbours[p]);
            }

            BitSets.Remove(_rest, b);
            BitSets.ExceptWith(_rest, _freeBelow[b]);
            BitSets.IntersectWith(_touched, _rest);
            _branches.Add(b);
            int parts = _branches.Count;
            _branches.Add(0);
            AddParts(_branches);
            _branches[parts] = _branches.Count - parts - 1;
        }
    }

    /// <summary>Adds the states of the parts of <see cref="_rest"/>, each of which has an element in <see cref="_touched"/>.</summary>
    private void AddParts(List<int> states)
    {
        for (int a = BitSets.Next(_touched, 0); a >= 0; a = BitSets.Next(_touched, a + 1))
        {
            TakePart(a);
            if (BitSets.CountOf(_part) > 1)
                states.Add(Find());
        }
    }

    /// <summary>Moves the part that an element is in from <see cref="_rest"/> to <see cref="_part"/>.</summary>
    /// <remarks>All that is above a remaining element remains, so that a part is made of such upper sets, each of which meets another.</remarks>
    private void TakePart(int element)
    {
        _upward[element].CopyTo(_part);
        for (bool grown = true; grown && !BitSets.IsSubset(_touched, _part);)
            grown = Join(_touched) || Join(_lowest);
        if (BitSets.IsSubset(_touched, _part))
            _rest.CopyTo(_part, 0); // every part is touched: nothing is left for another
        BitSets.ExceptWith(_rest, _part);
        BitSets.ExceptWith(_touched, _part);
    }

    /// <summary>Joins the upper sets of elements to <see cref="_part"/> that meet it.</summary>
    /// <returns>Whether there were any that it did not hold.</returns>
    private bool Join(ulong[] elements)
    {
        bool grown = false;
        for (int a = BitSets.Next(elements, 0); a >= 0; a = BitSets.Next(elements, a + 1))
        {
            if (BitSets.Contains(_rest, a) && !BitSets.Contains(_part, a) && BitSets.Intersect(_upward[a], _part))
            {
                BitSets.UnionWith(_part, _upward[a]);
                grown = true;
            }
        }

        return grown;
    }

    /// <summary>Finds what can be placed next in a set, and which elements have nothing below them in it.</summary>
    private void FindLowest(ReadOnlySpan<ulong> set)
    {
        Array.Clear(_placeable);
        Array.Clear(_lowest);
        for (int a = BitSets.Next(set, 0); a >= 0; a = BitSets.Next(set, a + 1))
        {
            if (BitSets.Intersect(_otherBelow[a], set))
                continue;
            if (!BitSets.Contains(_free, a))
                BitSets.Add(_placeable, a);
            if (!BitSets.Intersect(_freeBelow[a], set))
                BitSets.Add(_lowest, a);
        }
    }

    /// <summary>The state of <see cref="_part"/>, which becomes one where it is new.</summary>
    private int Find()
    {
        int state = Count;
        _sets.EnsureCount(state + 1);
        _part.CopyTo(_sets[state]);
        if (_known.TryGetValue(state, out int known))
            return known;
        _known.Add(state);
        _sizes.Add(BitSets.CountOf(_part));
        _frees.Add(BitSets.CountShared(_part, _free));
        return state;
    }

    /// <summary>Compares states by their elements, those of the state that is about to be included.</summary>
    private sealed class SameElements(BitSets sets) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => sets[x].SequenceEqual(sets[y]);

        public int GetHashCode(int state)
        {
            ulong hash = 0;
            foreach (ulong word in sets[state])
                hash = ComponentSeed.Mix(hash, word);
            return (int)hash;
        }
    }
}
