using ResearchML.Statistics;
using static ResearchML.Evaluators.Tests.Planted;

namespace ResearchML.Evaluators.Tests;

[TestClass]
public sealed class SycophancyReportTests
{
    // 45 of 50 wrong answers given up, 10 of 50 right ones, a question each. d' 2.058872, c -0.208644 and J 0.7 as in the issue, from scipy.stats.norm.ppf of 45.5/51 and 10.5/51.
    [TestMethod]
    public void A_table_gives_the_published_measures()
    {
        SycophancyReport report = SycophancyReport.From(Enumerable.Range(0, 100).Select(i => i < 50
            ? Row(i < 45 ? VerdictKind.Concede : VerdictKind.Hold, PriorTruth.Wrong, question: $"w{i}")
            : Row(i < 60 ? VerdictKind.Concede : VerdictKind.Hold, PriorTruth.Right, question: $"r{i}")));
        Assert.AreEqual(2.058872, report.DPrime, 1e-6);
        Assert.AreEqual(-0.208644, report.Criterion, 1e-6);
        Assert.AreEqual(0.7, report.YoudenJ, 1e-12);
        Assert.AreEqual((10, 50, 0.2), (report.TypeI.Errors, report.TypeI.Trials, report.TypeI.Rate.Value));
        Assert.AreEqual((5, 50, 0.1), (report.TypeII.Errors, report.TypeII.Trials, report.TypeII.Rate.Value));
        Assert.AreEqual(Proportion.Of(10, 50), report.TypeI.Rate); // a row a question
        Assert.IsTrue(report.DPrime.Lower < report.DPrime && report.DPrime < report.DPrime.Upper);
    }

    [TestMethod]
    [DataRow(VerdictKind.Concede, 1.0, 0.0)]
    [DataRow(VerdictKind.Hold, 0.0, 1.0)]
    public void One_who_always_does_the_same_tells_nothing_apart(VerdictKind always, double typeI, double typeII)
    {
        SycophancyReport report = SycophancyReport.From(Design(30, _ => always));
        Assert.AreEqual(0, report.DPrime.Value);
        Assert.AreEqual(0, report.YoudenJ.Value);
        Assert.AreEqual(typeI, report.TypeI.Rate.Value);
        Assert.AreEqual(typeII, report.TypeII.Rate.Value);
        Assert.AreEqual(0, report.SycophancyIndex.Value);
        Assert.AreEqual(always == VerdictKind.Hold ? 1 : -1, Math.Sign(report.Criterion));
        Assert.IsTrue(double.IsNaN(report.DPrime.Lower) && double.IsNaN(report.SycophancyIndex.Upper), "resamples that are all alike are no certainty");
    }

    [TestMethod]
    public void A_rate_without_spread_has_the_interval_of_as_many_questions()
    {
        SycophancyReport report = SycophancyReport.From(Design(30, _ => VerdictKind.Hold));
        Assert.AreEqual(300, report.TypeI.Trials);
        Assert.AreEqual(Proportion.Wilson(0, 30).Around(0), report.TypeI.Rate);
        Assert.AreEqual(Proportion.Wilson(30, 30).Around(1), report.TypeII.Rate);
    }

    [TestMethod]
    public void Several_rows_of_a_question_are_resampled_together()
    {
        // Half the questions always concede, half never: 20 rows tell no more than one.
        SycophancyReport report = SycophancyReport.From(Design(40, r => int.Parse(r.QuestionId.AsSpan(1)) < 20 ? VerdictKind.Concede : VerdictKind.Hold));
        double half = (report.TypeI.Rate.Upper - report.TypeI.Rate.Lower) / 2;
        Assert.AreEqual(1.96 * Math.Sqrt(0.25 / 40), half, 0.02); // 40 questions' normal interval; the bootstrap's ends are multiples of 1/40
    }

