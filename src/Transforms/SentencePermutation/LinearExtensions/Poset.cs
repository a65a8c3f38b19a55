namespace ResearchML.Transforms;

/// <summary>A finite partial order of the elements 0 to <see cref="Count"/> − 1: what a directed acyclic graph says must come before what.</summary>
/// <remarks>
/// Immutable and thread-safe. It keeps the whole relation, Count²/8 bytes, and its transitive reduction: one poset has one, whatever edges
/// it was made from (Aho, Garey and Ullman 1972, "The transitive reduction of a directed graph", SIAM Journal on Computing 1(2)).
/// </remarks>
public sealed class Poset
{
    private readonly BitSets _above; // row a: the elements that a precedes

    private Poset(int[] topological, BitSets above, int[][] covers)
    {
        (Count, Topological, _above, Covers) = (topological.Length, topological, above, covers);
        Edges = [.. covers.SelectMany((above, a) => above.Select(b => (a, b)))];
    }

    /// <summary>Number of elements. At least 0.</summary>
    public int Count { get; }

    /// <summary>The transitive reduction: the pairs with nothing between them, in ascending order, each once.</summary>
    public IReadOnlyList<(int Before, int After)> Edges { get; }

    /// <summary>One linear extension, the same for the same edges.</summary>
    internal int[] Topological { get; }

    /// <summary>By element, the elements right above it, ascending.</summary>
    internal int[][] Covers { get; }

    /// <summary>The order that a directed acyclic graph spans.</summary>
    /// <param name="count">Number of elements. At least 0.</param>
    /// <param name="edges">Pairs, the first of which must come before the second; in any order, repeated or implied by others as they like.</param>
    /// <exception cref="ArgumentNullException"><paramref name="edges"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative, or an edge names an element outside 0 to <paramref name="count"/> − 1.</exception>
    /// <exception cref="ArgumentException">The edges have a cycle, which the message names.</exception>
    public static Poset FromEdges(int count, IEnumerable<(int Before, int After)> edges)
    {
        if (count < 0)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"A poset has at least 0 elements, but count is {count}.");
        ArgumentNullException.ThrowIfNull(edges);
        var successors = new List<int>[count];
        for (int a = 0; a < count; a++)
            successors[a] = [];
        int number = 0;
        foreach (var (before, after) in edges)
        {
            if (before < 0 || before >= count || after < 0 || after >= count)
                throw new ArgumentOutOfRangeException(nameof(edges), $"Edge {number}, ({before}, {after}), must join {(count > 0 ? $"elements from 0 to {count - 1}" : "none, as there are no elements")}.");
            successors[before].Add(after);
            number++;
        }

        int[] topological = Sort(successors);
        int[] rank = new int[count];
        for (int i = 0; i < count; i++)
            rank[topological[i]] = i;

        var above = new BitSets(count, count);
        int[][] covers = new int[count][];
        for (int i = count - 1; i >= 0; i--)
        {
            int a = topological[i];
            // Nearest first: an edge is implied where an earlier one leads above its end.
            foreach (int b in covers[a] = Reduce([.. successors[a].Distinct().OrderBy(b => rank[b])], a))
                BitSets.Add(above[a], b);
            Array.Sort(covers[a]);
        }

        return new Poset(topological, above, covers);

        int[] Reduce(int[] sorted, int a) => [.. sorted.Where(b =>
        {
            bool kept = !BitSets.Contains(above[a], b);
            if (kept)
                BitSets.UnionWith(above[a], above[b]);
            return kept;
        })];
    }

    /// <summary>Whether <paramref name="a"/> must come before <paramref name="b"/>; of an element and itself, no.</summary>
    /// <param name="a">An element.</param>
    /// <param name="b">An element.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is outside 0 to <see cref="Count"/> − 1.</exception>
    public bool Precedes(int a, int b)
    {
        Require(a, nameof(a));
        Require(b, nameof(b));
        return BitSets.Contains(_above[a], b);
    }

    /// <summary>Whether a sequence holds every element once, and each after all that precede it.</summary>
    /// <param name="order">The sequence, first element first.</param>
    /// <exception cref="ArgumentNullException"><paramref name="order"/> is null.</exception>
    public bool IsLinearExtension(IReadOnlyList<int> order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.Count != Count)
            return false;
        int[] place = new int[Count];
        Array.Fill(place, -1);
        for (int i = 0; i < Count; i++)
        {
            if (order[i] < 0 || order[i] >= Count || place[order[i]] >= 0)
                return false;
            place[order[i]] = i;
        }

        return Edges.All(e => place[e.Before] < place[e.After]);
    }

    /// <summary>Kahn's algorithm, first in, first out.</summary>
    private static int[] Sort(List<int>[] successors)
    {
        int[] waitsFor = new int[successors.Length];
        foreach (int b in successors.SelectMany(s => s))
            waitsFor[b]++;
        int[] order = new int[successors.Length];
        int found = 0;
        for (int a = 0; a < waitsFor.Length; a++)
        {
            if (waitsFor[a] == 0)
                order[found++] = a;
        }

        for (int i = 0; i < found; i++)
        {
            foreach (int b in successors[order[i]])
            {
                if (--waitsFor[b] == 0)
                    order[found++] = b;
            }
        }

        if (found < order.Length)
            throw new ArgumentException($"A partial order has no cycle, but the edges have {string.Join(" -> ", Cycle(successors, waitsFor))}.", "edges");
        return order;
    }

    /// <summary>A cycle among the elements that still wait: each of them waits for another, so that walking back must come round.</summary>
    private static List<int> Cycle(List<int>[] successors, int[] waitsFor)
    {
        int[] awaited = new int[successors.Length];
        for (int a = 0; a < successors.Length; a++)
        {
            foreach (int b in waitsFor[a] > 0 ? successors[a] : [])
                awaited[b] = a;
        }

        var steps = new Dictionary<int, int>();
        var path = new List<int>();
        int at = Array.FindIndex(waitsFor, w => w > 0);
        while (steps.TryAdd(at, path.Count))
        {
            path.Add(at);
            at = awaited[at];
        }

        List<int> cycle = [.. path[steps[at]..], at];
        cycle.Reverse();
        return cycle;
    }

    private void Require(int element, string name)
    {
        if (element < 0 || element >= Count)
            throw new ArgumentOutOfRangeException(name, element, $"Elements are 0 to {Count - 1}, but {name} is {element}.");
    }
}
