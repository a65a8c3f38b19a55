using System.Text.Json;

namespace ResearchML.Evaluators.Tests;

[TestClass]
public sealed class PassAtKReportTests
{
    private static readonly PassAtKOptions Options = new() { K = [1, 5], BootstrapSamples = 200, Seed = 3 };

    [TestMethod]
    public void A_group_has_the_mean_of_its_problems()
    {
        // pass@5: 1 − C(7, 5)/C(10, 5) = 11/12, 0 and 1; pass@1: 0.3, 0 and 0.9.
        PassAtKGroup group = PassAtKReport.From([new("a", 10, 3), new("b", 10, 0), new("c", 10, 9)], Options).Groups["all"];
        Assert.AreEqual(0.4, group.PassAt[1].Value, 1e-15);
        Assert.AreEqual((11 / 12.0 + 1) / 3, group.PassAt[5].Value, 1e-14);
        Assert.AreEqual((3, 1, 30L, 12L, 0), (group.Problems, group.Unsolved, group.Samples, group.Correct, group.NotShared));
        Assert.AreEqual(BetaBinomial.Fit([(10, 3), (10, 0), (10, 9)]).Alpha, group.BetaBinomial.Alpha);
    }

    [TestMethod]
    public void A_problem_with_fewer_than_k_samples_is_left_out_and_counted_also_where_none_was_correct()
    {
        PassAtKReport report = PassAtKReport.From([new("a", 10, 3), new("b", 4, 0), new("c", 4, 4), new("d", 0, 0)], Options);
        PassAtKGroup group = report.Groups["all"];
        Assert.AreEqual(1.3 / 3, group.PassAt[1].Value, 1e-15);
        Assert.AreEqual(11 / 12.0, group.PassAt[5].Value, 1e-14);
        Assert.AreEqual((1, 3), (group.TooFewSamples[1], group.TooFewSamples[5]));
        Assert.IsTrue(report.Warnings.Any(w => w.StartsWith("3 counts of 1 group have fewer than 5 samples and are left out of pass@5", StringComparison.Ordinal)), string.Join('\n', report.Warnings));
    }

    [TestMethod]
    public void Without_a_problem_of_k_samples_there_is_no_pass_at_k()
    {
        PassAtKGroup group = PassAtKReport.From([new("a", 4, 3), new("b", 4, 0)], Options).Groups["all"];
        Assert.IsTrue(double.IsNaN(group.PassAt[5].Value) && double.IsNaN(group.PassAt[5].Lower));
        Assert.IsFalse(double.IsNaN(group.PassAt[1].Lower));
    }

    [TestMethod]
    public void Intervals_hold_the_planted_value_as_often_as_they_say()
    {
        // p = 0.02, 0.1 or 0.5 of 60 problems, 20 samples each.
        double[] rates = [0.02, 0.1, 0.5];
        int[] held = new int[2];
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            PassAtKGroup group = PassAtKReport.From(Enumerable.Range(0, 60).Select(i =>
            {
                double p = rates[random.Next(3)];
                return new GradedProblem($"{i}", 20, Enumerable.Range(0, 20).Count(_ => random.NextDouble() < p));
            }), Options with { BootstrapSamples = 400 }).Groups["all"];
            held[0] += group.PassAt[1] is var one && one.Lower <= rates.Average() && rates.Average() <= one.Upper ? 1 : 0;
            double truth = rates.Average(p => 1 - Math.Pow(1 - p, 5));
            held[1] += group.PassAt[5] is var five && five.Lower <= truth && truth <= five.Upper ? 1 : 0;
        }

