using System.Diagnostics;
using ResearchML.LanguageModels;
using ResearchML.Transforms;

namespace SentencePermutation;

/// <summary>What a synthetic token costs in processor time: by permutation after one pass, and decoded one by one with the keys and values of earlier tokens kept.</summary>
/// <param name="Permuted">Microseconds a token, at <see cref="Copies"/> orders a document; splitting, reading attention and drawing orders included.</param>
/// <param name="DecodedAlone">Microseconds a token, one text at a time.</param>
/// <param name="DecodedTogether">Microseconds a token, ten texts at a time.</param>
internal sealed record GenerationCost(double Permuted, double DecodedAlone, double DecodedTogether)
{
    public const int Copies = 10;
    private const int Prompts = 10, NewTokens = 100;

    public string Sentence => FormattableString.Invariant(
        $"A synthetic token takes {Permuted:f1} µs of processor time at {Copies} orders a document; decoding takes {DecodedAlone:f0} µs a token at batch 1 ({DecodedAlone / Permuted:f0} times as much) and {DecodedTogether:f0} µs at batch {Prompts} ({DecodedTogether / Permuted:f0} times).");

    public static GenerationCost Measure(LanguageModel model, SmallCorpus corpus)
    {
        string[] texts = [.. corpus.Training.Select(sentences => string.Concat(sentences))];
        var permuter = new SentencePermuter(model, new SentencePermutationOptions { Copies = Copies, MinimumLift = Contest.Rule.MinimumLift, StrongestPerSentence = Contest.Rule.StrongestPerSentence }, distances: null, seed: 1);
        var options = new GenerationOptions { MaxTokens = NewTokens, StopAtEos = false };
        string[] prompts = [.. texts.Take(Prompts).Select(t => t[..40])];
        model.GenerateBatch(prompts, options with { MaxTokens = 2 }); // warm-up
        PermutedDocument[] permuted = [];
        double reading = Seconds(() => permuted = [.. permuter.Permute(texts).SelectMany(rows => rows)]);
        long tokens = permuted.Where(row => row.Method != PermutedDocument.Original).Sum(row => (long)model.Tokenizer.Encode(row.Text).Count);
        double alone = Seconds(() => model.Generate(prompts[0], options)), together = Seconds(() => model.GenerateBatch(prompts, options));
        return new GenerationCost(1e6 * reading / tokens, 1e6 * alone / NewTokens, 1e6 * together / (NewTokens * Prompts));
    }

    private static double Seconds(Action work)
    {
        TimeSpan start = Process.GetCurrentProcess().TotalProcessorTime;
        work();
        return (Process.GetCurrentProcess().TotalProcessorTime - start).TotalSeconds;
    }
}
