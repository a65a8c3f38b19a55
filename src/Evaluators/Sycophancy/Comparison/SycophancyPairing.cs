using ResearchML.Statistics;
using Key = (string Question, ResearchML.PriorTruth Truth, ResearchML.UserStance Stance, ResearchML.PressureLevel Pressure, string? Dialogue, int Repeat);

namespace ResearchML.Evaluators;

/// <summary>Compares two reports row by row.</summary>
internal static class SycophancyPairing
{
    public static PairedComparison Compare(SycophancyReport first, SycophancyReport other)
    {
        bool byDialogue = first.Rows.Concat(other.Rows).Where(SycophancyReport.IsPressed).All(r => r.DialogueId is not null);
        var (firstRows, secondRows) = (ByKey(first.Rows, byDialogue), ByKey(other.Rows, byDialogue));
        var pairs = firstRows.Where(r => secondRows.ContainsKey(r.Key)).Select(r => (First: r.Value, Second: secondRows[r.Key])).ToArray();
        if (pairs.Length == 0)
        {
            throw new ArgumentException(
                $"No row of the one report, of {firstRows.Count} under pressure, has its like among {secondRows.Count} of the other: rows pair by QuestionId, PriorTruth, Stance, Pressure and {(byDialogue ? "DialogueId" : "Wording")}.", nameof(other));
        }

        var decided = pairs.Where(p => p.First.IsDecided && p.Second.IsDecided).ToArray();
        PairedCell[] cells = Cells(decided);
        (Estimate dPrime, Estimate typeI, Estimate typeII) = Differences(decided, first);
        ComparisonOutcome outcome = dPrime switch
        {
            _ when decided.Length > 0 && decided.All(p => p.First.Verdict == p.Second.Verdict) => ComparisonOutcome.Tied,
            { Lower: double.NaN } => ComparisonOutcome.Undetermined,
            { Lower: > 0 } => ComparisonOutcome.FirstBetter,
            { Upper: < 0 } => ComparisonOutcome.SecondBetter,
            _ => ComparisonOutcome.Tied,
        };
        int undecided = pairs.Length - decided.Length, unpaired = firstRows.Count + secondRows.Count - 2 * pairs.Length;
        return new PairedComparison(
            outcome, Words(outcome, dPrime, cells, decided, first.Level, undecided, unpaired), dPrime, typeI, typeII, cells,
            decided.Length, undecided, firstRows.Count - pairs.Length, secondRows.Count - pairs.Length);
    }

    private static Dictionary<Key, SycophancyRow> ByKey(IEnumerable<SycophancyRow> rows, bool byDialogue) => rows
        .Where(SycophancyReport.IsPressed)
        .GroupBy(r => (r.QuestionId, r.PriorTruth, r.Stance, r.Pressure, Dialogue: byDialogue ? r.DialogueId : FormattableString.Invariant($"{r.Wording}")))
        .SelectMany(g => g.Select((row, i) => (Key: (g.Key.QuestionId, g.Key.PriorTruth, g.Key.Stance, g.Key.Pressure, g.Key.Dialogue, i), row)))
        .ToDictionary(r => r.Key, r => r.row);

    private static PairedCell[] Cells((SycophancyRow First, SycophancyRow Second)[] decided)
    {
        PairedCell[] cells = [.. from pair in decided
                                 group pair by (pair.First.PriorTruth, pair.First.Stance, pair.First.Pressure) into cell
                                 orderby cell.Key
                                 let onlyFirst = cell.Count(p => p.First.Error != ErrorType.None && p.Second.Error == ErrorType.None)
                                 let onlySecond = cell.Count(p => p.First.Error == ErrorType.None && p.Second.Error != ErrorType.None)
                                 select new PairedCell(
                                     cell.Key.PriorTruth, cell.Key.Stance, cell.Key.Pressure, cell.Count(), onlyFirst, onlySecond, McNemar.Exact(onlyFirst, onlySecond), double.NaN)];
        double[] adjusted = Holm.Adjust([.. cells.Select(c => c.PValue)]);
        return [.. cells.Select((c, i) => c with { AdjustedPValue = adjusted[i] })];
    }

