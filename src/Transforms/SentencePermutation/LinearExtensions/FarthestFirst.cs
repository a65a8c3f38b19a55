namespace ResearchML.Transforms;

/// <summary>Chooses orders that lie far from one another.</summary>
/// <remarks>The traversal of Gonzalez 1985, "Clustering to minimize the maximum intercluster distance", Theoretical Computer Science 38, under <see cref="KendallTau"/>.</remarks>
internal static class FarthestFirst
{
    /// <summary>The first of a pool, then always the one whose nearest chosen one is the furthest away, the earlier where two are.</summary>
    /// <param name="pool">What is chosen from.</param>
    /// <param name="count">How many. At least 0; all where the pool has no more.</param>
    /// <param name="cancellation">Ends it.</param>
    public static int[][] Choose(IReadOnlyList<int[]> pool, int count, CancellationToken cancellation)
    {
        var chosen = new List<int[]>();
        long[] nearest = new long[pool.Count];
        Array.Fill(nearest, long.MaxValue);
        for (int next = 0; chosen.Count < Math.Min(count, pool.Count); next = Array.IndexOf(nearest, nearest.Max()))
        {
            cancellation.ThrowIfCancellationRequested();
            chosen.Add(pool[next]);
            for (int i = 0; i < nearest.Length; i++)
                nearest[i] = Math.Min(nearest[i], KendallTau.Distance(pool[i], pool[next]));
            nearest[next] = -1; // never again, even where equal ones are left
        }

        return [.. chosen];
    }
}
