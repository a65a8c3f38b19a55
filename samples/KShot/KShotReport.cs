using ResearchML.Reporting;
using ResearchML.Statistics;

namespace KShot;

/// <summary>k-shot.html: question, task, tables, figures, verdicts.</summary>
internal static class KShotReport
{
    private static readonly (string Name, int TrainedFor, int ReadFor)[] Curves =
    [
        ("next-token", 1, 1),
        ("next-token, link to k = 64", 1, 64),
        ("k-shot, k = 8", 8, 8),
        ("k-shot, k = 64", 64, 64),
    ];

    public static void Save(string path, KShotSettings settings, IReadOnlyList<Reading> live, double most, IReadOnlyList<KShotTable> table, IReadOnlyList<Outcome> study)
    {
        HtmlReport report = new HtmlReport("k-shot training on " + Words.Name(settings.Data))
            .Paragraph(Words.Question)
            .Paragraph(Words.Task)
            .Heading("The answer, from five seeds")
            .Table(
                ["data", "moment", "pass@k", "k-shot minus next-token with link [95%]", ""],
                Comparison.Of(study).Select(c => (IReadOnlyList<object?>)[Words.Name(c.Data), Words.Name(c.Moment), c.K, EstimateText.Signed(c.Difference, Words.Digits), c.Verdict]),
                "Paired by seed; Student's interval, each for itself (not corrected for there being eight)")
            .Paragraph("Stopped early: where the loss of 512 held-out examples was lowest, of each model as it is read. All models of a seed start from the same weights and see the same batches.");
        foreach (Moment moment in Enum.GetValues<Moment>())
            report.Figure(PassAtK(study, settings.Data, moment, most), "Mean of five seeds; bands are 95% intervals. The dashed line is the most that any probabilities find with 64 samples.");
        report
            .Heading(FormattableString.Invariant($"This seed, {settings.Seed}"))
            .Table(KShotTable.Columns, table.Select(row => (IReadOnlyList<object?>)[.. row.Cells]), $"pass@{KShotTable.Shots}. The five seeds took {Trial.Steps} steps each, this one {settings.Steps}")
            .Figure(Curve(live, settings), "What one seed does from step to step: where examples come again, next-token training learns their answers by heart and is sure of them.")
            .Save(path);
    }

    private static LineChart PassAtK(IReadOnlyList<Outcome> study, DataKind data, Moment moment, double most) => new()
    {
        Title = $"pass@k, {Words.Name(data)}, {Words.Name(moment)}",
        X = new ChartAxis("k, samples") { Logarithmic = true },
        Y = new ChartAxis("pass@k") { Minimum = 0, Maximum = 1 },
        Series = [.. Curves.Select(curve => Series(curve.Name, Comparison.Find(study, data, moment, curve.TrainedFor, curve.ReadFor)))],
        References = [new ReferenceLine("most at k = 64", most)],
    };

    private static ChartSeries Series(string name, IReadOnlyList<Outcome> seeds)
    {
        Estimate[] means = [.. Reading.Shots.Select(k => MeanInterval.Of([.. seeds.Select(o => o.Reading.PassAtShots(k))]))];
        return new ChartSeries(name, [.. Reading.Shots.Select(k => (double)k)], [.. means.Select(m => m.Value)]) { Low = [.. means.Select(m => m.Lower)], High = [.. means.Select(m => m.Upper)] };
    }

    private static LineChart Curve(IReadOnlyList<Reading> live, KShotSettings settings) => new()
    {
        Title = FormattableString.Invariant($"pass@{KShotTable.Shots} during training, {Words.Name(settings.Data)}, seed {settings.Seed}"),
        X = new ChartAxis("steps"),
        Y = new ChartAxis($"pass@{KShotTable.Shots}") { Minimum = 0, Maximum = 1 },
        Series =
        [
            .. from curve in Curves
               let readings = live.Where(r => (r.TrainedFor, r.ReadFor) == (curve.TrainedFor, curve.ReadFor)).ToArray()
               select new ChartSeries(curve.Name, [.. readings.Select(r => (double)r.Step)], [.. readings.Select(r => r.PassAtShots(KShotTable.Shots))]),
        ],
    };
}