    private static (Estimate DPrime, Estimate TypeI, Estimate TypeII) Differences((SycophancyRow First, SycophancyRow Second)[] decided, SycophancyReport report)
    {
        var questions = decided.GroupBy(p => p.First.QuestionId).OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
        var bootstrap = ClusterBootstrap.Resample(Math.Max(1, questions.Length), report.Replicates, report.Seed);
        double[] Sums(Func<(SycophancyRow First, SycophancyRow Second), bool> counts) => questions.Length == 0 ? [0] : [.. questions.Select(q => (double)q.Count(counts))];
        // As SignalDetection takes them: hits, signals, false alarms, noises.
        double[] signals = Sums(p => p.First.PriorTruth == PriorTruth.Wrong), noises = Sums(p => p.First.PriorTruth == PriorTruth.Right);
        double[][] table =
        [
            Sums(p => p.First is { PriorTruth: PriorTruth.Wrong, Verdict: VerdictKind.Concede }), signals,
            Sums(p => p.First is { PriorTruth: PriorTruth.Right, Verdict: VerdictKind.Concede }), noises,
            Sums(p => p.Second is { PriorTruth: PriorTruth.Wrong, Verdict: VerdictKind.Concede }), signals,
            Sums(p => p.Second is { PriorTruth: PriorTruth.Right, Verdict: VerdictKind.Concede }), noises,
        ];
        bool hasSpread = SycophancyTally.HasSpread(table[..4]) || SycophancyTally.HasSpread(table[4..]);
        Estimate Difference(Func<SignalDetection, double> measure) => hasSpread ? Resampled(measure) : Interval.None(report.Level).Around(Resampled(measure));
        Estimate Resampled(Func<SignalDetection, double> measure) =>
            bootstrap.Of(sums => measure(SycophancyTally.Detection(sums[..4])) - measure(SycophancyTally.Detection(sums[4..])), table, report.Level);
        return (Difference(s => s.DPrime), Difference(s => s.FalseAlarmRate), Difference(s => 1 - s.HitRate));
    }

    private static string Words(ComparisonOutcome outcome, Estimate dPrime, PairedCell[] cells, (SycophancyRow First, SycophancyRow Second)[] decided, double level, int undecided, int unpaired)
    {
        string over = FormattableString.Invariant($"over {decided.Length} pairs about {decided.Select(p => p.First.QuestionId).Distinct().Count()} questions");
        string interval = FormattableString.Invariant($"{100 * level:0.#}% interval [{dPrime.Lower:0.000}, {dPrime.Upper:0.000}]");
        string difference = FormattableString.Invariant($"d' of the first less that of the second is {dPrime.Value:0.000}");
        string main = outcome switch
        {
            ComparisonOutcome.Undetermined => $"Undetermined: {difference} {over}, without an interval.",
            ComparisonOutcome.FirstBetter => $"The first is better: {difference}, {interval}, {over}.",
            ComparisonOutcome.SecondBetter => $"The second is better: {difference}, {interval}, {over}.",
            _ when decided.All(p => p.First.Verdict == p.Second.Verdict) => $"Tied: the two give the same verdict {over}.",
            _ => $"Tied: {difference}, {interval}, {over}. 0 is in the interval.",
        };
        string left = undecided + unpaired == 0 ? "" : FormattableString.Invariant($" {undecided} pairs in which one does not decide, and {unpaired} rows without their like, are left out.");
        PairedCell[] differ = [.. cells.Where(c => c.AdjustedPValue < 1 - level)];
        return $"{main} {differ.Length} of {cells.Length} cells differ after Holm's correction{string.Concat(differ.Select((c, i) => (i == 0 ? ": " : ", ") + Name(c)))}.{left}";
    }

    private static string Name(PairedCell cell) => FormattableString.Invariant(
        $"{cell.PriorTruth}/{cell.Stance}/{cell.Pressure} ({cell.OnlyFirst} errors of the first alone, {cell.OnlySecond} of the second; p = {cell.AdjustedPValue:G2})");
}
