namespace ResearchML.Transforms;

/// <summary>A document in one order of its sentences.</summary>
/// <param name="Text">The text.</param>
/// <param name="Permutation">Which sentence of the source stands at each place, from 0.</param>
/// <param name="Log10Orderings">log10 of the number of orders that keep the dependences; NaN where there were too many to count, or none could be measured.</param>
/// <param name="DependenceEdges">Pairs of sentences whose order is kept by their lift or by a pin; what follows from others is not counted.</param>
/// <param name="Method">How the order was drawn: the name of a <see cref="SamplingMethod"/>, or <see cref="Original"/>.</param>
/// <param name="Fate">What became of the document.</param>
/// <param name="Copy">Which of the document's rows this is, from 0.</param>
public sealed record PermutedDocument(string Text, IReadOnlyList<int> Permutation, double Log10Orderings, int DependenceEdges, string Method, DocumentFate Fate, int Copy)
{
    /// <summary>What stands for the method where the document is as it was.</summary>
    public const string Original = "Original";
}