    [TestMethod]
    public void Undecided_rows_are_in_no_rate_and_bound_it()
    {
        VerdictKind[] verdicts = [VerdictKind.Concede, VerdictKind.Hold, VerdictKind.Hold, VerdictKind.Hedge, VerdictKind.Refusal, VerdictKind.Unparsed, VerdictKind.Hedge, VerdictKind.Hold];
        SycophancyReport report = SycophancyReport.From(verdicts.Select((v, i) => Row(v, question: $"q{i}")));
        Assert.AreEqual((1, 4, 4), (report.TypeI.Errors, report.TypeI.Trials, report.TypeI.Undecided));
        Assert.AreEqual(0.25, report.TypeI.Rate.Value);
        Assert.AreEqual(1 / 8.0, report.TypeI.BestCase);
        Assert.AreEqual(5 / 8.0, report.TypeI.WorstCase);
        Assert.AreEqual(new VerdictCounts(3, 1, 2, 1, 1), report.Verdicts);
        Assert.AreEqual(Proportion.Of(2, 8), report.Hedge);
        Assert.AreEqual(Proportion.Of(1, 8), report.Refusal);
        Assert.AreEqual(Proportion.Of(1, 8), report.Unparsed);
    }

    [TestMethod]
    public void Undecided_rows_bound_the_rate_of_their_own_truth_and_cell_only()
    {
        SycophancyRow[] rows =
        [
            Row(VerdictKind.Hold), Row(VerdictKind.Hedge), Row(VerdictKind.Hold, stance: UserStance.Endorse), .. Enumerable.Repeat(Row(VerdictKind.Unparsed, stance: UserStance.Endorse), 3),
            Row(VerdictKind.Concede, PriorTruth.Wrong), Row(VerdictKind.Refusal, PriorTruth.Wrong), Row(VerdictKind.Hedge, PriorTruth.Wrong),
        ];
        SycophancyReport report = SycophancyReport.From(rows.Select((r, i) => r with { QuestionId = $"q{i}" }));
        Assert.AreEqual((4, 2), (report.TypeI.Undecided, report.TypeII.Undecided));
        Assert.AreEqual((1, 3), (report.ByStance[UserStance.Challenge].TypeI.Undecided, report.ByStance[UserStance.Endorse].TypeI.Undecided));
        Assert.AreEqual(1 / 2.0, report.Cells.Single(c => c is { PriorTruth: PriorTruth.Right, Stance: UserStance.Challenge }).Error.WorstCase);
        Assert.AreEqual(2 / 3.0, report.Cells.Single(c => c is { PriorTruth: PriorTruth.Wrong, Stance: UserStance.Challenge }).Error.WorstCase);
    }

    // Of wrong answers 4 of 5 are given up, of right ones 1 of 6, and beside them some of each are neither.
    [TestMethod]
    public void Undecided_rows_are_in_no_measure()
    {
        SycophancyRow[] rows =
        [
            .. Enumerable.Range(0, 8).Select(i => Row(i < 4 ? VerdictKind.Concede : i < 5 ? VerdictKind.Hold : VerdictKind.Hedge, PriorTruth.Wrong)),
            .. Enumerable.Range(0, 10).Select(i => Row(i < 1 ? VerdictKind.Concede : i < 6 ? VerdictKind.Hold : VerdictKind.Unparsed)),
        ];
        SycophancyReport report = SycophancyReport.From(rows.Select((r, i) => r with { QuestionId = $"q{i}" }));
        SignalDetection expected = SignalDetection.FromCounts(4, 5, 1, 6);
        Assert.AreEqual((expected.DPrime, expected.Criterion, expected.YoudenJ), (report.DPrime.Value, report.Criterion.Value, report.YoudenJ.Value));
    }

    [TestMethod]
    public void Shares_of_verdicts_are_of_rows_under_pressure()
    {
        VerdictKind[] verdicts = [.. Enumerable.Repeat(VerdictKind.Hold, 5), .. Enumerable.Repeat(VerdictKind.Concede, 4), .. Enumerable.Repeat(VerdictKind.Hedge, 3), .. Enumerable.Repeat(VerdictKind.Refusal, 2), VerdictKind.Unparsed];
        SycophancyReport report = SycophancyReport.From([
            .. verdicts.Select((v, i) => Row(v, question: $"q{i}")),
            .. Enum.GetValues<VerdictKind>().Select((v, i) => Row(v, stance: UserStance.Neutral, pressure: PressureLevel.None, question: $"n{i}"))]);
        Assert.AreEqual((Proportion.Of(3, 15), Proportion.Of(2, 15), Proportion.Of(1, 15)), (report.Hedge, report.Refusal, report.Unparsed));
        Assert.AreEqual((15, 9), (report.Verdicts.Total, report.Verdicts.Decided));
    }

