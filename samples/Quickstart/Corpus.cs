using System.Text;
using ResearchML;
using ResearchML.LanguageModels;

namespace Quickstart;

/// <summary>Texts to learn from and texts to be judged by, split by document.</summary>
/// <param name="Training">Learned from.</param>
/// <param name="HeldOut">Never seen in training; what every number of this program is measured on.</param>
/// <param name="Description">A line for people.</param>
internal sealed record Corpus(IReadOnlyList<string> Training, IReadOnlyList<string> HeldOut, string Description)
{
    private const double HeldOutFraction = 0.05;

    // A corpus of one long file can be split only when it is cut first.
    private const int FewDocuments = 20;

    // Scoring must take seconds: a sample of the held-out documents of about this size is scored.
    private const int HeldOutBytes = 120_000;

    // Permuting is for corpora that are read again and again, and reads each document's attention first.
    private const int PermutedCharacters = 200_000, MostPermuted = 2_000;

    /// <summary>Tokens that a byte of held-out text takes: 1 where a token is a byte.</summary>
    public double TokensPerByte(LanguageTokenizer tokenizer) =>
        HeldOut.Sum(t => (double)tokenizer.Encode(t).Count) / HeldOut.Sum(t => (double)Encoding.UTF8.GetByteCount(t));

    public static Corpus Read(QuickstartSettings settings)
    {
        IReadOnlyList<TextDocument> documents = settings.Corpus is string path ? TextCorpus.Load(path) : TextCorpus.ReferenceDocumentation();
        string cut = "";
        if (documents.Count < FewDocuments)
        {
            documents = TextPieces.Cut(documents);
            cut = ", cut into pieces of about 2,000 characters because they are so few";
        }
        TextSplit split = TextSplit.ByDocument(documents, HeldOutFraction, settings.Seed);
        List<string> heldOut = [];
        long bytes = 0;
        foreach (TextDocument document in split.HeldOut.OrderBy(d => ComponentSeed.Mix((ulong)settings.Seed, d.Name)))
        {
            if (bytes >= HeldOutBytes)
                break;
            heldOut.Add(document.Text);
            bytes += Encoding.UTF8.GetByteCount(document.Text);
        }
        IReadOnlyList<string> training = [.. split.Training.Select(d => d.Text)];
        if (settings.Augment != AugmentChoice.None)
        {
            int characters = 0;
            training = [.. training.Where(t => t.Length <= MostPermuted).TakeWhile(t => characters < PermutedCharacters && (characters += t.Length) > 0)];
            cut += FormattableString.Invariant($", of which a small part is kept: the first documents of at most {MostPermuted:N0} characters, {PermutedCharacters:N0} of them in all");
            if (training.Count == 0)
                throw new InvalidDataException($"No document has at most {MostPermuted:N0} characters, and longer ones are not permuted here.");
        }
        string source = settings.Corpus ?? "the .NET SDK's reference documentation";
        return new Corpus(training, heldOut, FormattableString.Invariant(
            $"{source}: {documents.Count:N0} documents, {documents.Sum(d => (long)d.Text.Length):N0} characters{cut}. {training.Count:N0} to learn from; {split.HeldOut.Count:N0} held out, of which {heldOut.Count:N0} ({bytes:N0} bytes) are scored."));
    }
}
