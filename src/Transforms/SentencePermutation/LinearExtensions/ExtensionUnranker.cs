using System.Numerics;

namespace ResearchML.Transforms;

/// <summary>The linear extension that has a number: a bijection from [0, <see cref="ExtensionTable.Total"/>), which follows the terms of <see cref="ExtensionTable"/>'s sums.</summary>
/// <remarks>
/// The places 0 to n − 1 are handed down: a part C of which j free elements have been placed has j <em>earlier</em> places for these and
/// |C| − j <em>later</em> ones, ascending. An earlier place comes to be with the term (j + 1)·W_C(j + 1): it takes one of j + 1 ranks among
/// those that are kept, so that they end in each of their j! orders once. Which free elements use them shows when something above these is placed.
/// </remarks>
/// <param name="table">The counts.</param>
internal sealed class ExtensionUnranker(ExtensionTable table)
{
    private readonly ExtensionStates _states = table.States;
    private readonly Stack<Piece> _pending = new();
    private readonly int[] _order = new int[table.States.Elements];

    /// <summary>The extension of a number.</summary>
    /// <param name="rank">At least 0, less than <see cref="ExtensionTable.Total"/>.</param>
    public int[] Unrank(BigInteger rank)
    {
        int[] all = [.. Enumerable.Range(0, _order.Length)];
        Deal(_states.Roots, all, rank, [], all);
        while (_pending.TryPop(out Piece piece))
            Place(piece);
        int[] order = [.. _order];
        if (_states.FromAbove)
            Array.Reverse(order);
        return order;
    }

    /// <summary>Finds the term of (2) that a rank falls into: free elements first, as many as there are, then one that is not free.</summary>
    private void Place(Piece piece)
    {
        var (state, rank, earlier, later) = piece;
        for (int j = earlier.Count; j < _states.Frees(state); j++)
        {
            BigInteger free = (j + 1) * table.Ways([state], _states.Size(state), j + 1);
            if (rank >= free)
            {
                rank -= free;
                break;
            }

            rank = BigInteger.DivRem(rank, j + 1, out BigInteger at);
            earlier.Insert((int)at, later.Span[0]);
            later = later[1..];
        }

        for (ReadOnlySpan<int> branches = _states.Branches(state); ; branches = branches[(2 + branches[1])..])
        {
            ReadOnlySpan<int> parts = branches.Slice(2, branches[1]);
            int placed = _states.Frees(state) - _states.Frees(parts);
            if (placed > earlier.Count)
                continue;
            BigInteger these = table.Ways(parts, _states.Size(state) - 1 - placed, earlier.Count - placed);
            if (rank < these)
            {
                IEnumerable<int> rest = Settle(branches[0], state, earlier, later.Span[0]);
                Deal(parts, rest, rank, earlier, later[1..]);
                return;
            }

            rank -= these;
        }
    }

    /// <summary>Puts an element into a place, and the free ones below it into the last of the earlier places.</summary>
    /// <returns>What then remains of the state.</returns>
    private IEnumerable<int> Settle(int element, int state, List<int> earlier, int place)
    {
        int[] below = [.. _states.FreeBelow(element, state)];
        _order[place] = element;
        foreach (int p in below)
        {
            _order[earlier[^1]] = p;
            earlier.RemoveAt(earlier.Count - 1);
        }

        return _states.Set(state).Except([element, .. below]);
    }

    /// <summary>Hands places to parts and to the single elements beside them, by (3) and (4), the last first.</summary>
    private void Deal(ReadOnlySpan<int> parts, IEnumerable<int> set, BigInteger rank, List<int> earlier, Memory<int> later)
    {
        int[] single = [.. set.Except(parts.ToArray().SelectMany(_states.Set))];
        List<int> places = single.Length > 0 ? [.. later.Span] : [];
        foreach (int a in single)
        {
            rank = BigInteger.DivRem(rank, places.Count, out BigInteger at);
            _order[places[(int)at]] = a;
            places.RemoveAt((int)at);
            later = places.ToArray();
        }

        for (int k = parts.Length - 1; k > 0; k--)
        {
            ReadOnlySpan<int> part = parts.Slice(k, 1), others = parts[..k];
            int size = _states.Size(parts[k]), j = earlier.Count, all = j + later.Length;
            for (int i = Math.Max(0, j - _states.Frees(others)); ; i++)
            {
                BigInteger own = table.Ways(part, size, i), shuffles = table.Binomial(all - j, size - i);
                BigInteger term = shuffles * own * table.Ways(others, all - size, j - i); // (3) for W
                if (rank >= term)
                {
                    rank -= term;
                    continue;
                }

                rank = BigInteger.DivRem(rank, own, out BigInteger ownRank);
                rank = BigInteger.DivRem(rank, shuffles, out BigInteger shuffle);
                int[] chosen = Choose(later.Span, size - i, shuffle, out int[] left);
                _pending.Push(new Piece(parts[k], ownRank, earlier[(j - i)..], chosen));
                (earlier, later) = (earlier[..(j - i)], left);
                break;
            }
        }

        if (parts.Length > 0)
            _pending.Push(new Piece(parts[0], rank, earlier, later));
    }

    /// <summary>The subset of a size that has a number among all such subsets.</summary>
    private int[] Choose(ReadOnlySpan<int> places, int size, BigInteger rank, out int[] left)
    {
        var (chosen, others) = (new List<int>(size), new List<int>(places.Length - size));
        BigInteger subsets = table.Binomial(places.Length, size);
        for (int i = 0; i < places.Length; i++)
        {
            BigInteger with = subsets * (size - chosen.Count) / (places.Length - i); // n choose k, k/n of which have the first
            bool takes = rank < with;
            (takes ? chosen : others).Add(places[i]);
            rank -= takes ? BigInteger.Zero : with;
            subsets = takes ? with : subsets - with;
        }

        left = [.. others];
        return [.. chosen];
    }

    private readonly record struct Piece(int State, BigInteger Rank, List<int> Earlier, Memory<int> Later);
}
