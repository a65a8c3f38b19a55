using System.Runtime.InteropServices;

namespace ResearchML.Transforms;

/// <summary>The states of a poset, by the sets of their elements.</summary>
/// <typeparam name="TSet">Sets with room for the poset's elements.</typeparam>
internal sealed class SetExtensionStates<TSet> : ExtensionStates
    where TSet : struct, IElementSet<TSet>
{
    private readonly TSet[] _freeBelow, _otherBelow, _neighbours, _upward; // of element a: those right below a, free and not; those right below or above; a and all above
    private readonly TSet _free;
    private readonly List<TSet> _sets = [];
    private readonly Dictionary<TSet, int> _known = [];

    /// <param name="order">The poset.</param>
    /// <param name="fromAbove">Whether to walk the dual order.</param>
    public SetExtensionStates(Poset order, bool fromAbove)
        : base(order.Count, fromAbove)
    {
        int n = order.Count;
        (_freeBelow, _otherBelow, _neighbours, _upward) = (new TSet[n], new TSet[n], new TSet[n], new TSet[n]);
        (int Before, int After)[] edges = [.. order.Edges.Select(e => fromAbove ? (e.After, e.Before) : e)];
        TSet all = SetOf(Enumerable.Range(0, n));
        _free = SetOf(edges.Select(e => e.Before)) - SetOf(edges.Select(e => e.After));
        foreach (var (before, after) in edges)
        {
            (_free.Contains(before) ? _freeBelow : _otherBelow)[after] |= TSet.Of(before);
            _neighbours[before] |= TSet.Of(after);
            _neighbours[after] |= TSet.Of(before);
        }

        ILookup<int, int> rightAbove = edges.ToLookup(e => e.Before, e => e.After);
        foreach (int a in fromAbove ? order.Topological : order.Topological.Reverse())
            _upward[a] = rightAbove[a].Aggregate(TSet.Of(a), (upward, above) => upward | _upward[above]);
        var roots = new List<int>();
        AddParts(all, all, all, roots);
        Roots = [.. roots];
    }

    /// <inheritdoc/>
    public override int Count => _sets.Count;

    /// <inheritdoc/>
    public override int Size(int state) => _sets[state].Count;

    /// <inheritdoc/>
    public override int Frees(int state) => (_sets[state] & _free).Count;

    /// <inheritdoc/>
    public override IEnumerable<int> Set(int state) => Elements(_sets[state]);

    /// <inheritdoc/>
    public override IEnumerable<int> FreeBelow(int element, int state) => Elements(_freeBelow[element] & _sets[state]);

    /// <inheritdoc/>
    private protected override void Expand(int state, List<int> branches)
    {
        TSet set = _sets[state];
        var (placeable, lowest) = LowestOf(set);
        for (TSet left = placeable; !left.IsEmpty; left = left.Rest)
        {
            int b = left.First;
            TSet below = _freeBelow[b] & set, rest = set - below - TSet.Of(b), touched = _neighbours[b];
            for (; !below.IsEmpty; below = below.Rest)
                touched |= _neighbours[below.First];
            branches.Add(b);
            int parts = branches.Count;
            branches.Add(0);
            AddParts(rest, touched & rest, lowest & rest, branches);
            branches[parts] = branches.Count - parts - 1;
        }
    }

    /// <summary>Adds the states of the parts of a set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="touched">Some of it, of every part at least one.</param>
    /// <param name="lowest">Some of it, of every part all that have nothing below them and are not in <paramref name="touched"/>.</param>
    /// <param name="states">What is added to.</param>
    private void AddParts(TSet set, TSet touched, TSet lowest, List<int> states)
    {
        while (!touched.IsEmpty)
        {
            TSet part = PartOf(set, touched, lowest);
            if (!part.Rest.IsEmpty)
                states.Add(Find(part));
            (set, touched, lowest) = (set - part, touched - part, lowest - part);
        }
    }

    /// <summary>The part of a set that the first of its touched elements is in.</summary>
    /// <remarks>All that is above a remaining element remains, so that a part is made of such upper sets, each of which meets another.</remarks>
    private TSet PartOf(TSet set, TSet touched, TSet lowest)
    {
        TSet part = _upward[touched.First], before;
        do
        {
            before = part;
            part = Join(part, touched - part);
            if ((touched - part).IsEmpty)
                return set; // every part is touched: nothing is left for another
            if (part.Equals(before))
                part = Join(part, lowest - part);
        }
        while (!part.Equals(before));
        return part;
    }

    /// <summary>Joins the upper sets of elements to a part that meet it.</summary>
    private TSet Join(TSet part, TSet elements)
    {
        for (; !elements.IsEmpty; elements = elements.Rest)
        {
            TSet upward = _upward[elements.First];
            if (upward.Meets(part))
                part |= upward;
        }

        return part;
    }

    /// <summary>What can be placed next in a set, and which elements have nothing below them in it.</summary>
    private (TSet Placeable, TSet Lowest) LowestOf(TSet set)
    {
        TSet placeable = default, lowest = default;
        for (TSet left = set; !left.IsEmpty; left = left.Rest)
        {
            int a = left.First;
            if (_otherBelow[a].Meets(set))
                continue;
            if (!_freeBelow[a].Meets(set))
                lowest |= TSet.Of(a);
            placeable |= TSet.Of(a);
        }

        return (placeable - _free, lowest);
    }

    /// <summary>The state of a part, which becomes one where it is new.</summary>
    private int Find(TSet part)
    {
        ref int state = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, part, out bool known);
        if (!known)
        {
            state = Count;
            _sets.Add(part);
        }

        return state;
    }

    private static TSet SetOf(IEnumerable<int> elements) => elements.Aggregate(default(TSet), (set, a) => set | TSet.Of(a));

    private static new IEnumerable<int> Elements(TSet set)
    {
        for (; !set.IsEmpty; set = set.Rest)
            yield return set.First;
    }
}