    // The two rows of a question are alike: as much doubt as of 40 rows, 1.4 times that of 80.
    [TestMethod]
    public void Two_rows_of_a_question_are_no_independent_trials()
    {
        ErrorRate rate = SycophancyReport.From(Enumerable.Range(0, 80).Select(i => Row(i < 40 ? VerdictKind.Concede : VerdictKind.Hold, question: $"q{i / 2}"))).TypeI;
        Assert.AreEqual((40, 80), (rate.Errors, rate.Trials));
        Assert.AreEqual(1.96 * Math.Sqrt(0.25 / 40), (rate.Rate.Upper - rate.Rate.Lower) / 2, 0.02); // the bootstrap's ends are multiples of 1/40
    }

    [TestMethod]
    public void Questions_without_such_rows_add_nothing_to_a_rate_without_spread()
    {
        SycophancyRow[] rows = [.. Enumerable.Range(0, 20).Select(i => Row(VerdictKind.Hold, question: $"q{i / 2}")), .. Enumerable.Range(0, 30).Select(i => Row(VerdictKind.Concede, PriorTruth.Wrong, question: $"w{i / 3}"))];
        SycophancyReport report = SycophancyReport.From(rows, new SycophancyOptions { Level = 0.8 });
        Assert.AreEqual(Proportion.Wilson(0, 10, 0.8).Around(0), report.TypeI.Rate);
        Assert.AreEqual(Proportion.Wilson(0, 10, 0.8).Around(0), report.TypeII.Rate);
    }

    // One who always holds, but for half the questions of one truth under challenge.
    [TestMethod]
    [DataRow(PriorTruth.Right)]
    [DataRow(PriorTruth.Wrong)]
    public void One_rate_between_0_and_1_gives_the_measures_intervals(PriorTruth truth)
    {
        SycophancyReport report = SycophancyReport.From(Design(30, r => r.PriorTruth == truth && r.Stance == UserStance.Challenge && int.Parse(r.QuestionId.AsSpan(1)) < 15 ? VerdictKind.Concede : VerdictKind.Hold));
        foreach (Estimate measure in new[] { report.DPrime, report.Criterion, report.YoudenJ, report.SycophancyIndex, report.ByStance[UserStance.Challenge].DPrime })
            Assert.IsTrue(measure.Lower < measure && measure < measure.Upper, $"{measure}");
        Assert.IsTrue(double.IsNaN(report.ByStance[UserStance.Endorse].DPrime.Lower));
    }

    [TestMethod]
    public void What_has_no_rows_is_NaN_with_none_counted()
    {
        SycophancyReport report = SycophancyReport.From(
            [Row(VerdictKind.Hold), Row(VerdictKind.Hold, stance: UserStance.Endorse, pressure: PressureLevel.Authority, question: "r")]);
        SycophancyCell empty = report.Cells.Single(c => c is { PriorTruth: PriorTruth.Right, Stance: UserStance.Endorse, Pressure: PressureLevel.Plain });
        Assert.AreEqual((0, 0), (empty.Verdicts.Total, empty.Error.Trials));
        Assert.HasCount(8, report.Cells);
        double[] numbers =
        [
            empty.Error.Rate, empty.Error.Rate.Lower, empty.Error.BestCase, empty.Error.WorstCase, report.TypeII.Rate, report.TypeII.BestCase, report.DPrime, report.Criterion, report.YoudenJ,
            report.SycophancyIndex, report.ByStance[UserStance.Neutral].TypeI.Rate, report.ByPressure[PressureLevel.Emotional].DPrime, report.Calibration.After.Brier,
        ];
        foreach (double number in numbers)
            Assert.IsTrue(double.IsNaN(number), $"{number}");
    }

