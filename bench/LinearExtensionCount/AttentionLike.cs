using ResearchML.Transforms;

namespace ResearchML.Bench;

/// <summary>Orders such as attention between sentences gives: each sentence has Poisson(1.5) parents among those before it, without replacement, with weights 1/distance.</summary>
internal static class AttentionLike
{
    private const double MeanParents = 1.5;

    public static Poset Draw(int count, int seed)
    {
        var random = new Random(seed);
        var edges = new List<(int Before, int After)>();
        for (int i = 1; i < count; i++)
        {
            List<int> candidates = [.. Enumerable.Range(0, i)];
            for (int parents = Math.Min(i, Poisson(random)); parents > 0; parents--)
            {
                int parent = Weighted(random, candidates, i);
                edges.Add((candidates[parent], i));
                candidates.RemoveAt(parent);
            }
        }

        return Poset.FromEdges(count, edges);
    }

    private static int Poisson(Random random)
    {
        double left = random.NextDouble(), probability = Math.Exp(-MeanParents);
        int value = 0;
        for (; left > probability; probability *= MeanParents / ++value)
            left -= probability;
        return value;
    }

    private static int Weighted(Random random, List<int> candidates, int sentence)
    {
        double left = random.NextDouble() * candidates.Sum(c => 1.0 / (sentence - c));
        int chosen = 0;
        for (; chosen < candidates.Count - 1 && (left -= 1.0 / (sentence - candidates[chosen])) > 0; chosen++)
        {
        }

        return chosen;
    }
}
