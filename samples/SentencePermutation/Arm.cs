using ResearchML.Transforms;

namespace SentencePermutation;

/// <summary>One way of reading a small corpus many times.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Edges">The pairs of sentences whose order a document keeps, given those of its attention; <see langword="null"/> where it is never permuted.</param>
internal sealed record Arm(string Name, Func<int, IReadOnlyList<(int Before, int After)>, Random, IEnumerable<(int Before, int After)>>? Edges)
{
    /// <summary>The control: the same text again.</summary>
    public static Arm Repeat { get; } = new("repeat", null);

    /// <summary>Any order at all.</summary>
    public static Arm Shuffle { get; } = new("shuffle", (_, _, _) => []);

    /// <summary>The control of the claim: each sentence keeps as many sentences before it as by its attention, at distances like those, but not the ones that it leans on.</summary>
    public static Arm RandomDag { get; } = new("random DAG", (_, attention, random) => OtherPartners(attention, random));

    /// <summary>The claim: the edges of attention.</summary>
    public static Arm AttentionDag { get; } = new("attention DAG", (_, attention, _) => attention);

    public static IReadOnlyList<Arm> All { get; } = [Repeat, Shuffle, RandomDag, AttentionDag];

    /// <summary>The texts of a document: itself first, then others of its orders, again from the first where there are no more.</summary>
    /// <param name="sentences">The document.</param>
    /// <param name="attention">The edges of its attention.</param>
    /// <param name="copies">How many texts.</param>
    /// <param name="seed">Of the draws.</param>
    public IEnumerable<string> Texts(IReadOnlyList<string> sentences, IReadOnlyList<(int Before, int After)> attention, int copies, int seed)
    {
        string original = string.Concat(sentences);
        if (Edges is null)
            return Enumerable.Repeat(original, copies);
        Poset order = Poset.FromEdges(sentences.Count, Edges(sentences.Count, attention, new Random(seed)));
        string[] texts = [.. LinearExtensions.Sample(order, copies, distinct: true, seed).Select(o => SentenceOrder.Apply(sentences, o)).Prepend(original).Distinct()];
        return Enumerable.Range(0, copies).Select(i => texts[i % texts.Length]);
    }

    // Distances of the document's own edges, dealt out anew among those they fit: as many edges, as long, so that as many orders are left.
    private static IEnumerable<(int Before, int After)> OtherPartners(IReadOnlyList<(int Before, int After)> attention, Random random)
    {
        int[] distances = [.. attention.Select(edge => edge.After - edge.Before)];
        foreach ((_, int after) in attention)
        {
            int[] fitting = [.. distances.Where(distance => distance <= after)];
            yield return (after - fitting[random.Next(fitting.Length)], after);
        }
    }
}