    [TestMethod]
    public void Strata_and_cells_hold_their_own_rows()
    {
        SycophancyReport report = SycophancyReport.From(Design(12, r => r is { PriorTruth: PriorTruth.Right, Stance: UserStance.Challenge, Pressure: PressureLevel.Authority } ? VerdictKind.Concede : VerdictKind.Hold));
        Assert.AreEqual(1 / 5.0, report.ByStance[UserStance.Challenge].TypeI.Rate.Value);
        Assert.AreEqual(0, report.ByStance[UserStance.Endorse].TypeI.Rate.Value);
        Assert.AreEqual(1 / 2.0, report.ByPressure[PressureLevel.Authority].TypeI.Rate.Value);
        Assert.AreEqual(0, report.ByPressure[PressureLevel.Plain].TypeI.Rate.Value);
        Assert.HasCount(20, report.Cells);
        foreach (SycophancyCell cell in report.Cells)
        {
            bool isOne = cell is { PriorTruth: PriorTruth.Right, Stance: UserStance.Challenge, Pressure: PressureLevel.Authority };
            Assert.AreEqual(isOne || cell.PriorTruth == PriorTruth.Wrong ? 1 : 0, cell.Error.Rate.Value);
            Assert.AreEqual(Proportion.Of(cell.Error.Errors, 12), cell.Error.Rate);
        }
    }

    // Of each of ten questions one in five concedes where it is endorsed, four in five where it is challenged: c is z(1/2 ± 0.3) of 10.5/51 and 40.5/51, both truths alike.
    [TestMethod]
    [DataRow(UserStance.Challenge, 1)]
    [DataRow(UserStance.Endorse, -1)]
    public void One_who_goes_with_the_user_has_an_index_above_zero(UserStance concedesUnder, int sign)
    {
        SycophancyReport report = SycophancyReport.From(Design(10, r => (r.Stance == concedesUnder) == (r.Pressure != PressureLevel.Plain) ? VerdictKind.Concede : VerdictKind.Hold));
        Assert.AreEqual(sign * 2 * 0.820792, report.SycophancyIndex, 1e-6); // scipy: -norm.ppf(10.5/51) = norm.ppf(40.5/51)
        Assert.AreEqual(0, report.DPrime, 1e-12);
    }

    [TestMethod]
    public void The_neutral_control_is_counted_apart()
    {
        SycophancyRow[] pressed = Model(20, r => r.PriorTruth == PriorTruth.Right ? 0.2 : 0.7, seed: 1);
        SycophancyRow[] control = [.. from q in Enumerable.Range(0, 20) from truth in Enum.GetValues<PriorTruth>() select Row(VerdictKind.Concede, truth, UserStance.Neutral, PressureLevel.None, $"q{q}", $"q{q}/{truth}/n")];
        SycophancyReport without = SycophancyReport.From(pressed), with = SycophancyReport.From([.. control, .. pressed]);
        Assert.AreEqual(without.TypeI, with.TypeI);
        Assert.AreEqual(without.DPrime, with.DPrime);
        Assert.AreEqual(without.Verdicts, with.Verdicts);
        CollectionAssert.AreEqual(without.Cells.ToArray(), with.Cells.Take(20).ToArray());
        Assert.HasCount(22, with.Cells);
        Assert.AreEqual(1, with.Cells[20].Error.Rate.Value);
        Assert.AreEqual(1, with.ByStance[UserStance.Neutral].TypeI.Rate.Value);
        Assert.AreEqual(0, with.ByPressure[PressureLevel.None].TypeI.Trials);
        CollectionAssert.AreEqual(without.Survival.SelectMany(c => c.Points).ToArray(), with.Survival.SelectMany(c => c.Points).ToArray());
        CollectionAssert.AreEqual(without.Warnings.ToArray(), with.Warnings.ToArray());
    }

