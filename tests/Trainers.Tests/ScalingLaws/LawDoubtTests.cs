namespace ResearchML.Trainers.Tests;

/// <summary>What a law says of itself when its parts are doubtful.</summary>
[TestClass]
public sealed class LawDoubtTests
{
    private static readonly Planted Chinchilla = Planted.Named("Chinchilla");
    private static readonly IReadOnlyList<RunRow> Noisy = Laws.Noisy(Chinchilla.Runs, 0.01, seed: 11);

    [TestMethod]
    public void As_many_runs_as_parameters_are_saturated_and_have_no_interval()
    {
        RunRow[] five = [.. Noisy.Where((_, i) => i % 9 == 0).Take(5)];
        ScalingLaw law = Laws.Fit(five, Laws.Options(ScalingLawForm.Chinchilla) with { BootstrapSamples = 200 });
        Assert.IsTrue(law.Fits["Chinchilla"].Status.HasFlag(FitStatus.Saturated | FitStatus.NoIntervals), law.Fits["Chinchilla"].Status.ToString());
        Assert.IsTrue(double.IsNaN(law.Fits["Chinchilla"].Interval("alpha").Lower) && double.IsNaN(law.PredictInterval(1e9, 2e10).Lower));
        Assert.IsTrue(law.StatusAt(1e8, 1e9).HasFlag(FitStatus.Saturated | FitStatus.NoIntervals));
        // Without a bootstrap nothing is missing that was asked for.
        Assert.IsFalse(Laws.Fit(five, Laws.Options(ScalingLawForm.Chinchilla)).Fits["Chinchilla"].Status.HasFlag(FitStatus.NoIntervals));
    }

