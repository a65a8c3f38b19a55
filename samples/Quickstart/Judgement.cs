using ResearchML.LanguageModels;
using Spectre.Console;

namespace Quickstart;

/// <summary>How many bits one way of predicting needs for a byte of the held-out text.</summary>
internal sealed record Judgement(string Name, double BitsPerByte, string Note, bool IsOurs = false)
{
    public static IReadOnlyList<Judgement> Table(
        Corpus corpus, QuickstartSettings settings, LanguageModelingMetrics before, LanguageModelingMetrics after, TrainingProgress last) =>
    [
        new("uniform", 8, "knows nothing"),
        new(settings.Model is null ? "fresh model" : "given model", before.BitsPerByte, "before training", IsOurs: true),
        Ngram(corpus, 1, "byte unigram", "byte frequencies of the training text"),
        Ngram(corpus, 2, "byte bigram", "one byte of context, Witten-Bell"),
        Ngram(corpus, 3, "byte trigram", "two bytes of context, Witten-Bell"),
        new("gzip -9, each document alone", CompressionBaseline.GzipBitsPerByte(corpus.HeldOut, eachAlone: true), "never saw the training text"),
        new("gzip -9, all together", CompressionBaseline.GzipBitsPerByte(corpus.HeldOut), "sees the other held-out documents"),
        new("brotli -11, each document alone", CompressionBaseline.BrotliBitsPerByte(corpus.HeldOut, eachAlone: true), "has a dictionary of English built in"),
        new("brotli -11, all together", CompressionBaseline.BrotliBitsPerByte(corpus.HeldOut), "sees the other held-out documents"),
        new("this model", after.BitsPerByte, FormattableString.Invariant($"after {last.Step:N0} steps, {last.TokensSeen:N0} tokens"), IsOurs: true),
    ];

    public static Table Show(IEnumerable<Judgement> rows)
    {
        Table table = new Table().AddColumn("held-out text").AddColumn(new TableColumn("bits per byte").RightAligned()).AddColumn("");
        foreach (Judgement row in rows.OrderByDescending(r => r.BitsPerByte))
        {
            string style = row.IsOurs ? "bold" : "default";
            table.AddRow(
                new Markup(Markup.Escape(row.Name), Style.Parse(style)),
                new Markup(FormattableString.Invariant($"{row.BitsPerByte:f3}"), Style.Parse(style)),
                new Markup(Markup.Escape(row.Note), Style.Parse(style)));
        }
        return table;
    }

    private static Judgement Ngram(Corpus corpus, int order, string name, string note) =>
        new(name, ByteNgramModel.Fit(corpus.Training, order).BitsPerByte(corpus.HeldOut), note);
}
