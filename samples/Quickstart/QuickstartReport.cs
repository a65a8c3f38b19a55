using ResearchML.LanguageModels;
using ResearchML.Reporting;

namespace Quickstart;

/// <summary>quickstart.html: what the terminal said, and the loss curve.</summary>
internal static class QuickstartReport
{
    private const int Points = 300;

    public static void Save(
        QuickstartSettings settings, Corpus corpus, string tokens, DecoderConfig config, IReadOnlyList<Judgement> table, IReadOnlyList<Continuation> continuations, TrainingDisplay training)
    {
        TrainingProgress last = training.Last;
        var report = new HtmlReport("ResearchML Quickstart")
            .Paragraph(corpus.Description)
            .Paragraph(tokens)
            .Paragraph(FormattableString.Invariant(
                $"A decoder of {config.CountParameters():N0} parameters ({config.Layers} layers, width {config.Width}, {config.Heads} heads, context {config.ContextLength}) trained with {settings.Objective}{(settings.Augment == AugmentChoice.None ? "" : ", the sentences of its documents permuted,")} for {last.Elapsed.TotalSeconds:f0} s on {Environment.ProcessorCount} cores: {last.Step:N0} steps, {last.TokensSeen:N0} tokens, {last.TokensPerSecond:N0} tokens/s, seed {settings.Seed}. The number of steps depends on the machine's speed."))
            .Heading("Held-out text")
            .Table(["predictor", "bits per byte", ""], table.OrderByDescending(r => r.BitsPerByte).Select(r => (IReadOnlyList<object?>)[r.Name, FormattableString.Invariant($"{r.BitsPerByte:f3}"), r.Note]))
            .Paragraph("All rows are measured on the same bytes. Compressors have no training text: alone, a document is all they see; together, each helps the next.")
            .Heading("Training loss")
            .Figure(LossCurve(table, training), "The loss of each batch, averaged over neighbouring steps; lines are what others need for the held-out text. Where a token is more than a byte, a batch's bits are spread over as many bytes as its tokens have on average.")
            .Heading("What it writes")
            .Paragraph("Each begins as a held-out document does; the model goes on after the bar (temperature 0.8).");
        foreach (Continuation continuation in continuations)
            report.Preformatted(continuation.Prompt + "▌" + continuation.Text);
        report.Save(settings.ReportFile);
    }

    private static LineChart LossCurve(IReadOnlyList<Judgement> table, TrainingDisplay training)
    {
        int chunk = Math.Max(1, training.Steps.Count / Points);
        TrainingProgress[][] chunks = [.. training.Steps.Chunk(chunk)];
        return new LineChart
        {
            Title = "Training loss",
            X = new ChartAxis("seconds"),
            Y = new ChartAxis("bits per byte"),
            Series =
            [
                new ChartSeries("training", [.. chunks.Select(c => c[^1].Elapsed.TotalSeconds)], [.. chunks.Select(c => c.Average(training.BitsPerByte))]),
            ],
            References = [.. table.Where(r => r.Name is "byte bigram" or "byte trigram" or "gzip -9, each document alone").Select(r => new ReferenceLine(r.Name, r.BitsPerByte))],
        };
    }
}
