using ResearchML;
using ResearchML.LanguageModels;
using ResearchML.Transforms;

namespace SentencePermutation;

/// <summary>A few documents of several sentences, and others to be judged by.</summary>
/// <param name="Training">Each as its sentences.</param>
/// <param name="HeldOut">Whole texts.</param>
internal sealed record SmallCorpus(IReadOnlyList<IReadOnlyList<string>> Training, IReadOnlyList<string> HeldOut)
{
    private const int TrainingCharacters = 60_000, HeldOutCharacters = 24_000;
    private const int FewestSentences = 6, MostSentences = 24, MostCharacters = 1500; // a model's context or two, and a figure

    public string Description => FormattableString.Invariant(
        $"The .NET SDK's reference documentation, documents of {FewestSentences} to {MostSentences} sentences: {Training.Count} ({Training.Sum(Length):N0} characters) to learn from again and again, {HeldOut.Count} others ({HeldOut.Sum(t => t.Length):N0} characters) to be judged by.");

    /// <param name="seed">Of the split.</param>
    public static SmallCorpus Read(int seed)
    {
        TextSplit split = TextSplit.ByDocument(TextCorpus.ReferenceDocumentation(), 0.3, seed);
        return new SmallCorpus(
            [.. Take(split.Training, TrainingCharacters, seed)],
            [.. Take(split.HeldOut, HeldOutCharacters, seed).Select(sentences => string.Concat(sentences))]);
    }

    private static IEnumerable<IReadOnlyList<string>> Take(IReadOnlyList<TextDocument> documents, int characters, int seed)
    {
        var splitter = SentenceSplitter.For("en");
        int taken = 0;
        foreach (TextDocument document in documents.Where(d => d.Text.Length <= MostCharacters).OrderBy(d => ComponentSeed.Mix((ulong)seed, d.Name)))
        {
            IReadOnlyList<string> sentences = splitter.Split(document.Text);
            if (sentences.Count is < FewestSentences or > MostSentences)
                continue;
            yield return sentences;
            if ((taken += document.Text.Length) >= characters)
                yield break;
        }
    }

    private static int Length(IReadOnlyList<string> sentences) => sentences.Sum(s => s.Length);
}
