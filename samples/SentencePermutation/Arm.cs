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

    /// <summary>As many edges as attention gives, anywhere.</summary>
    public static Arm RandomDag { get; } = new("random DAG", (sentences, attention, random) => RandomPairs(sentences, attention.Count, random));

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

    private static IEnumerable<(int Before, int After)> RandomPairs(int sentences, int count, Random random)
    {
        (int, int)[] pairs = [.. from after in Enumerable.Range(0, sentences) from before in Enumerable.Range(0, after) select (before, after)];
        random.Shuffle(pairs);
        return pairs.Take(count);
    }
}
