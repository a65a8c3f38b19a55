using System.Numerics;
using ResearchML.Transforms;

namespace SentencePermutation;

/// <summary>How much freedom the dependences leave.</summary>
/// <param name="Baseline">What lift is beside.</param>
/// <param name="OneOrder">Share of documents that keep exactly one order.</param>
/// <param name="MedianLog10Orders">Median of log10 of a document's number of orders.</param>
/// <param name="EdgesPerSentence">Mean number of sentences that a sentence leans on.</param>
/// <param name="Neighbours">Share of the edges that join neighbours.</param>
internal sealed record OrderFreedom(string Baseline, double OneOrder, double MedianLog10Orders, double EdgesPerSentence, double Neighbours)
{
    public static IReadOnlyList<string> Columns { get; } = ["lift is beside", "documents of one order", "median log10 orders", "edges a sentence", "edges between neighbours"];

    public IReadOnlyList<string> Cells =>
        [Baseline, FormattableString.Invariant($"{OneOrder:P1}"), FormattableString.Invariant($"{MedianLog10Orders:f1}"), FormattableString.Invariant($"{EdgesPerSentence:f2}"), FormattableString.Invariant($"{Neighbours:P0}")];

    public static OrderFreedom Of(string baseline, IReadOnlyList<SentenceDependence> documents)
    {
        IReadOnlyList<(int Before, int After)>[] edges = [.. documents.Select(d => d.Edges(Contest.Rule))];
        // Orders of more sentences than can be counted are many: infinitely many, for the median.
        double[] orders = [.. documents.Zip(edges, (d, e) => LinearExtensions.TryCount(Poset.FromEdges(d.Count, e), out BigInteger count) ? BigInteger.Log10(count) : double.PositiveInfinity).Order()];
        return new OrderFreedom(
            baseline,
            orders.Count(o => o == 0) / (double)orders.Length,
            orders[orders.Length / 2],
            edges.Sum(e => e.Count) / (double)documents.Sum(d => d.Count),
            edges.Sum(e => e.Count(pair => pair.After - pair.Before == 1)) / (double)Math.Max(1, edges.Sum(e => e.Count)));
    }
}
