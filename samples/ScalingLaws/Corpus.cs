using System.Text;
using ResearchML;
using ResearchML.LanguageModels;

namespace ScalingLaws;

/// <summary>The default corpus, split by document; as much of it as the grid needs.</summary>
internal sealed record Corpus(IReadOnlyList<string> Training, IReadOnlyList<string> HeldOut, long TrainingBytes, string Description)
{
    private const int HeldOutBytes = 60_000;   // scored once a run: a second, not ten

    // What the longest run may read; each run encodes it anew. No text is trained on twice.
    private const int MostTrainingBytes = 3_000_000;

    public static Corpus Read(int seed)
    {
        TextSplit split = TextSplit.ByDocument(TextCorpus.ReferenceDocumentation(), 0.05, seed);
        string[] training = Take(split.Training, MostTrainingBytes, seed), heldOut = Take(split.HeldOut, HeldOutBytes, seed);
        return new Corpus(training, heldOut, Bytes(training), FormattableString.Invariant(
            $"The .NET SDK's reference documentation: {training.Length:N0} documents ({Bytes(training):N0} bytes) to learn from, {heldOut.Length:N0} others ({Bytes(heldOut):N0} bytes) to be judged by."));
    }

    private static long Bytes(IEnumerable<string> texts) => texts.Sum(t => (long)Encoding.UTF8.GetByteCount(t));

    private static string[] Take(IReadOnlyList<TextDocument> documents, int most, int seed)
    {
        long bytes = 0;
        return [.. documents.OrderBy(d => ComponentSeed.Mix((ulong)seed, d.Name)).TakeWhile(d => bytes < most && (bytes += Encoding.UTF8.GetByteCount(d.Text)) > 0).Select(d => d.Text)];
    }
}