        // Binomial(200, 0.95) is below 179 with probability 0.0005 and above 198 with 0.0004 (scipy.stats.binom).
        Assert.IsTrue(held.All(h => h is >= 179 and <= 198), string.Join(", ", held));
    }

    [TestMethod]
    public void Differences_are_paired_over_the_problems_that_both_have()
    {
        GradedProblem[] rows =
        [
            .. Enumerable.Range(0, 40).Select(i => new GradedProblem($"{i}", 20, i / 2, "weak")),
            .. Enumerable.Range(0, 40).Select(i => new GradedProblem($"{i}", 20, Math.Min(20, i / 2 + 1 + i % 2), "strong")), // better by 1 or 2 of 20
            new("only weak", 20, 20, "weak"), new("only strong", 20, 0, "strong"), new("also strong", 20, 0, "strong"), new("short", 3, 3, "weak"), new("short", 20, 1, "strong"),
        ];
        PassAtKReport report = PassAtKReport.From(rows, Options);
        PassAtKDifference difference = report.Difference("strong", "weak", 1);
        // 19 of them by 1 or 2 and the last pair, of 19, by 1 each; of the short one 0.05 − 1.
        Assert.AreEqual(((Enumerable.Range(0, 40).Sum(i => Math.Min(20, i / 2 + 1 + i % 2) - i / 2) / 20.0) - 0.95) / 41, difference.Difference.Value, 1e-14);
        Assert.AreEqual((41, 2, 1, 0), (difference.Problems, difference.OnlyFirst, difference.OnlySecond, difference.TooFewSamples));
        Statistics.Estimate five = report.Difference("strong", "weak", 5);
        Assert.AreEqual((40, 1), (report.Difference("strong", "weak", 5).Problems, report.Difference("strong", "weak", 5).TooFewSamples));
        Assert.AreEqual(five, report.Difference("strong", "weak", 5).ToEstimate());
        // Paired: the groups' own intervals are wide, since problems differ much.
        Assert.IsTrue(five.Lower > 0, five.ToString());
        Assert.IsTrue(report.Groups["weak"].PassAt[5].Upper > report.Groups["strong"].PassAt[5].Lower);
        Assert.AreEqual(-five.Value, report.Difference("weak", "strong", 5).Difference.Value, 1e-15);
    }

    [TestMethod]
    public void A_difference_from_itself_is_nothing_and_has_no_interval()
    {
        PassAtKReport report = PassAtKReport.From([new("a", 10, 3), new("b", 10, 5)], Options);
        PassAtKDifference none = report.Difference("all", "all", 5);
        Assert.AreEqual(0, none.Difference.Value);
        Assert.IsTrue(double.IsNaN(none.Difference.Lower));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => report.Difference("all", "some", 5)).Message, "There is no group 'some'. The groups are: all.");
        Assert.ThrowsExactly<ArgumentNullException>(() => report.Difference(null!, "all", 5));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => report.Difference("all", "all", 0));
    }

    [TestMethod]
    public void Groups_whose_problems_differ_are_told_of_and_aligned()
    {
        PassAtKReport report = PassAtKReport.From([new("a", 10, 3, "x"), new("b", 10, 5, "x"), new("c", 10, 7, "x"), new("a", 10, 1, "y"), new("b", 10, 2, "y"), new("d", 10, 10, "y")], Options);
        Assert.AreEqual((4, 2, 1, 1), (report.Problems, report.CommonProblems, report.Groups["x"].NotShared, report.Groups["y"].NotShared));
        Assert.IsTrue(report.Warnings.Any(w => w.Contains("The groups differ in their problems: 2 of 4 are in all 2 groups, and 2 counts of the others", StringComparison.Ordinal)
            && w.Contains("'x' (lacks 1), 'y' (lacks 1)", StringComparison.Ordinal)), string.Join('\n', report.Warnings));
        Assert.AreEqual(0.5, report.Groups["x"].PassAt[1].Value, 1e-15);
        PassAtKReport aligned = report.Aligned();
        Assert.AreEqual(0.4, aligned.Groups["x"].PassAt[1].Value, 1e-15);
        Assert.AreEqual(0.15, aligned.Groups["y"].PassAt[1].Value, 1e-15);
        Assert.AreEqual((2, 2), (aligned.Problems, aligned.CommonProblems));
        Assert.AreSame(aligned, aligned.Aligned());
        Assert.AreEqual((5, 1), PassAtKReport.From([new("a", 4, 3, "x"), new("a", 6, 0, "x"), new("b", 10, 5, "x"), new("c", 10, 7, "x"), new("a", 10, 1, "y"), new("b", 10, 2, "y")], Options).Aligned() is var again ? (again.Rows, again.AddedUp) : default);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => PassAtKReport.From([new("a", 1, 1, "x"), new("A", 1, 1, "y")], Options).Aligned()).Message, "No problem is in every group");
    }

    [TestMethod]
    public void Rows_of_one_group_and_problem_are_added_up()
    {
        PassAtKReport whole = PassAtKReport.From([new("a", 10, 3), new("b", 6, 5)], Options), parts = PassAtKReport.From([new("a", 4, 0), new("b", 6, 5), new("a", 5, 2), new("a", 1, 1)], Options);
        Assert.AreEqual(whole.Groups["all"].PassAt[5], parts.Groups["all"].PassAt[5]);
        Assert.AreEqual(whole.Groups["all"].BetaBinomial.LogLikelihood, parts.Groups["all"].BetaBinomial.LogLikelihood);
        Assert.AreEqual((4, 2), (parts.Rows, parts.AddedUp));
        Assert.IsTrue(parts.Warnings.Any(w => w.StartsWith("2 of 4 rows have the group and problem of an earlier one", StringComparison.Ordinal)));
        // Single samples are meant to be.
        Assert.IsFalse(PassAtKReport.From([new("a", 1, 0), new("a", 1, 1), new("b", 1, 1)], Options).Warnings.Any(w => w.Contains("earlier", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void No_figure_depends_on_the_order_of_rows()
    {
        GradedProblem[] rows = [.. from g in new[] { "x", "y", "z" } from i in Enumerable.Range(0, 40) select new GradedProblem($"{i}", 12 + i % 3, i % 11, g)];
        var shuffled = (GradedProblem[])rows.Clone();
        new Random(1).Shuffle(shuffled);
        PassAtKReport report = PassAtKReport.From(rows, Options), other = PassAtKReport.From(shuffled, Options);
        foreach (string name in report.Groups.Keys)
        {
            Assert.AreEqual(report.Groups[name].PassAt[5], other.Groups[name].PassAt[5]);
            Assert.AreEqual(report.Groups[name].BetaBinomial.Beta, other.Groups[name].BetaBinomial.Beta);
        }

        Assert.AreEqual(report.Difference("x", "y", 5), other.Difference("x", "y", 5));
        Assert.AreNotEqual(report.Groups["x"].PassAt[5], PassAtKReport.From(rows, Options with { Seed = 4 }).Groups["x"].PassAt[5]);
    }

    [TestMethod]
    [DataRow(0, 0.0, BetaBinomialStatus.NoSuccess, "1 of 1 group has no correct sample")]
    [DataRow(10, 1.0, BetaBinomialStatus.NoFailure, "1 of 1 group has no wrong sample")]
    public void All_zero_and_all_one_have_Wilsons_interval_a_status_and_a_warning(int correct, double pass, BetaBinomialStatus status, string warning)
    {
        PassAtKReport report = PassAtKReport.From(Enumerable.Range(0, 40).Select(i => new GradedProblem($"{i}", 10, correct)), Options);
        PassAtKGroup group = report.Groups["all"];
        // z²/(n + z²) with n = 40 problems: 0.0876216.
        Assert.AreEqual(pass, group.PassAt[5].Value);
        Assert.AreEqual(pass == 0 ? 0 : 1 - 0.0876216, group.PassAt[5].Lower, 1e-6);
        Assert.AreEqual(pass == 0 ? 0.0876216 : 1, group.PassAt[5].Upper, 1e-6);
        Assert.AreEqual(status, group.BetaBinomial.Status);
        Assert.IsTrue(report.Warnings.Any(w => w.StartsWith(warning, StringComparison.Ordinal)), string.Join('\n', report.Warnings));
        Assert.IsTrue(report.Warnings.Any(w => w.Contains($"no Beta-binomial fit: 'all' ({status})", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void One_problem_has_no_interval_and_few_are_told_of()
    {
        PassAtKReport one = PassAtKReport.From([new("a", 10, 3)], Options);
        Assert.AreEqual(0.3, one.Groups["all"].PassAt[1].Value, 1e-15);
        Assert.IsTrue(double.IsNaN(one.Groups["all"].PassAt[1].Lower));
        Assert.AreEqual(BetaBinomialStatus.TooFewProblems, one.Groups["all"].BetaBinomial.Status);
        Assert.IsTrue(one.Warnings.Any(w => w.StartsWith("1 of 1 group has only one problem with k samples: it cannot be resampled, and pass@k has no interval: 'all' (1 for k = 1, 5).", StringComparison.Ordinal)));
        Assert.IsTrue(PassAtKReport.From([new("a", 10, 3), new("b", 10, 4)], Options).Warnings.Any(w => w.StartsWith("1 of 1 group has fewer than 30 problems", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Problems_are_few_where_few_have_k_samples()
    {
        PassAtKReport report = PassAtKReport.From(
            [.. Enumerable.Range(0, 40).Select(i => new GradedProblem($"{i}", i < 20 ? 8 : 3, i % 3, "x")), .. Enumerable.Range(0, 40).Select(i => new GradedProblem($"{i}", i < 1 ? 8 : 3, i % 3, "y"))], Options);
        string all = string.Join('\n', report.Warnings);
        StringAssert.Contains(all, "1 of 2 groups has fewer than 30 problems with k samples: resampled intervals are somewhat too narrow: 'x' (20 for k = 5).");
        StringAssert.Contains(all, "1 of 2 groups has only one problem with k samples: it cannot be resampled, and pass@k has no interval: 'y' (1 for k = 5).");
        Assert.AreEqual("", report.Difference("x", "y", 1).Warning);
        Assert.AreEqual("Only one problem has k samples in both groups: it cannot be resampled, and the difference has no interval.", report.Difference("x", "y", 5).Warning);
        StringAssert.StartsWith(report.Difference("x", "x", 5).Warning, "20 problems, fewer than 30, have k samples in both groups");
        StringAssert.StartsWith(report.Difference("x", "x", 9).Warning, "No problem has k samples in both groups");
    }

    [TestMethod]
    public void A_name_of_two_lines_stands_in_a_warning_of_one_and_reads_back_from_json_and_csv()
    {
        const string Name = "a,\"b\"\r\nc\u001b";
        PassAtKReport report = PassAtKReport.From([new("a", 10, 3, Name), new("b", 10, 4, Name)], Options);
        StringAssert.Contains(report.Warnings[0], "'a,\"b\"  c ' (2 for k = 1, 5)");
        using JsonDocument json = JsonDocument.Parse(report.ToJson());
        Assert.AreEqual(Name, json.RootElement.GetProperty("groups").EnumerateObject().Single().Name);
        using var stream = new MemoryStream();
        Microsoft.Data.Analysis.DataFrame.SaveCsv(report.FitsToDataFrame(), stream);
        Assert.AreEqual(Name, Microsoft.Data.Analysis.DataFrame.LoadCsvFromString(System.Text.Encoding.UTF8.GetString(stream.ToArray()))["Group"][0]);
    }

    [TestMethod]
    public void Counts_that_add_up_beyond_2_to_the_53_are_told_of()
    {
        const long Most = 1L << 53;
        Assert.AreEqual(Most, PassAtKReport.From([new("a", Most - 1, 3, "g"), new("a", 1, 1, "g")], Options).Groups["g"].Samples);
        Assert.AreEqual("Row 2: with its 2 samples those of problem 'a' in group 'g' add up to more than 2^53.",
            Assert.ThrowsExactly<InvalidDataException>(() => PassAtKReport.From([new("a", Most - 1, 3, "g"), new("b", Most, 0, "g"), new("a", 2, 1, "g")], Options)).Message);
        Assert.AreEqual("The samples of the 1024 problems in group 'g' add up to more than 2^63.",
            Assert.ThrowsExactly<InvalidDataException>(() => PassAtKReport.From(Enumerable.Range(0, 1024).Select(i => new GradedProblem($"{i}", Most, 1, "g")), Options)).Message);
    }

    [TestMethod]
    public void Few_solved_problems_are_told_of()
    {
        static bool IsTold(int solved) => PassAtKReport.From(Enumerable.Range(0, 40).Select(i => new GradedProblem($"{i}", 10, i < solved ? 1 + (i % 5) : 0)), Options)
            .Warnings.Any(w => w.StartsWith("1 of 1 group has a correct sample in fewer than 10 problems", StringComparison.Ordinal));
        Assert.IsTrue(IsTold(1) && IsTold(9));
        Assert.IsFalse(IsTold(0) || IsTold(10));
    }

    [TestMethod]
    public void Without_resamples_there_are_no_intervals()
    {
        PassAtKGroup group = PassAtKReport.From([new("a", 10, 3), new("b", 10, 4)], Options with { BootstrapSamples = 0 }).Groups["all"];
        Assert.AreEqual(0.35, group.PassAt[1].Value, 1e-15);
        Assert.IsTrue(double.IsNaN(group.PassAt[1].Lower));
        Assert.IsTrue(double.IsNaN(PassAtKReport.From([new("a", 10, 0), new("b", 10, 0)], Options with { BootstrapSamples = 0 }).Groups["all"].PassAt[1].Upper));
    }

    [TestMethod]
    public void A_report_without_faults_has_no_warning() =>
        Assert.IsEmpty(PassAtKReport.From(Enumerable.Range(0, 40).Select(i => new GradedProblem($"{i}", 10, i % 9)), Options).Warnings);

    [TestMethod]
    public void Json_has_the_figures_by_group_and_k()
    {
        using JsonDocument json = JsonDocument.Parse(PassAtKReport.From([new("a", 10, 3, "x"), new("b", 4, 0, "x"), new("a", 10, 0, "y"), new("b", 10, 0, "y")], Options).ToJson());
        JsonElement x = json.RootElement.GetProperty("groups").GetProperty("x"), y = json.RootElement.GetProperty("groups").GetProperty("y");
        Assert.AreEqual(0.15, x.GetProperty("passAt").GetProperty("1").GetProperty("value").GetDouble(), 1e-15);
        Assert.AreEqual(JsonValueKind.Null, x.GetProperty("passAt").GetProperty("5").GetProperty("lower").ValueKind);
        Assert.AreEqual(1, x.GetProperty("tooFewSamples").GetProperty("5").GetInt32());
        Assert.AreEqual("NoSuccess", y.GetProperty("betaBinomial").GetProperty("status").GetString());
        Assert.AreEqual(JsonValueKind.Null, y.GetProperty("betaBinomial").GetProperty("alpha").ValueKind);
        Assert.AreEqual(3ul, json.RootElement.GetProperty("seed").GetUInt64());
    }

    [TestMethod]
    public void Tables_have_a_row_a_figure_and_a_row_a_fit()
    {
        PassAtKReport report = PassAtKReport.From([new("a", 10, 3, "x"), new("b", 10, 0, "x"), new("a", 10, 0, "y"), new("b", 10, 0, "y")], Options);
        Microsoft.Data.Analysis.DataFrame table = report.ToDataFrame(), fits = report.FitsToDataFrame();
        Assert.AreEqual(4, table.Rows.Count);
        Assert.AreEqual(("x", 5, report.Groups["x"].PassAt[5].Upper, report.Groups["x"].BetaBinomial.PassAt(5)), ((string)table["Group"][1], (int)table["K"][1], (double)table["Upper"][1], (double)table["Fitted"][1]));
        Assert.AreEqual((2L, "NoSuccess"), (fits.Rows.Count, (string)fits["Status"][1]));
        Assert.AreEqual(report.Groups["x"].BetaBinomial.Alpha, (double)fits["Alpha"][0]);
    }

    [TestMethod]
    public void Impossible_rows_and_options_are_refused()
    {
        static string Row(GradedProblem row) => Assert.ThrowsExactly<ArgumentException>(() => PassAtKReport.From([new("a", 1, 1), row])).Message;
        StringAssert.Contains(Row(new GradedProblem("a", 3, 4)), "Row 1: the correct samples must be from 0 to the 3 graded, but are 4.");
        StringAssert.Contains(Row(new GradedProblem("a", -1, 0)), "Row 1: the samples must be from 0 to 2^53, but are -1.");
        StringAssert.Contains(Row(new GradedProblem("a", 3, -1)), "but are -1.");
        StringAssert.Contains(Row(new GradedProblem("", 3, 1)), "Row 1: the problem has no name.");
        StringAssert.Contains(Row(new GradedProblem("a", 3, 1, "")), "Row 1: the group has no name.");
        StringAssert.Contains(Row(null!), "Row 1: there is none.");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => PassAtKReport.From([])).Message, "There is no row to evaluate.");
        static string Option(PassAtKOptions options) => Assert.Throws<ArgumentException>(() => PassAtKReport.From([new("a", 1, 1)], options)).Message;
        StringAssert.Contains(Option(new PassAtKOptions { K = [1, 0] }), "PassAtKOptions.K must hold numbers from 1 on, not 0.");
        StringAssert.Contains(Option(new PassAtKOptions { K = [10, 1, 10] }), "PassAtKOptions.K holds 10 twice.");
        StringAssert.Contains(Option(new PassAtKOptions { K = [.. Enumerable.Range(1, 10_001)] }), "PassAtKOptions.K must hold at most 10000 numbers, not 10001.");
        StringAssert.Contains(Option(new PassAtKOptions { K = [] }), "PassAtKOptions.K must hold a k.");
        StringAssert.Contains(Option(new PassAtKOptions { ConfidenceLevel = 1 }), "PassAtKOptions.ConfidenceLevel must lie between 0 and 1, not 1.");
        StringAssert.Contains(Option(new PassAtKOptions { BootstrapSamples = -1 }), "PassAtKOptions.BootstrapSamples must be from 0 to 1000000, not -1.");
        StringAssert.Contains(Option(new PassAtKOptions { SamplesColumnName = "" }), "PassAtKOptions.SamplesColumnName must name a column.");
        StringAssert.Contains(Option(new PassAtKOptions { TaskColumnName = null! }), "PassAtKOptions.TaskColumnName must name a column.");
    }
}
