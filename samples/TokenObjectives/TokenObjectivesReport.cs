using ResearchML.Reporting;
using ResearchML.Statistics;

namespace TokenObjectives;

/// <summary>token-objectives.html: question, verdicts, figure, this run.</summary>
internal static class TokenObjectivesReport
{
    public static void Save(string path, TokenObjectivesSettings settings, string corpus, IReadOnlyList<Result> live, IReadOnlyList<Result> study)
    {
        IReadOnlyList<Standing> standings = Standing.Of(study);
        new HtmlReport("Four objectives on text")
            .Paragraph(Words.Question)
            .Paragraph(corpus)
            .Paragraph(Words.Reading)
            .Heading("The answer, from five seeds")
            .Table(
                ["equal", "objective", "bits per byte minus next-token's [95%]", "", "k-shot loss minus next-token's with link [95%]", ""],
                standings.Select(s => (IReadOnlyList<object?>)[Words.Name(s.Budget)[6..], s.Objective, EstimateText.Signed(s.Bits, Words.Digits), s.BitsVerdict, EstimateText.Signed(s.Shots, Words.Digits), s.ShotsVerdict]),
                "Paired by seed; Student's interval, each for itself (not corrected for their number). Less is better")
            .Figure(Differences(standings, "Bits per byte minus next-token's", s => s.Bits), "Below 0 is better. Bars are 95% intervals over seeds.")
            .Figure(Differences(standings, "k-shot loss (k = 8) minus next-token's with the link", s => s.Shots), "In nats; below 0 is better.")
            .Heading(FormattableString.Invariant($"This run: seed {settings.Seed}, {settings.Seconds} s each"))
            .Table(ResultTable.Columns, ResultTable.Rows(live, study).Select(row => (IReadOnlyList<object?>)[.. row]), "Held-out text, the next token alone. The study's budgets are longer than this run's; its numbers are lower for that")
            .Save(path);
    }

    private static BarChart Differences(IReadOnlyList<Standing> standings, string title, Func<Standing, Estimate> number)
    {
        string[] objectives = [.. standings.Select(s => s.Objective).Distinct()];
        return new BarChart
        {
            Title = title,
            Categories = objectives,
            Axis = new ChartAxis("difference"),
            Series =
            [
                .. from budget in standings.GroupBy(s => s.Budget)
                   let estimates = objectives.Select(o => number(budget.Single(s => s.Objective == o))).ToArray()
                   select new BarSeries(Words.Name(budget.Key), [.. estimates.Select(e => e.Value)]) { Low = [.. estimates.Select(e => e.Lower)], High = [.. estimates.Select(e => e.Upper)] },
            ],
        };
    }
}
