using System.Text;
using ResearchML.LanguageModels;

namespace ResearchML.Samples;

/// <summary>The .NET SDK's reference documentation, split by document; as much of it as short runs need.</summary>
internal sealed record ReferenceCorpus(IReadOnlyList<string> Training, IReadOnlyList<string> HeldOut, long TrainingBytes, string Description)
{
    // What the longest run may read; each run encodes it anew. No text is trained on twice.
    private const int MostTrainingBytes = 3_000_000;

    /// <param name="seed">Of the split.</param>
    /// <param name="heldOutBytes">How much is to be scored, about.</param>
    public static ReferenceCorpus Read(int seed, int heldOutBytes)
    {
        TextSplit split = TextSplit.ByDocument(TextCorpus.ReferenceDocumentation(), 0.05, seed);
        string[] training = Take(split.Training, MostTrainingBytes, seed), heldOut = Take(split.HeldOut, heldOutBytes, seed);
        return new ReferenceCorpus(training, heldOut, Bytes(training), FormattableString.Invariant(
            $"The .NET SDK's reference documentation: {training.Length:N0} documents ({Bytes(training):N0} bytes) to learn from, {heldOut.Length:N0} others ({Bytes(heldOut):N0} bytes) to be judged by."));
    }

    private static long Bytes(IEnumerable<string> texts) => texts.Sum(t => (long)Encoding.UTF8.GetByteCount(t));

    private static string[] Take(IReadOnlyList<TextDocument> documents, int most, int seed)
    {
        long bytes = 0;
        return [.. documents.OrderBy(d => ComponentSeed.Mix((ulong)seed, d.Name)).TakeWhile(d => bytes < most && (bytes += Encoding.UTF8.GetByteCount(d.Text)) > 0).Select(d => d.Text)];
    }
}
