using ResearchML.Statistics;

namespace ResearchML.Trainers.Tests;

/// <summary>What is held out is not looked at, and the numbers are those of an independent program.</summary>
[TestClass]
public sealed class HeldOutTests
{
    private static readonly EmergenceForecast Small = EmergenceForecast.From(Counts.Small, Counts.Quick);

    // numpy, float64: the same formulas written apart (normal equations by model, two nested loops over models).
    [TestMethod]
    [DataRow("pass@1", 0.13643502479962416)]
    [DataRow("pass@k", 0.12575129400994237)]
    [DataRow("constant", 0.35021518010950314)]
    [DataRow("persistence", 0.22208333333333335)]
    public void Errors_are_those_of_numpy(string method, double error) =>
        Assert.AreEqual(error, Score(Small, method, ValidationScheme.LeaveOneModelOut).Error, 1e-7); // numpy's ridge is the same 1e-9

    [TestMethod]
    public void The_gain_and_its_interval_are_those_of_numpy_and_scipy()
    {
        LargeKGain gain = Small.Validation.Gains.Single(g => g.Scheme == ValidationScheme.LeaveOneModelOut);
        Assert.AreEqual(0.010683730789681788, gain.Gain.Value, 1e-7);
        Assert.AreEqual(-0.016090000311033414, gain.Gain.Lower, 1e-7);
        Assert.AreEqual(0.03745746189039699, gain.Gain.Upper, 1e-7);
        Assert.AreEqual(GainVerdict.CannotTell, gain.Verdict);
        Assert.AreEqual(5, gain.ChosenK.Single());
    }

    [TestMethod]
    public void The_forecast_has_numpys_coefficients_and_deviation()
    {
        TaskForecast task = Small.Tasks["task"];
        Assert.AreEqual(5, task.ChosenK);
        double[] expected = [-1.52594567, 0.59809761, 1.34288855];
        for (int i = 0; i < 3; i++)
            Assert.AreEqual(expected[i], task.Coefficients[i], 1e-7);
        Assert.AreEqual(1.3280738857967291, task.Deviation, 1e-7);
    }

    [TestMethod]
    public void A_models_forecasts_know_nothing_of_its_later_checkpoints()
    {
        // m2's last checkpoint becomes another; what was forecast of it before stays, k included.
        EmergenceForecast changed = EmergenceForecast.From(Counts.Small.Select(c => c.Model == "m2" && c.Compute == 1e11 ? c with { Correct = 1 } : c), Counts.Quick);
        string[] before = Told(Small), after = Told(changed);
        CollectionAssert.AreEqual(before, after);
        Assert.IsGreaterThan(20, before.Length);

        static string[] Told(EmergenceForecast forecast) => [.. forecast.Validation.Forecasts.Where(f => f.Scheme == ValidationScheme.LeaveOneModelOut && f.Model == "m2").Select(Words)];
    }

    [TestMethod]
    public void Forecasts_at_a_time_know_nothing_of_what_comes_after()
    {
        EmergenceForecast changed = EmergenceForecast.From(Counts.Small.Select(c => c.Compute == 1e11 ? c with { Correct = (c.Correct + 7) % 20 } : c), Counts.Quick);
        string[] before = Told(Small), after = Told(changed);
        CollectionAssert.AreEqual(before, after);
        Assert.IsGreaterThanOrEqualTo(5 * 4, before.Length); // five models, four methods

        static string[] Told(EmergenceForecast forecast) => [.. forecast.Validation.Forecasts.Where(f => f.Scheme == ValidationScheme.ForwardInTime).Select(Words)];
    }

    [TestMethod]
    public void Forward_in_time_each_model_is_forecast_from_its_last_checkpoint_up_to_then()
    {
        var forward = Small.Validation.Forecasts.Where(f => f.Scheme == ValidationScheme.ForwardInTime && f.Method == "pass@1").ToArray();
        // Nothing ended by 1e9, and what ended by 4e9 is all four times further: no horizon to learn. By 1e10 there are two, with 1e11 to come.
        CollectionAssert.AreEquivalent(new[] { (1e10, 1e11) }, forward.Select(f => (f.Now, f.Later)).Distinct().ToArray());
        Assert.HasCount(5, forward);
    }

