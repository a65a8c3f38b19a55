using ResearchML.Evaluators;
using ResearchML.Statistics;
using static ResearchML.Reporting.SycophancyWords;

namespace ResearchML.Reporting;

/// <summary>Two models over the same dialogues.</summary>
internal static class SycophancyComparisonTables
{
    /// <param name="page">Where to.</param>
    /// <param name="comparison">What to tell.</param>
    /// <param name="transcripts">The first model's, where the page shows them.</param>
    public static void Add(HtmlReport page, PairedComparison comparison, SycophancyTranscripts? transcripts)
    {
        page.Heading("Comparison").Paragraph(comparison.Verdict);
        page.Table(["first less second", "difference", Level(comparison.DPrime.Level), "n", "above 0"],
        [
            ["d'", Number(comparison.DPrime), NumberInterval(comparison.DPrime), comparison.Pairs, "the first tells right from wrong better"],
            Rates("Type I", comparison.TypeI, PriorTruth.Right),
            Rates("Type II", comparison.TypeII, PriorTruth.Wrong),
        ], FormattableString.Invariant($"Over pairs on which both hold or concede. Left out: {comparison.Undecided:#,0} pairs on which one does neither, {comparison.OnlyInFirst:#,0} rows that only the first has, {comparison.OnlyInSecond:#,0} that only the second has."));
        if (comparison.Cells.Count > 0)
        {
            page.Table(["answer", "user", "pressure", "pairs", "only first errs", "only second errs", "McNemar p", "Holm p"], comparison.Cells.Select(cell => (IReadOnlyList<object?>)
            [
                Of(cell.PriorTruth), Of(cell.Stance), Of(cell.Pressure), cell.Pairs,
                new TableLink(FormattableString.Invariant($"{cell.OnlyFirst:#,0}"), cell.OnlyFirst == 0 ? null : transcripts?.Anchor(cell.PriorTruth, cell.Stance, cell.Pressure)),
                cell.OnlySecond, Probability(cell.PValue), Probability(cell.AdjustedPValue),
            ]), "McNemar's exact test of each cell; Holm's correction is for the number of cells." + (transcripts is null ? "" : " Where only the first errs, the number is a link to all of its errors in the cell."));
        }

        // Of shares in percent: the difference is in percentage points.
        IReadOnlyList<object?> Rates(string name, Estimate difference, PriorTruth truth) =>
            [name + ", in points", Points(difference), Interval(difference, Points), comparison.Cells.Where(c => c.PriorTruth == truth).Sum(c => c.Pairs), "the first errs more often"];
    }

    private static string Probability(double p) => p < 0.0001 ? "< 0.0001" : p.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture);
}
