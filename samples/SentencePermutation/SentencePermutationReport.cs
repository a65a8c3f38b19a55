using ResearchML.Reporting;
using ResearchML.Statistics;
using ResearchML.Transforms;

namespace SentencePermutation;

/// <summary>sentence-permutation.html: question, verdicts, a document's dependences and one of its orders, this run.</summary>
internal static class SentencePermutationReport
{
    private const int MostCharacters = 34;

    public static void Save(
        SentencePermutationSettings settings, Contest contest, IReadOnlyList<Outcome> live, IReadOnlyList<Outcome> study, IReadOnlyList<SentenceDependence> attention, IReadOnlyList<OrderFreedom> freedom, GenerationCost cost)
    {
        IReadOnlyList<Standing> standings = Standing.Of(study);
        int shown = Shown(attention);
        IReadOnlyList<string> sentences = contest.Corpus.Training[shown];
        IReadOnlyList<(int Before, int After)> edges = attention[shown].Edges(Contest.Rule);
        int[] order = LinearExtensions.Sample(Poset.FromEdges(sentences.Count, edges), count: 1, seed: settings.Seed)[0];
        new HtmlReport("Sentence permutation")
            .Paragraph(Words.Question)
            .Paragraph(contest.Description)
            .Paragraph(Words.Arms)
            .Heading("The answer, from five seeds")
            .Table(
                ["arm", "minus", "bits per byte at the equal budget [95%]", "", "each stopped at its best [95%]", ""],
                standings.Select(s => (IReadOnlyList<object?>)[s.Arm, s.Against, EstimateText.Signed(s.Final, Words.Digits), s.FinalVerdict, EstimateText.Signed(s.Best, Words.Digits), s.BestVerdict]),
                "Paired by seed; Student's interval, each for itself (not corrected for their number). Less is better")
            .Figure(Differences(standings), "Below 0 is better. Bars are 95% intervals over seeds.")
            .Heading("One document: which sentence leans on which, and an order that keeps it")
            .Figure(Matrix(sentences, attention[shown], edges), FormattableString.Invariant($"Lift of the attention that the sentence of each row pays to that of each column, beside what is usual at their distance: the darker, the more. Dots: the sentence that each leans on most, which stays before it. Empty: no window of the model shows the two together."))
            .Table(["place", "sentence of the original", "text"], order.Select((sentence, place) => (IReadOnlyList<object?>)[place + 1, sentence + 1, sentences[sentence].Trim()]), "An order drawn among those that keep every dot")
            .Heading("What the dependences leave, and what a token costs")
            .Table(OrderFreedom.Columns, freedom.Select(f => (IReadOnlyList<object?>)[.. f.Cells]), "Attention is local: beside uniform attention neighbours chain")
            .Paragraph(cost.Sentence)
            .Heading(FormattableString.Invariant($"This run: seed {settings.Seed}, the corpus read {settings.Copies} times"))
            .Table(OutcomeTable.Columns, OutcomeTable.Rows(live, study).Select(row => (IReadOnlyList<object?>)[.. row]), "Held-out text")
            .Save(settings.ReportFile);
    }

    // The document of a number of sentences that a figure shows well, and of the most edges.
    private static int Shown(IReadOnlyList<SentenceDependence> attention) => Enumerable.Range(0, attention.Count)
        .OrderBy(i => Math.Abs(attention[i].Count - 10)).ThenByDescending(i => attention[i].Edges(Contest.Rule).Count).First();

    private static MatrixChart Matrix(IReadOnlyList<string> sentences, SentenceDependence dependence, IReadOnlyList<(int Before, int After)> edges)
    {
        var lift = new double[sentences.Count, sentences.Count];
        for (int p = 0; p < sentences.Count; p++)
        {
            for (int q = 0; q < sentences.Count; q++)
                lift[p, q] = p == q ? double.NaN : dependence.Lift[p, q];
        }
        return new MatrixChart
        {
            Title = "Lift of attention between the sentences of a document",
            Rows = [.. sentences.Select((sentence, i) => $"{i + 1} {Short(sentence.Trim())}")],
            Columns = [.. sentences.Select((_, i) => $"{i + 1}")],
            ColumnLabel = "attended sentence",
            Values = lift,
            Lightest = 0.5,
            Darkest = 2,
            Marks = [.. edges.Select(edge => (edge.After, edge.Before))],
        };
    }

    private static string Short(string sentence) => sentence.Length <= MostCharacters ? sentence : sentence[..MostCharacters] + "…";

    private static BarChart Differences(IReadOnlyList<Standing> standings) => new()
    {
        Title = "Bits per byte, difference between arms",
        Categories = [.. standings.Select(s => $"{s.Arm} − {s.Against}")],
        Axis = new ChartAxis("difference in bits per byte of held-out text"),
        Series =
        [
            Bars("equal budget", standings.Select(s => s.Final)),
            Bars("each at its best", standings.Select(s => s.Best)),
        ],
    };

    private static BarSeries Bars(string name, IEnumerable<Estimate> estimates) =>
        new(name, [.. estimates.Select(e => Rounded(e.Value))]) { Low = [.. estimates.Select(e => Rounded(e.Lower))], High = [.. estimates.Select(e => Rounded(e.Upper))] };

    private static double Rounded(double value) => Math.Round(value, Words.Digits);
}