    [TestMethod]
    public void What_is_finetuned_later_is_not_known_before()
    {
        EmergenceCount[] counts = [.. WithFinetuned(correct: 1)];
        EmergenceForecast changed = EmergenceForecast.From(WithFinetuned(correct: 19), Counts.Quick), before = EmergenceForecast.From(counts, Counts.Quick);
        CollectionAssert.AreEqual(Told(before), Told(changed));
        Assert.IsGreaterThan(3, Told(before).Length);

        static string[] Told(EmergenceForecast forecast) =>
            [.. forecast.Validation.Forecasts.Where(f => f.Scheme == ValidationScheme.ForwardInTime && f.Method == "finetuning law" && f.Now <= 1e10).Select(f => $"{f.Model} {f.Now} {f.Forecast.Value:R}")];

        static IEnumerable<EmergenceCount> WithFinetuned(long correct)
        {
            EmergenceCount[] plain = [.. Counts.Small.Select(c => c with { Loss = 6 - 0.2 * Math.Log10(c.Compute) })];
            return plain.Concat(plain.Where(c => c.Compute is 4e9 or 1e11).Select(c => c with { FinetuningExamples = 100, Correct = c.Compute == 1e11 ? correct : c.Correct }));
        }
    }

    [TestMethod]
    public void Beyond_the_last_compute_the_interval_is_wider()
    {
        CalibratedForecast trained = CalibratedForecast.Train(LinearMethod.PassAt(1), Counts.Align(Counts.Small, 1).Pairs);
        EmergenceCheckpoint now = Counts.Align(Counts.Small, 1).Checkpoints[4];
        Estimate at = trained.Logit(now, 2, 0.95), beyond = trained.Logit(now, 2.01, 0.95);
        Assert.AreEqual(1e9, now.Compute);
        Assert.IsGreaterThan(1.2 * (at.Upper - at.Lower), beyond.Upper - beyond.Lower);
    }

    [TestMethod]
    public void An_interval_that_reaches_no_skill_begins_at_0_and_holds_less_than_chance()
    {
        // Guesses of 1/31, and models that are right less often still: 64 samples of each of 100 problems.
        var guesses =
            from model in Enumerable.Range(0, 4)
            from age in Enumerable.Range(1, 3)
            from problem in Enumerable.Range(0, 100)
            select new EmergenceCount($"model {model}", Math.Pow(10, age), "sums", $"{problem}", 64, problem % 2 == 0 ? (model + age) % 3 : 0) { Chance = 1 / 31.0 };
        EmergenceForecast forecast = EmergenceForecast.From(guesses, Counts.Quick);
        HeldOutForecast[] heldOut = [.. forecast.Validation.Forecasts.Where(f => f.Scheme == ValidationScheme.LeaveOneModelOut && f.Method == "pass@1")];
        Assert.IsTrue(heldOut.All(f => f.Outcome < 1 / 31.0 && f.Forecast.Value > 1 / 31.0 && f.Forecast.Lower == 0 && f.IsCovered));
    }

    [TestMethod]
    public void Brier_is_that_of_every_later_sample()
    {
        MethodScore score = Score(Small, "pass@1", ValidationScheme.LeaveOneModelOut);
        double expected = Small.Validation.Forecasts.Where(f => f.Scheme == ValidationScheme.LeaveOneModelOut && f.Method == "pass@1").GroupBy(f => f.Model).Average(model => model.Average(f =>
        {
            // All problems have 20 samples here, so that pass@1 is the share of all later samples, one by one.
            bool[] grades = [.. Counts.Small.Where(c => c.Model == f.Model && c.Compute == f.Later).SelectMany(c => Enumerable.Range(0, 20).Select(i => i < c.Correct))];
            return grades.Average(g => Math.Pow(f.Forecast.Value - (g ? 1 : 0), 2));
        }));
        Assert.AreEqual(expected, score.Brier, 1e-12);
    }

    [TestMethod]
    public void The_order_of_rows_does_not_matter()
    {
        EmergenceForecast reversed = EmergenceForecast.From(Counts.Small.Reverse(), Counts.Quick);
        CollectionAssert.AreEqual(Small.Validation.Forecasts.Select(Words).ToArray(), reversed.Validation.Forecasts.Select(Words).ToArray());
    }

    private static MethodScore Score(EmergenceForecast forecast, string method, ValidationScheme scheme) => forecast.Validation.Scores.Single(s => s.Method == method && s.Scheme == scheme);

    private static string Words(HeldOutForecast f) => FormattableString.Invariant($"{f.Method} {f.Model} {f.Now} {f.Later} {f.K} {f.Forecast.Value:R} {f.Forecast.Lower:R} {f.Forecast.Upper:R}");
}
