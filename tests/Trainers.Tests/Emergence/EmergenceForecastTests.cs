using ResearchML.Statistics;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class EmergenceForecastTests
{
    [TestMethod]
    public void A_forecast_beyond_the_data_that_could_not_be_tried_in_time_says_so()
    {
        IEnumerable<EmergenceCount> two = Counts.Small.Where(c => c.Compute >= 1e10);
        const string doubt = "The target lies beyond all that was learned from";
        Assert.IsFalse(Remarks(EmergenceForecast.From(two, Counts.Quick)).Any(r => r.StartsWith(doubt, StringComparison.Ordinal)), "no later target");
        Assert.IsTrue(Remarks(EmergenceForecast.From(two, Counts.Quick with { TargetCompute = 1e12 })).Any(r => r.StartsWith(doubt, StringComparison.Ordinal)));
        Assert.IsFalse(Remarks(EmergenceForecast.From(Counts.Small, Counts.Quick with { TargetCompute = 1e12 })).Any(r => r.StartsWith(doubt, StringComparison.Ordinal)), "tried");
    }

    [TestMethod]
    public void Models_without_a_compute_in_common_have_no_ranks_and_it_is_said()
    {
        var apart = Counts.Small.Select(c => c with { Compute = c.Compute * (1 + int.Parse(c.Model[1..], System.Globalization.CultureInfo.InvariantCulture) / 100.0) });
        EmergenceForecast forecast = EmergenceForecast.From(apart, Counts.Quick);
        Assert.IsTrue(Remarks(forecast).Any(r => r.StartsWith("No compute has checkpoints of 3 models", StringComparison.Ordinal)));
        Assert.IsEmpty(forecast.Validation.ByCheckpoint);
        Assert.IsFalse(Remarks(EmergenceForecast.From(Counts.Small, Counts.Quick)).Any(r => r.StartsWith("No compute", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Beyond_the_data_an_interval_that_could_not_be_tried_in_time_is_that_of_a_model_left_out()
    {
        EmergenceCount[] two = [.. Counts.Small.Where(c => c.Compute >= 1e10)], now = [.. two.Where(c => c.Model == "m2" && c.Compute == 1e10)];
        Estimate within = Forecast(1e11), beyond = Forecast(1.0001e11);
        Assert.AreEqual(Width(within), Width(beyond), 1e-3 * Width(within));

        Estimate Forecast(double target) => EmergenceForecast.From(two, Counts.Quick with { TargetCompute = target }).Tasks.Values.Single().Predict(now);
        static double Width(Estimate e) => Math.Log(e.Upper / (1 - e.Upper)) - Math.Log(e.Value / (1 - e.Value));
    }

    [TestMethod]
    public void What_could_not_be_validated_is_remarked()
    {
        const string time = "Nothing could be validated forward in time", loss = "The loss is no baseline: it is not known of m1 at 1E+09", one = "There is only one problem";
        Assert.IsTrue(Says(Counts.Small.Where(c => c.Compute >= 1e10), time));
        Assert.IsTrue(Says(Counts.Small.Select(c => c with { Loss = c.Model == "m1" && c.Compute == 1e9 ? double.NaN : 2 }), loss));
        Assert.IsTrue(Says(Counts.Small.Where(c => c.Problem == Counts.Small[0].Problem), one));
        foreach (string remark in new[] { time, loss, one })
            Assert.IsFalse(Says(Counts.Small, remark));

        static bool Says(IEnumerable<EmergenceCount> counts, string remark) => Remarks(EmergenceForecast.From(counts, Counts.Quick)).Any(r => r.StartsWith(remark, StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Remarks(EmergenceForecast forecast) => forecast.Tasks.Values.Single().Remarks;

    [TestMethod]
    [DataRow("two models", EmergenceStatus.TooFewModels, "Two checkpoints or more are there of 2 models; leaving one out takes 3.")]
    [DataRow("one model", EmergenceStatus.TooFewModels, "Two checkpoints or more are there of 1 model;")]
    [DataRow("one checkpoint", EmergenceStatus.OneCheckpoint, "No model has two checkpoints")]
    [DataRow("all zero", EmergenceStatus.NoSuccess, "Nothing was ever solved")]
    [DataRow("all one", EmergenceStatus.NoFailure, "Everything was always solved")]
    [DataRow("other problems", EmergenceStatus.NoSharedProblem, "No problem is at every checkpoint.")]
    [DataRow("three models", EmergenceStatus.Ok, "")]
    public void A_task_that_cannot_be_forecast_says_why(string data, EmergenceStatus status, string reason)
    {
        IEnumerable<EmergenceCount> counts = data switch
        {
            "two models" => Counts.Small.Where(c => c.Model is "m1" or "m2"),
            "one model" => Counts.Small.Where(c => c.Model is "m1"),
            "three models" => Counts.Small.Where(c => c.Model is "m1" or "m2" or "m3"),
            "one checkpoint" => Counts.Small.Where(c => c.Compute == 1e9),
            "all zero" => Counts.Small.Select(c => c with { Correct = 0 }),
            "all one" => Counts.Small.Select(c => c with { Correct = c.Samples }),
            _ => Counts.Small.Select(c => c with { Problem = c.Compute + c.Problem }),
        };
        EmergenceForecast forecast = EmergenceForecast.From(counts, Counts.Quick);
        TaskForecast task = forecast.Tasks["task"];
        Assert.AreEqual(status, task.Status);
        StringAssert.StartsWith(task.Reason, reason);
        double said = task.Predict([.. Counts.Small.Where(c => c.Model == "m1" && c.Compute == 1e9)]).Value;
        Assert.AreEqual(status == EmergenceStatus.Ok, double.IsFinite(said));
        Assert.AreEqual(status == EmergenceStatus.Ok, forecast.Validation.Gains.Count > 0);
    }

    [TestMethod]
    public void One_tasks_fault_costs_another_nothing()
    {
        EmergenceForecast alone = EmergenceForecast.From(Counts.Small, Counts.Quick);
        EmergenceForecast both = EmergenceForecast.From([.. Counts.Small, .. Counts.Small.Where(c => c.Model == "m0").Select(c => c with { Task = "poor" })], Counts.Quick);
        Assert.AreEqual(EmergenceStatus.TooFewModels, both.Tasks["poor"].Status);
        CollectionAssert.AreEqual(alone.Validation.Scores.ToArray(), both.Validation.Scores.ToArray());
    }

    [TestMethod]
    [DataRow("", 1e9, "t", "p", 10, 1, "the model has no name")]
    [DataRow("m", 0, "t", "p", 10, 1, "the compute must be positive and finite, but is 0")]
    [DataRow("m", -5, "t", "p", 10, 1, "the compute must be positive and finite, but is -5")]
    [DataRow("m", double.NaN, "t", "p", 10, 1, "the compute must be positive and finite, but is NaN")]
    [DataRow("m", double.PositiveInfinity, "t", "p", 10, 1, "the compute must be positive and finite, but is Infinity")]
    [DataRow("m", 1e9, "", "p", 10, 1, "the task has no name")]
    [DataRow("m", 1e9, "t", "", 10, 1, "the problem has no name")]
    [DataRow("m", 1e9, "t", "p", 0, 0, "the samples must be at least 1 and at most 2^53, but are 0")]
    [DataRow("m", 1e9, "t", "p", 10, -1, "the correct samples must be from 0 to the 10 graded, but are -1")]
    [DataRow("m", 1e9, "t", "p", 10, 11, "the correct samples must be from 0 to the 10 graded, but are 11")]
    public void An_impossible_count_is_refused(string model, double compute, string task, string problem, long samples, long correct, string message)
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => EmergenceForecast.From([.. Counts.Small, new(model, compute, task, problem, samples, correct)], Counts.Quick));
        StringAssert.StartsWith(e.Message, $"Count 80: {message}.");
    }

    [TestMethod]
    [DataRow(-1.0, 0, "the loss must be positive and finite")]
    [DataRow(double.PositiveInfinity, 0, "the loss must be positive and finite")]
    [DataRow(double.NaN, 1, "the chance of a guess must be from 0 to below 1, but is 1")]
    public void An_impossible_loss_or_chance_is_refused(double loss, double chance, string message)
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => EmergenceForecast.From(Counts.Small.Select(c => c with { Loss = loss, Chance = chance }), Counts.Quick));
        StringAssert.Contains(e.Message, message);
    }

    [TestMethod]
    public void No_rows_are_refused() =>
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => EmergenceForecast.From([])).Message, "There is no row to learn from.");

    [TestMethod]
    public void Where_a_loss_is_not_known_the_loss_is_no_baseline()
    {
        Assert.IsFalse(Methods(c => c with { Loss = c.Compute == 1e9 ? double.NaN : 3 }).Contains("loss"));
        Assert.IsTrue(Methods(c => c with { Loss = 10 / Math.Log10(c.Compute) }).Contains("loss"));

        static string[] Methods(Func<EmergenceCount, EmergenceCount> change) => [.. EmergenceForecast.From(Counts.Small.Select(change), Counts.Quick).Validation.Scores.Select(s => s.Method)];
    }

    [TestMethod]
    public void At_the_target_pass_at_one_is_as_seen()
    {
        TaskForecast task = EmergenceForecast.From(Counts.Small, Counts.Quick).Tasks["task"];
        EmergenceCount[] last = [.. Counts.Small.Where(c => c.Model == "m2" && c.Compute == 1e11)];
        Assert.AreEqual(last.Average(c => c.Correct / 20.0), task.Predict(last).Value, 1e-12);
        Assert.AreEqual(1e11, task.Target);
    }

    [TestMethod]
    public void A_further_target_is_forecast_further()
    {
        double At(double target) => EmergenceForecast.From(Counts.Small, Counts.Quick with { TargetCompute = target }).Tasks["task"].Predict([.. Counts.Small.Where(c => c.Model == "m1" && c.Compute == 4e9)]).Value;
        Assert.IsLessThan(At(1e11), At(1e10));
    }

    [TestMethod]
    public void Too_few_samples_for_the_chosen_k_give_no_forecast() =>
        Assert.IsTrue(double.IsNaN(EmergenceForecast.From(Counts.Small, Counts.Quick).Tasks["task"].Predict(Counts.Checkpoint("new", 1e9, 4, 1, 1, 0, 2)).Value)); // k = 5

    [TestMethod]
    public void Fewer_than_half_of_the_problems_and_a_finetuned_checkpoint_give_no_forecast()
    {
        TaskForecast task = EmergenceForecast.From(Counts.Small, Counts.Quick).Tasks["task"];
        Assert.IsTrue(double.IsNaN(task.Predict(Counts.Checkpoint("new", 1e9, 20, 3)).Value));
        Assert.IsFalse(double.IsNaN(task.Predict(Counts.Checkpoint("new", 1e9, 20, 3, 4)).Value));
        Assert.IsTrue(double.IsNaN(task.Predict(Counts.Checkpoint("new", 1e9, 20, 3, 4).Select(c => c with { FinetuningExamples = 8 })).Value));
    }

    [TestMethod]
    public void Rows_of_one_problem_are_added_up_as_they_are_where_it_learns()
    {
        TaskForecast task = EmergenceForecast.From(Counts.Small, Counts.Quick).Tasks["task"];
        EmergenceCount[] halves = [.. Counts.Checkpoint("new", 1e9, 10, 1, 2, 0, 3)];
        Assert.AreEqual(task.Predict(Counts.Checkpoint("new", 1e9, 20, 2, 4, 0, 6)).Value, task.Predict(halves.Concat(halves)).Value, 1e-12);
    }

    [TestMethod]
    public void Counts_of_several_checkpoints_are_refused()
    {
        TaskForecast task = EmergenceForecast.From(Counts.Small, Counts.Quick).Tasks["task"];
        var e = Assert.ThrowsExactly<ArgumentException>(() => task.Predict(Counts.Small.Where(c => c.Model == "m1")));
        StringAssert.StartsWith(e.Message, "The counts are of several checkpoints: give those of one model, compute and task.");
    }

    [TestMethod]
    public void A_cancelled_context_ends_it_before_and_among_the_shuffled_worlds()
    {
        Assert.ThrowsExactly<OperationCanceledException>(() => EmergenceForecast.From(Counts.Small, Counts.Quick, 1, _ => throw new OperationCanceledException()));
        Assert.ThrowsExactly<OperationCanceledException>(() => EmergenceForecast.From(Counts.Small, Counts.Quick with { ShuffleControls = 1000 }, 1, worlds =>
        {
            if (worlds > 0)
                throw new OperationCanceledException();
        }));
    }

    [TestMethod]
    public void A_cancelled_token_ends_it()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => EmergenceForecast.From(Counts.Small, Counts.Quick with { CancellationToken = source.Token }));
    }

    [TestMethod]
    public void A_token_cancelled_among_the_shuffled_worlds_ends_it()
    {
        using var source = new CancellationTokenSource();
        int done = 0;
        Assert.Throws<OperationCanceledException>(() => EmergenceForecast.From(Counts.Small, Counts.Quick with { ShuffleControls = 100_000, CancellationToken = source.Token }, 1, count =>
        {
            done = Math.Max(done, count);
            if (count >= 3)
                source.Cancel();
        }));
        Assert.IsLessThan(1000, done, "worlds after cancelling: those under way");
    }
}
