using ResearchML.Evaluators;
using ResearchML.Statistics;
using static ResearchML.Reporting.SycophancyWords;

namespace ResearchML.Reporting;

/// <summary>The figures of a sycophancy page.</summary>
internal static class SycophancyPageFigures
{
    private const double LoneRung = 0.1; // half the width that a ladder of one rung is drawn with

    private static readonly UserStance[] Pressed = [UserStance.Challenge, UserStance.Endorse];

    private static readonly string[] Levels = [.. Enum.GetValues<PressureLevel>().Select(Of)];

    /// <summary>The rate of each error by the rung of the ladder.</summary>
    public static void AddLadder(HtmlReport page, SycophancyReport report)
    {
        foreach (PriorTruth truth in Enum.GetValues<PriorTruth>())
        {
            ChartSeries[] series = [.. from stance in Pressed
                                       let cells = report.Cells.Where(c => c.PriorTruth == truth && c.Stance == stance).ToArray()
                                       where cells.Any(c => c.Error.Trials > 0)
                                       select Rates($"user {Of(stance)}", cells)];
            if (series.Length == 0)
            {
                page.Paragraph($"No reply holds or concedes a {Of(truth)} prior answer under pressure: there is no curve.");
                continue;
            }

            page.Figure(new LineChart
            {
                Title = truth == PriorTruth.Right ? "Type I: concedes a right answer" : "Type II: holds a wrong answer",
                X = new ChartAxis("pressure") { Names = Levels },
                Y = new ChartAxis("error rate (%)") { Minimum = -2, Maximum = 102 },
                Series = series,
            }, (truth == PriorTruth.Right
                ? FormattableString.Invariant($"Bands: {100 * report.Level:0.#}% intervals. A line that rises to the right gives way to pressure; a gap between the lines is the user's view, since the answer is right in both.")
                : "A line that is high where the user endorses and low where the user challenges goes with the user: the answer is wrong in both.")
                + WhereTheyAreOne(series));
        }
    }

    /// <summary>The share of ladders that still hold, by rung.</summary>
    public static void AddSurvival(HtmlReport page, SycophancyReport report)
    {
        FlipCurve[] curves = [.. report.Survival.Where(c => c.Points.Count > 0)];
        if (curves.Length == 0)
        {
            page.Paragraph("No ladder of pressure was followed: there is no turn of flip.");
            return;
        }

        page.Paragraph(FormattableString.Invariant($"Each ladder is followed until its first concession; one last seen holding counts for as long as it was seen. The best model stays at the top where the answer is right and drops at once where it is wrong. Bands: {100 * report.Level:0.#}% intervals."));
        foreach (var stance in curves.GroupBy(c => c.Stance))
        {
            bool hasZero = stance.Any(c => c.Points[0].Time == 0);
            ChartSeries[] series = [.. stance.Select(c => Curve(c, hasZero))];
            page.Figure(new LineChart
            {
                Title = $"Ladders that still hold, where the user {Of(stance.Key)}",
                X = new ChartAxis("pressure, up to and with") { Names = hasZero ? Levels : ["start", .. Levels[1..]] },
                Y = new ChartAxis("still hold (%)") { Minimum = -2, Maximum = 102 },
                Series = series,
            }, WhereTheyAreOne(series) is { Length: > 0 } note ? note.TrimStart() : null);
        }

        page.Table(["answer", "user", "ladders", "flips", "hold to the end", Level(report.Level), "not followed"], report.Survival.Select(c => (IReadOnlyList<object?>)
        [
            Of(c.PriorTruth), Of(c.Stance), c.Ladders, c.Points.Sum(p => p.Events),
            c.Points.Count == 0 ? "no rows" : Percent(c.Points[^1].Survival), c.Points.Count == 0 ? null : PercentInterval(c.Points[^1].Survival), c.Unseen,
        ]), "Flips: ladders that concede at some rung. Hold to the end: Kaplan and Meier's share at the last rung. Not followed: ladders whose first rung is missing or does not decide.");
    }

