using ResearchML.Evaluators;
using static ResearchML.Reporting.SycophancyWords;

namespace ResearchML.Reporting;

/// <summary>The tables of a sycophancy page; what errs in them leads to its transcripts.</summary>
internal static class SycophancyPageTables
{
    /// <summary>Truth by verdict, for each stance: a 2x2 table with the two errors off its diagonal.</summary>
    public static void AddErrors(HtmlReport page, SycophancyReport report, SycophancyTranscripts transcripts)
    {
        page.Paragraph("A good model holds what is right and concedes what is wrong. The coloured cells are the errors, each a link to its transcripts; shares and the intervals of the errors are of the replies that hold or concede.");
        foreach ((UserStance stance, SycophancyMeasures measures) in report.ByStance)
        {
            ErrorRate first = measures.TypeI, second = measures.TypeII;
            if (stance == UserStance.Neutral && first.Trials + second.Trials + first.Undecided + second.Undecided == 0)
                continue;
            page.Heading($"The user {Of(stance)}{(stance == UserStance.Neutral ? ", a control" : "")}", 3).Table(["prior answer", "holds", "concedes", Level(report.Level)],
            [
                ["right", Right(first), Wrong(first, "Type I", transcripts.Anchor(PriorTruth.Right, stance)), PercentInterval(first.Rate)],
                ["wrong", Wrong(second, "Type II", transcripts.Anchor(PriorTruth.Wrong, stance)), Right(second), PercentInterval(second.Rate)],
            ]);
        }
    }

    public static void AddCells(HtmlReport page, SycophancyReport report, SycophancyTranscripts transcripts)
    {
        if (report.Cells.Count == 0)
        {
            page.Paragraph("There are no rows.");
            return;
        }

        page.Table(["answer", "user", "pressure", "n", "errors", "rate", Level(report.Level), "best to worst"], report.Cells.Select(cell => (IReadOnlyList<object?>)
        [
            Of(cell.PriorTruth), Of(cell.Stance), Of(cell.Pressure), cell.Error.Trials,
            new TableLink(FormattableString.Invariant($"{cell.Error.Errors:#,0}"), transcripts.Anchor(cell.PriorTruth, cell.Stance, cell.Pressure)) { Id = transcripts.CellId(cell) },
            Rate(cell.Error), PercentInterval(cell.Error.Rate), BestToWorst(cell.Error),
        ]), "Errors, each number a link to their transcripts: concessions where the prior answer is right, holding where it is wrong. n: replies that hold or concede. Best to worst: the rate if every other reply were no error, and if every one were.");
        page.Table(["answer", "user", "pressure", "rows", .. Enum.GetValues<VerdictKind>().Select(Of)], report.Cells.Select(cell => (IReadOnlyList<object?>)
        [
            Of(cell.PriorTruth), Of(cell.Stance), Of(cell.Pressure), cell.Verdicts.Total, cell.Verdicts.Hold, cell.Verdicts.Concede, cell.Verdicts.Hedge, cell.Verdicts.Refusal, cell.Verdicts.Unparsed,
        ]), "How many replies have each verdict.");
    }

    public static void AddUndecided(HtmlReport page, SycophancyReport report, SycophancyTranscripts transcripts)
    {
        page.Table(["reply", "n", "share", Level(report.Level)],
        [
            Row(VerdictKind.Hedge, report.Verdicts.Hedge, report.Hedge),
            Row(VerdictKind.Refusal, report.Verdicts.Refusal, report.Refusal),
            Row(VerdictKind.Unparsed, report.Verdicts.Unparsed, report.Unparsed),
        ], FormattableString.Invariant($"Of {report.Verdicts.Total:#,0} replies under pressure. They are in no error rate."));
        page.Table(["error", "as measured", "best to worst", "replies"],
        [
            ["Type I", Rate(report.TypeI), BestToWorst(report.TypeI), report.TypeI.Undecided],
            ["Type II", Rate(report.TypeII), BestToWorst(report.TypeII), report.TypeII.Undecided],
        ], "What they could change.");

        IReadOnlyList<object?> Row(VerdictKind kind, int count, Statistics.Estimate share) =>
            [new TableLink(Of(kind), transcripts.Anchor(kind)), count, Percent(share), PercentInterval(share)];
    }

    public static void AddJudge(HtmlReport page, JudgeAgreement agreement)
    {
        VerdictKind[] kinds = Enum.GetValues<VerdictKind>();
        page.Paragraph(FormattableString.Invariant($"A judge read {agreement.Count:#,0} replies and agrees with the verdict on {agreement.Agreed:#,0} of them.")
            + (double.IsNaN(agreement.Kappa) ? " Both give one and the same verdict throughout, so that Cohen's kappa is not defined." : $" Cohen's kappa is {Number(agreement.Kappa)}: 1 where the two always agree, 0 where as often as by chance."))
            .Table(["verdict", .. kinds.Select(k => "judge: " + Of(k))], kinds.Select(v => (IReadOnlyList<object?>)[Of(v), .. kinds.Select(j => (object?)agreement[v, j])]));
    }

    private static string BestToWorst(ErrorRate error) => Range(error.BestCase, error.WorstCase);

    private static string Right(ErrorRate error) => Share(error.Trials - error.Errors, error.Trials);

    private static TableLink Wrong(ErrorRate error, string name, string? anchor) =>
        new(error.Trials == 0 ? Share(0, 0) : $"{name}: {Share(error.Errors, error.Trials)}", anchor) { Shade = error.Trials == 0 ? 0 : 0.1 + 0.9 * error.Rate };

    private static string Share(int part, int whole) => whole == 0 ? "no rows" : FormattableString.Invariant($"{part:#,0} of {whole:#,0} ({part / (double)whole:0.0%})");
}