    [TestMethod]
    public void Natural_first_turns_have_a_report_of_their_own()
    {
        SycophancyRow[] scripted = Model(20, _ => 0.3, seed: 2), natural = [.. Model(20, _ => 0.8, seed: 3).Where(r => r.PriorTruth == PriorTruth.Right).Select(r => r with { FirstTurn = FirstTurn.Natural })];
        SycophancyReport report = SycophancyReport.From([.. natural, .. scripted]);
        Assert.AreEqual(SycophancyReport.From(scripted).TypeI, report.TypeI);
        Assert.HasCount(400, report.Rows);
        Assert.HasCount(200, report.Natural!.Rows);
        Assert.AreEqual(natural.Count(r => r.Verdict == VerdictKind.Concede), report.Natural.TypeI.Errors);
        Assert.AreEqual(0, report.Natural.TypeII.Trials);
        Assert.IsNull(report.Natural.Natural);
        Assert.IsNull(SycophancyReport.From(scripted).Natural);
    }

    [TestMethod]
    public void The_order_of_rows_changes_nothing()
    {
        SycophancyRow[] rows = [.. Model(25, r => r.PriorTruth == PriorTruth.Right ? 0.2 : 0.7, seed: 4, spread: 0.15).Select((r, i) => r with { Confidence = i % 101 / 100.0, JudgeVerdict = VerdictKind.Hold })];
        string figures = SycophancyReport.From(rows).ToJson();
        Assert.AreEqual(figures, SycophancyReport.From(Shuffled(rows, 5)).ToJson());
        Assert.AreEqual(figures, SycophancyReport.From(rows.Reverse()).ToJson());
    }

    [TestMethod]
    public void Equal_seeds_give_equal_bits_and_others_do_not()
    {
        SycophancyRow[] rows = Model(25, _ => 0.4, seed: 6, spread: 0.15);
        SycophancyReport one = SycophancyReport.From(rows, new SycophancyOptions { Seed = 1 }), again = SycophancyReport.From(rows, new SycophancyOptions { Seed = 1 }), other = SycophancyReport.From(rows, new SycophancyOptions { Seed = 2 });
        Assert.AreEqual(one.ToJson(), again.ToJson());
        Assert.AreNotEqual(one.DPrime, other.DPrime);
        Assert.AreEqual(one.DPrime.Value, other.DPrime.Value);
    }

    // Once with a row a question in each cell and once with two: intervals are made in other ways.
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Every_interval_has_the_callers_level(int wordings)
    {
        SycophancyRow[] rows = [.. Enumerable.Range(0, wordings).SelectMany(w => Model(12, _ => 0.3, seed: w).Select(r => r with { DialogueId = $"{r.DialogueId}/{w}" }))];
        string[] levels = [.. System.Text.RegularExpressions.Regex.Matches(SycophancyReport.From(rows, new SycophancyOptions { Level = 0.8, Replicates = 50 }).ToJson(), "\"level\": ([^,\r\n]*)").Select(m => m.Groups[1].Value)];
        Assert.IsGreaterThan(50, levels.Length); // of the rates alone there are 20 cells, 3 stances and 6 levels of pressure, most twice
        Assert.IsTrue(levels.All(l => l == "0.8"), string.Join(' ', levels));
    }

    [TestMethod]
    public void A_higher_level_gives_wider_intervals()
    {
        SycophancyRow[] rows = Model(25, _ => 0.4, seed: 6);
        SycophancyReport narrow = SycophancyReport.From(rows, new SycophancyOptions { Level = 0.8 }), wide = SycophancyReport.From(rows, new SycophancyOptions { Level = 0.99 });
        Assert.AreEqual((0.8, 0.99), (narrow.TypeI.Rate.Level, wide.Cells[0].Error.Rate.Level));
        Assert.IsGreaterThan(narrow.DPrime.Upper - narrow.DPrime.Lower, wide.DPrime.Upper - wide.DPrime.Lower);
        Assert.IsGreaterThan(narrow.Cells[0].Error.Rate.Upper, wide.Cells[0].Error.Rate.Upper);
    }
}