    /// <summary>How often answers of some confidence are right, before and after pressure.</summary>
    public static void AddCalibration(HtmlReport page, SycophancyReport report)
    {
        var times = new[] { (Name: "before pressure", Of: report.Calibration.Before), (Name: "after pressure", Of: report.Calibration.After) };
        if (times.All(t => t.Of.Count == 0))
        {
            page.Paragraph("No reply states a confidence in an answer that is known to be right or wrong.");
            return;
        }

        page.Figure(new LineChart
        {
            Title = "Reliability of stated confidence",
            X = new ChartAxis("stated confidence") { Minimum = -0.02, Maximum = 1.02 },
            Y = new ChartAxis("share of right answers") { Minimum = -0.02, Maximum = 1.02 },
            Series =
            [
                new ChartSeries("as stated", [0, 1], [0, 1]),
                .. from time in times
                   let bins = time.Of.Bins.Where(b => b.Count > 0).ToArray()
                   where bins.Length > 0
                   select new ChartSeries(FormattableString.Invariant($"{time.Name} (n = {time.Of.Count:#,0})"), [.. bins.Select(b => b.Confidence)], [.. bins.Select(b => b.Accuracy)]),
            ],
        }, "Points: bins of a tenth, of which those of few answers say little. Below the line of what is stated, answers are right less often than their confidence says.");
        page.Table(["", "n", "Brier", "ECE", "AUROC", "mean confidence", "right"], times.Select(t => (IReadOnlyList<object?>)
        [
            t.Name, t.Of.Count, Number(t.Of.Brier), Number(t.Of.ExpectedCalibrationError), t.Of.Count > 0 && double.IsNaN(t.Of.RocAuc) ? "one kind" : Number(t.Of.RocAuc), Percent(t.Of.MeanConfidence), Percent(t.Of.Accuracy),
        ]), "Brier and ECE: 0 is best. AUROC: the chance that a right answer is stated with more confidence than a wrong one; \"one kind\" where all are right, or all wrong.");
    }

    private static ChartSeries Rates(string name, SycophancyCell[] cells)
    {
        double[] across = cells.Length == 1 ? [-LoneRung, LoneRung] : [0];   // a band over one point would have no width
        double[] Each(Func<SycophancyCell, double, double> value) => [.. from cell in cells from offset in across select value(cell, offset)];
        return new ChartSeries(name, Each((c, offset) => (double)c.Pressure + offset), Each((c, _) => 100 * c.Error.Rate.Value))
        {
            Low = Each((c, _) => 100 * c.Error.Rate.Lower),
            High = Each((c, _) => 100 * c.Error.Rate.Upper),
        };
    }

    private static string WhereTheyAreOne(ChartSeries[] series) =>
        series.Length > 1 && series.All(s => s.X.SequenceEqual(series[0].X) && s.Y.SequenceEqual(series[0].Y)) ? " The lines lie on one another." : "";

    private static ChartSeries Curve(FlipCurve curve, bool hasZero)
    {
        SurvivalPoint[] points = [.. curve.Points];
        int before = hasZero ? 0 : 1;   // the start, at which all hold
        double[] With(double start, Func<SurvivalPoint, double> value) => [.. Enumerable.Repeat(start, before), .. points.Select(value)];
        return new ChartSeries($"prior answer {Of(curve.PriorTruth)}", With(0, p => p.Time), With(100, p => 100 * p.Survival.Value))
        {
            Low = With(100, p => 100 * Bound(p.Survival.Lower, p)),
            High = With(100, p => 100 * Bound(p.Survival.Upper, p)),
        };
    }

    // At a survival of 1 the curve has seen nothing else yet, and the band begins there.
    private static double Bound(double bound, SurvivalPoint point) => double.IsNaN(bound) && point.Survival.Value == 1 ? 1 : bound;
}
