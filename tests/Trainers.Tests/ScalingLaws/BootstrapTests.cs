namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class BootstrapTests
{
    private static readonly Planted Tied = Planted.Named("TiedExponents");
    private static readonly ScalingLawOptions Options = Laws.Options(ScalingLawForm.TiedExponents) with { BootstrapSamples = 200 };

    [TestMethod]
    [DataRow(BootstrapKind.Case)]
    [DataRow(BootstrapKind.Residual)]
    public void Intervals_cover_the_truth_about_as_often_as_they_say(BootstrapKind kind)
    {
        const int Repeats = 40;
        int parameter = 0, prediction = 0;
        for (int seed = 0; seed < Repeats; seed++)
        {
            ScalingLaw law = Laws.Fit(Laws.Noisy(Tied.Runs, 0.01, seed), Options with { BootstrapKind = kind, Loss = FittingLoss.SquaredErrorOnLogarithm });
            var alpha = law.Fits["TiedExponents"].Interval("alpha", 0.8);
            parameter += alpha.Lower <= 0.27 && 0.27 <= alpha.Upper ? 1 : 0;
            RunRow fresh = Laws.Noisy([Tied.Run(3e9, 3e11)], 0.01, 1000 + seed)[0];
            var loss = law.PredictInterval(3e9, 3e11, level: 0.8);
            prediction += loss.Lower <= fresh.Label && fresh.Label <= loss.Upper ? 1 : 0;
        }

        // 80% of 40 is 32; under it 24 or fewer, or 40, have a chance below 0.5%.
        Assert.IsTrue(parameter is > 24 and < 40, $"alpha: {parameter} of {Repeats}");
        Assert.IsTrue(prediction is > 24 and < 40, $"a fresh run: {prediction} of {Repeats}");
    }

    [TestMethod]
    public void Residuals_have_no_mean_and_are_widened_for_the_parameters()
    {
        var runs = new RunSet([.. Laws.Noisy(Tied.Runs.Take(12), 0.02, 4).Select(r => new ScalingRun(new ScalingPoint(r.Parameters, r.Tokens), r.Label))]);
        var form = new FittedForm(ScalingLawForm.TiedExponents, [2, 0.3, 0.3, 0.2], 0, FitStatus.Ok);   // anywhere: no minimum
        double[] raw = [.. runs.Losses.Select((loss, i) => Math.Log(loss / runs.Predict(form, i)))];
        double[] residuals = Bootstrap.Residuals(runs, form, FittingLoss.HuberOnLogarithm);
        Assert.AreNotEqual(0, raw.Average(), 1e-3);
        foreach (var (expected, residual) in raw.Zip(residuals))
            Assert.AreEqual((expected - raw.Average()) * Math.Sqrt(12.0 / 8), residual, 1e-12);
    }

    [TestMethod]
    public void Forms_are_compared_on_runs_that_a_resample_left_out_alone()
    {
        // Without noise but for one run, which Huber's fit passes by: an error is left exactly where that run was left out.
        ScalingRun[] read = [.. Tied.Runs.Select((r, i) => new ScalingRun(new ScalingPoint(r.Parameters, r.Tokens), i == 9 ? 1.5 * r.Label : r.Label))];
        var runs = new RunSet(read);
        var fit = FittedForm.Fit(runs, ScalingLawForm.TiedExponents, FittingLoss.HuberOnLogarithm, CancellationToken.None);
        double[] errors = Bootstrap.Run(runs, [fit], FittingLoss.HuberOnLogarithm, BootstrapKind.Case, 200, 1, _ => { }, CancellationToken.None).LeftOutErrors[0];
        Assert.IsTrue(errors.All(e => e < 1e-3 || e > 0.01));
        Assert.AreEqual(Math.Pow(63 / 64.0, 64), errors.Count(e => e > 0.01) / 200.0, 0.12);
    }

    [TestMethod]
    public void A_resample_counts_a_run_by_its_weight()
    {
        IReadOnlyList<RunRow> runs = Laws.Noisy(Tied.Runs, 0.01, 2);
        RunRow[] absurd = [.. runs.Select(r => r with { Label = 1.3 * r.Label, Weight = 1e-9 })];
        var estimate = Laws.Fit([.. runs, .. absurd], Options with { WeightColumnName = "Weight" }).Fits["TiedExponents"].Interval("E");
        Assert.AreEqual(1.7, estimate.Value, 0.1);
        Assert.AreEqual(1.7, estimate.Upper, 0.2);   // counted alike, half of the resamples would follow the absurd half
    }

    [TestMethod]
    public void Residuals_need_no_groups() =>
        Assert.AreEqual(FitStatus.Ok, Laws.Fit(Laws.Noisy(Tied.Runs.Select(r => r with { Group = "one" }), 0.01, 2), Options with { GroupColumnName = "Group", BootstrapKind = BootstrapKind.Residual }).Fits["TiedExponents"].Status);

    [TestMethod]
    public void A_prediction_interval_is_wider_than_that_of_the_law()
    {
        ScalingLaw law = Laws.Fit(Laws.Noisy(Tied.Runs, 0.01, 1), Options);
        var run = law.PredictInterval(1e9, 2e10);
        Allocation atSame = law.ComputeOptimal(1.2e20, new AllocationOptions { TokensPerParameter = 20 });
        Assert.AreEqual(run.Value, atSame.Loss.Value, 1e-9);
        Assert.IsGreaterThan(2 * (atSame.Loss.Upper - atSame.Loss.Lower), run.Upper - run.Lower);
        // Scatter of 1% either way, 95%: about 3.9% of the loss wide.
        Assert.AreEqual(0.039, (run.Upper - run.Lower) / run.Value, 0.012);
    }

    [TestMethod]
    public void Sizes_with_an_offset_each_widen_the_interval_when_drawn_as_sizes()
    {
        var random = new Random(3);
        RunRow[] runs = [.. Tied.Runs.GroupBy(r => r.Parameters).SelectMany(g =>
        {
            double offset = Math.Exp(0.03 * (random.NextDouble() - 0.5));
            return g.Select(r => r with { Label = r.Label * offset });
        })];
        Assert.IsGreaterThan(1.2 * Width(BootstrapKind.Case), Width(BootstrapKind.ModelSize));
        Assert.AreNotEqual(Width(BootstrapKind.Case), Width(BootstrapKind.Residual));

        double Width(BootstrapKind kind)
        {
            var estimate = Laws.Fit(runs, Options with { BootstrapKind = kind, Loss = FittingLoss.SquaredErrorOnLogarithm }).Fits["TiedExponents"].Interval("E");
            return estimate.Upper - estimate.Lower;
        }
    }

    [TestMethod]
    public void Groups_are_drawn_together()
    {
        // Groups of one size each are drawn as sizes are: the same clusters in the same order, the same bits.
        RunRow[] runs = [.. Laws.Noisy(Tied.Runs, 0.01, 6).Select(r => r with { Group = FormattableString.Invariant($"{r.Parameters}") })];
        var grouped = Laws.Fit(runs, Options with { GroupColumnName = "Group" }).Fits["TiedExponents"].Interval("alpha");
        Assert.AreEqual(Laws.Fit(runs, Options with { BootstrapKind = BootstrapKind.ModelSize }).Fits["TiedExponents"].Interval("alpha"), grouped);
        Assert.AreNotEqual(Laws.Fit(runs, Options).Fits["TiedExponents"].Interval("alpha"), grouped);
    }

    [TestMethod]
    public void Without_noise_there_is_no_doubt()
    {
        ScalingLaw law = Laws.Fit(Tied.Runs, Options with { BootstrapSamples = 20 });
        var alpha = law.Fits["TiedExponents"].Interval("alpha");
        Assert.AreEqual(0.27, alpha.Lower, 1e-8);
        Assert.AreEqual(0.27, alpha.Upper, 1e-8);
        Assert.AreEqual(20, law.Fits["TiedExponents"].ReplicateCount);
    }

    [TestMethod]
    public void A_parameter_that_is_none_is_refused_with_those_there_are()
    {
        ScalingLawFit fit = Laws.FitForm(Tied.Runs, Tied.Form);
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => fit.Interval("gamma")).Message, "Form 'TiedExponents' has no parameter 'gamma'; it has: E, A, B, alpha.");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => fit.Interval("alpha", 1));
        Assert.IsTrue(double.IsNaN(fit.Interval("alpha").Lower));
    }

    [TestMethod]
    public void Of_two_forms_the_wrong_one_errs_more_on_runs_left_out()
    {
        RunRow[] runs = [.. Laws.Noisy(Planted.Named("SizeDependentData").Runs, 0.002, 8)];
        ScalingLaw law = Laws.Fit(runs, Laws.Options(ScalingLawForm.TiedExponents, ScalingLawForm.SizeDependentData) with { BootstrapSamples = 60 });
        FormComparison pair = law.Comparisons.Single();
        Assert.AreEqual(("TiedExponents", "SizeDependentData"), (pair.First, pair.Second));
        Assert.IsGreaterThan(0, pair.Difference.Lower, "the first errs more, beyond doubt");
        Assert.AreEqual(0, pair.FirstBetter, 0.02);
        Assert.AreEqual(0.95, pair.Difference.Level);
        Assert.IsEmpty(Laws.Fit(runs, Laws.Options(ScalingLawForm.TiedExponents, ScalingLawForm.SizeDependentData)).Comparisons);
    }
}
