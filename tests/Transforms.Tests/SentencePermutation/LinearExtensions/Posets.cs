namespace ResearchML.Transforms.Tests;

/// <summary>Posets whose linear extensions are numbered in the literature, and brute force for the others.</summary>
internal static class Posets
{
    public static Poset Antichain(int n) => Poset.FromEdges(n, []);

    /// <summary>Chains side by side.</summary>
    public static Poset Chains(params int[] lengths)
    {
        var edges = new List<(int, int)>();
        int first = 0;
        foreach (int length in lengths)
        {
            edges.AddRange(Enumerable.Range(first, Math.Max(0, length - 1)).Select(i => (i, i + 1)));
            first += length;
        }

        return Poset.FromEdges(first, edges);
    }

    public static Poset Grid(int rows, int columns) => Poset.FromEdges(
        rows * columns,
        from r in Enumerable.Range(0, rows)
        from c in Enumerable.Range(0, columns)
        from next in new[] { (Row: r + 1, Column: c), (Row: r, Column: c + 1) }
        where next.Row < rows && next.Column < columns
        select (r * columns + c, next.Row * columns + next.Column));

    /// <summary>0 before 1, 2 before 1, 2 before 3, ...</summary>
    public static Poset Zigzag(int n) => Poset.FromEdges(n, Enumerable.Range(0, n - 1).Select(i => i % 2 == 0 ? (i, i + 1) : (i + 1, i)));

    /// <summary>The complete binary tree, the root first.</summary>
    public static Poset BinaryTree(int n) => Poset.FromEdges(n, Enumerable.Range(1, n - 1).Select(i => ((i - 1) / 2, i)));

    /// <summary>A spine 0 to m − 1 with a tooth m + i above each i.</summary>
    public static Poset Comb(int m) => Poset.FromEdges(
        2 * m, [.. Enumerable.Range(0, m - 1).Select(i => (i, i + 1)), .. Enumerable.Range(0, m).Select(i => (i, m + i))]);

    /// <summary>The subsets of n things by inclusion.</summary>
    public static Poset Boolean(int n) => Poset.FromEdges(
        1 << n, from s in Enumerable.Range(0, 1 << n) from bit in Enumerable.Range(0, n) where (s >> bit & 1) == 0 select (s, s | 1 << bit));

    /// <summary>Each of the first a before each of the last b.</summary>
    public static Poset Bipartite(int a, int b) => Poset.FromEdges(a + b, from i in Enumerable.Range(0, a) from j in Enumerable.Range(a, b) select (i, j));

    /// <summary>Each pair an edge with a probability, along a random order of the labels.</summary>
    public static Poset Random(int n, double density, Random random)
    {
        int[] labels = [.. Enumerable.Range(0, n)];
        random.Shuffle(labels);
        return Poset.FromEdges(n, [.. from i in Enumerable.Range(0, n) from j in Enumerable.Range(i + 1, n - i - 1) where random.NextDouble() < density select (labels[i], labels[j])]);
    }

    /// <summary>The dual order under other labels.</summary>
    public static Poset Relabelled(Poset order, int[] labels, bool dual) =>
        Poset.FromEdges(order.Count, order.Edges.Select(e => dual ? (labels[e.After], labels[e.Before]) : (labels[e.Before], labels[e.After])));

    /// <summary>Every linear extension, by trying each element that has nothing left below it.</summary>
    public static List<int[]> Enumerate(Poset order)
    {
        var found = new List<int[]>();
        Extend([]);
        return found;

        void Extend(List<int> placed)
        {
            if (placed.Count == order.Count)
                found.Add([.. placed]);
            for (int a = 0; a < order.Count; a++)
            {
                if (!placed.Contains(a) && Enumerable.Range(0, order.Count).All(b => placed.Contains(b) || !order.Precedes(b, a)))
                    Extend([.. placed, a]);
            }
        }
    }

    /// <summary>Kahn's algorithm with a random choice among what can come next: not uniform.</summary>
    public static int[] RandomKahn(Poset order, Random random)
    {
        int[] waitsFor = new int[order.Count];
        foreach (var (_, after) in order.Edges)
            waitsFor[after]++;
        List<int> placed = [], next = [.. Enumerable.Range(0, order.Count).Where(a => waitsFor[a] == 0)];
        while (next.Count > 0)
        {
            int at = random.Next(next.Count), chosen = next[at];
            next.RemoveAt(at);
            placed.Add(chosen);
            next.AddRange(order.Edges.Where(e => e.Before == chosen && --waitsFor[e.After] == 0).Select(e => e.After));
        }

        return [.. placed];
    }
}