    [TestMethod]
    public void Reruns_are_no_further_configurations()
    {
        RunRow[] four = [.. new[] { (1e8, 1e9), (1e9, 1e11), (1e10, 1e9), (1e8, 1e10) }.SelectMany(at => Laws.Noisy(Enumerable.Repeat(Chinchilla.Run(at.Item1, at.Item2), 4), 0.005, (int)Math.Log(at.Item2)))];
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Laws.Fit(four, Laws.Options(ScalingLawForm.Chinchilla)));
        StringAssert.EndsWith(e.Message, "Chinchilla (5 parameters): FewerRunsThanParameters.");
        RunRow[] five = [.. four, .. Laws.Noisy(Enumerable.Repeat(Chinchilla.Run(1e9, 1e10), 4), 0.005, 3)];
        ScalingLaw law = Laws.Fit(five, Laws.Options(ScalingLawForm.Chinchilla, ScalingLawForm.Interaction));
        Assert.IsTrue(law.Fits["Chinchilla"].Status.HasFlag(FitStatus.Saturated));
        Assert.AreEqual(FitStatus.FewerRunsThanParameters, law.Fits["Interaction"].Status);
    }

    [TestMethod]
    public void A_doubt_that_many_small_parts_share_is_the_laws()
    {
        RunRow[] line = [.. Laws.Noisy(Planted.Geometric(1e7, 1e10, 12).Select(n => Chinchilla.Run(n, 20 * n)), 0.005, 2)];
        ScalingLawForm[] forms = [.. ScalingLawForm.All, .. Enumerable.Range(0, 6).Select(i => new Named(i))];
        ScalingLaw law = Laws.Fit(line, Laws.Options(forms) with { UniqueTokensColumnName = null, Validation = new() { Origins = [] } });
        Assert.IsLessThan(0.1, law.Weights.Values.Max());
        Assert.IsTrue(law.StatusAt(1e9, 2e10).HasFlag(FitStatus.Collinear));
        Assert.AreEqual(AllocationStatus.NotIdentified, law.ComputeOptimal(1e21).Status);
    }

    [TestMethod]
    public void Where_no_two_forms_could_be_tested_all_weigh_the_same_and_it_is_told()
    {
        // Of eight runs at three D/N, six lie below the one place to cut that leaves tied exponents their spare two: no other form can be tested.
        RunRow[] runs = [.. new[] { 1e7, 1e8, 1e9 }.SelectMany(n => new[] { Chinchilla.Run(n, 20 * n), Chinchilla.Run(n, 60 * n) }), Chinchilla.Run(1e8, 3e10), Chinchilla.Run(1e9, 3e11)];
        ScalingLaw law = Laws.Fit(Laws.Noisy(runs, 0.003, 5), Laws.Options(ScalingLawForm.Chinchilla, ScalingLawForm.TiedExponents));
        Assert.HasCount(1, law.Validation.Bins);
        Assert.IsFalse(law.Validation.ToldFormsApart);
        Assert.IsTrue(double.IsNaN(law.Validation["Chinchilla"].MeanAbsoluteLogError) && law.Validation["TiedExponents"].MeanAbsoluteLogError > 0);
        Assert.AreEqual((0.5, 0.5), (law.Weights["Chinchilla"], law.Weights["TiedExponents"]));
        Assert.IsTrue(law.StatusAt(1e8, 1e9).HasFlag(FitStatus.NotValidated));
    }

    [TestMethod]
    public void A_run_of_next_to_no_weight_is_next_to_not_there()
    {
        RunRow[] with = [.. Noisy, new RunRow(1e9, 2e12, 9) { Weight = 1e-9 }];
        var options = Laws.Options(ScalingLawForm.Chinchilla, ScalingLawForm.TiedExponents, ScalingLawForm.KaplanWithFloor) with { WeightColumnName = "Weight", BootstrapSamples = 200 };
        foreach (BootstrapKind kind in Enum.GetValues<BootstrapKind>())
        {
            ScalingLaw without = Laws.Fit(Noisy, options with { BootstrapKind = kind }), law = Laws.Fit(with, options with { BootstrapKind = kind });
            foreach (var (form, weight) in without.Weights)
            {
                Assert.AreEqual(weight, law.Weights[form], 0.05, form);
                Assert.AreEqual(without.Validation[form].MeanAbsoluteLogError, law.Validation[form].MeanAbsoluteLogError, 0.3, form);   // unweighted, the absurd run alone would add 6
            }

            Assert.AreEqual(without.PredictInterval(1e9, 2e10, level: 0.99).Upper, law.PredictInterval(1e9, 2e10, level: 0.99).Upper, 0.02);
        }
    }

    [TestMethod]
    [DataRow(5, true)]
    [DataRow(6, false)]
    public void Fewer_than_six_groups_make_no_interval(int groups, bool none)
    {
        RunRow[] runs = [.. Noisy.Select((r, i) => r with { Group = FormattableString.Invariant($"g{i % groups}") })];
        ScalingLawFit fit = Laws.Fit(runs, Laws.Options(ScalingLawForm.TiedExponents) with { BootstrapSamples = 30, GroupColumnName = "Group" }).Fits["TiedExponents"];
        Assert.AreEqual(none, fit.Status.HasFlag(FitStatus.NoIntervals));
        Assert.AreEqual(none, double.IsNaN(fit.Interval("alpha").Lower));
    }

    [TestMethod]
    public void Resamples_without_what_a_form_needs_are_no_replicates()
    {
        // A third size, a repeated run, that is there once: 36% of resamples lack it, and the form cannot be fitted to those.
        double[] sizes = [.. Noisy.Select(r => r.Parameters).Distinct()];
        RunRow[] thirdSizeOnce = [.. Noisy.Where(r => r.Parameters == sizes[0] || r.Parameters == sizes[4]), Noisy.First(r => r.Parameters == sizes[2])];
        Assert.AreEqual(FitStatus.NoIntervals, StatusOf(thirdSizeOnce, ScalingLawForm.TiedExponents));
        Assert.AreEqual(FitStatus.Ok, StatusOf([.. thirdSizeOnce, .. Noisy.Where(r => r.Parameters == sizes[2])], ScalingLawForm.TiedExponents) & FitStatus.NoIntervals);
        ScalingLaw half = Laws.Fit(thirdSizeOnce, Laws.Options(ScalingLawForm.TiedExponents, new FlatInTokens()) with { BootstrapSamples = 100, Validation = new() { Origins = [] } });
        Assert.AreEqual((0, 100), (half.Fits["TiedExponents"].ReplicateCount, half.Fits["FlatInTokens"].ReplicateCount));
        Assert.IsTrue(double.IsNaN(half.PredictInterval(1e9, 1e10).Lower), "half of the law has no replicates");
        RunRow[] repeatedOnce = [.. Noisy.Select((r, i) => i == 20 ? r with { Unique = r.Tokens / 3 } : r)];
        Assert.IsTrue(StatusOf(repeatedOnce, ScalingLawForm.DataConstrained).HasFlag(FitStatus.NoIntervals));
        Assert.AreEqual(FitStatus.RepeatedEpochs, StatusOf(repeatedOnce, ScalingLawForm.Chinchilla));

        static FitStatus StatusOf(RunRow[] runs, ScalingLawForm form) =>
            Laws.Fit(runs, Laws.Options(form) with { BootstrapSamples = 100, UniqueTokensColumnName = "Unique" }).Fits[form.Name].Status;
    }

    [TestMethod]
    public void Doubts_about_any_large_part_are_the_laws()
    {
        RunRow[] runs = [.. Noisy.Select((r, i) => i == 0 ? r with { Unique = r.Tokens / 3 } : r)];
        ScalingLaw law = Laws.Fit(runs, Laws.Options(ScalingLawForm.Chinchilla, ScalingLawForm.TiedExponents) with { UniqueTokensColumnName = "Unique", Validation = new() { Origins = [] } });
        Assert.AreEqual(FitStatus.RepeatedEpochs | FitStatus.NotValidated, law.StatusAt(1e9, 1e10), "forms of equal weight that were not validated");
        ScalingLaw alone = Laws.Fit(Noisy, Laws.Options(ScalingLawForm.Chinchilla) with { Validation = new() { Origins = [] } });
        Assert.AreEqual(FitStatus.Ok, alone.StatusAt(1e9, 1e10), "one form needs no choosing");
        Assert.AreEqual(FitStatus.RepeatedEpochs, alone.StatusAt(1e9, 1e10, uniqueTokens: 5e9), "Chinchilla's form takes the second epoch for new");
        Assert.IsTrue(alone.StatusAt(1e9, 1e10, uniqueTokens: 1e8).HasFlag(FitStatus.Extrapolated), "a hundred epochs, where the data has one");
    }

    [TestMethod]
    public void A_law_led_by_a_form_of_one_variable_still_divides_by_the_others()
    {
        ScalingLaw law = Laws.Fit(Noisy, Laws.Options(new FlatInTokens(), ScalingLawForm.Chinchilla) with { BootstrapSamples = 40, Validation = new() { Origins = [] } });
        Assert.AreEqual(0.5, law.Weights["FlatInTokens"]);
        Allocation best = law.ComputeOptimal(1e21);
        Assert.AreEqual(0.5, best.ReplicatesWithout);
        Assert.IsTrue(double.IsNaN(best.Parameters.Lower) && double.IsNaN(best.Loss.Upper), "the half with an optimum is no sample of the law");
        Assert.AreEqual(AllocationStatus.Optimal, law.ComputeOptimal(1e21).Status);

        // Of three forms of one weight each has a third of the law's replicates.
        ScalingLaw three = Laws.Fit(Noisy, Laws.Options(new FlatInTokens(), ScalingLawForm.Chinchilla, ScalingLawForm.TiedExponents) with { BootstrapSamples = 60, Validation = new() { Origins = [] } });
        Assert.AreEqual(1 / 3.0, three.ComputeOptimal(1e21).ReplicatesWithout, 1e-12);
    }

    [TestMethod]
    public void A_form_that_collapses_to_a_smaller_one_has_no_second_vote()
    {
        // Without the term of size, data or ratio that the larger form adds, its best is Chinchilla's.
        ScalingLaw law = Laws.Fit(Chinchilla.Runs, Laws.Options(ScalingLawForm.Chinchilla, ScalingLawForm.Interaction, ScalingLawForm.KaplanWithFloor));
        Assert.AreEqual(law.Fits["Chinchilla"].Predict(1e9, 1e10), law.Fits["Interaction"].Predict(1e9, 1e10), 1e-8);
        CollectionAssert.AreEquivalent(new[] { "Chinchilla", "KaplanWithFloor" }, law.Weights.Keys.ToArray());
    }

    [TestMethod]
    public void Many_runs_are_searched_on_a_sample_and_fitted_on_all()
    {
        double[] sizes = Planted.Geometric(1e7, 1e10, 40), tokens = Planted.Geometric(1e8, 1e12, 40);
        RunRow[] runs = [.. Planted.Grid(sizes, tokens).Select(at => Chinchilla.Run(at.N, at.D))];
        ScalingLawFit exact = Laws.FitForm(runs, ScalingLawForm.Chinchilla);
        Assert.AreEqual(1600, exact.Runs);
        Assert.AreEqual(0.34, exact.Parameters["alpha"], 1e-8);
        IReadOnlyList<RunRow> noisy = Laws.Noisy(runs, 0.01, 1);
        double cost = Laws.FitForm(noisy, ScalingLawForm.Chinchilla).Cost;
        double mean = noisy.Sum(r => FittingLoss.HuberOnLogarithm.Of(Math.Log(Chinchilla.At(r.Parameters, r.Tokens) / r.Label)));
        Assert.IsLessThan(mean, cost, "the fit of all runs is below the truth's own cost on them");
        Assert.IsGreaterThan(0.98 * mean, cost);
    }

    private sealed class FlatInTokens() : ScalingLawForm("FlatInTokens", ScalingLawCoordinate.Coefficient("E"), ScalingLawCoordinate.Coefficient("A"))
    {
        public override ScalingVariables Variables => ScalingVariables.Parameters;

        public override int MinimumDistinctValues => 1;

        public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
        {
            (gradient[0], gradient[1]) = (1, Math.Exp(-0.3 * (point.LogParameters - 20)));
            return coordinates[0] + coordinates[1] * gradient[1];
        }
    }

    // Tied exponents under another name, and a little off, so that none is a copy.
    private sealed class Named(int number) : ScalingLawForm($"Tied {number}",
        ScalingLawCoordinate.Coefficient("E"), ScalingLawCoordinate.Coefficient("A"), ScalingLawCoordinate.Coefficient("B"), ScalingLawCoordinate.Searched("alpha", 0.01, 2))
    {
        public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
        {
            double n = point.LogParameters - Math.Log(1e9), d = (1 + 0.1 * number) * (point.LogTokens - Math.Log(1e10));
            double size = Math.Exp(-coordinates[3] * n), data = Math.Exp(-coordinates[3] * d);
            (gradient[0], gradient[1], gradient[2], gradient[3]) = (1, size, data, -n * coordinates[1] * size - d * coordinates[2] * data);
            return coordinates[0] + coordinates[1] * size + coordinates[2] * data;
        }
    }
}
