namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class RunPreparationTests
{
    private static readonly IReadOnlyList<RunRow> Runs = Laws.Noisy(Planted.Named("Chinchilla").Runs, 0.02, seed: 2);
    private static readonly ScalingLawOptions Weighted = Laws.Options(ScalingLawForm.Chinchilla) with { WeightColumnName = "Weight" };

    [TestMethod]
    public void A_whole_weight_counts_as_that_many_copies()
    {
        ScalingLawFit weighted = Laws.Fit(Runs.Select((r, i) => r with { Weight = 1 + i % 3 }), Weighted).Fits["Chinchilla"];
        ScalingLawFit copied = Laws.Fit(Runs.SelectMany((r, i) => Enumerable.Repeat(r, 1 + i % 3)), Weighted).Fits["Chinchilla"];
        Assert.AreEqual(1, weighted.Cost / copied.Cost, 1e-11);
        Assert.AreEqual(weighted.Parameters["alpha"], copied.Parameters["alpha"], 1e-7);
        Assert.AreEqual(weighted.Predict(7e9, 2e12), copied.Predict(7e9, 2e12), 1e-7);
        Assert.AreNotEqual(Laws.Fit(Runs, Weighted).Fits["Chinchilla"].Parameters["alpha"], weighted.Parameters["alpha"], 1e-5);
    }

    [TestMethod]
    public void A_weight_of_nothing_is_absence()
    {
        ScalingLawFit weighted = Laws.Fit(Runs.Select((r, i) => r with { Weight = i % 4 == 0 ? 0 : 1 }), Weighted).Fits["Chinchilla"];
        ScalingLawFit absent = Laws.Fit(Runs.Where((_, i) => i % 4 != 0), Weighted).Fits["Chinchilla"];
        Assert.AreEqual(1, weighted.Cost / absent.Cost, 1e-11);
        Assert.AreEqual(absent.Predict(7e9, 2e12), weighted.Predict(7e9, 2e12), 1e-7);
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Laws.Fit(Runs.Select(r => r with { Weight = 0 }), Weighted));
        StringAssert.Contains(e.Message, FormattableString.Invariant($"of {Runs.Count} rows, {Runs.Count} left out (weight 0)"));
    }

    [TestMethod]
    public void A_run_of_no_weight_counts_for_nothing_else_either()
    {
        RunRow far = new(1e13, 1e15, 1.9) { Weight = 0 };
        ScalingLaw law = Laws.Fit(Runs.Append(far), Weighted);
        Assert.AreEqual((Runs.Count + 1, Runs.Count), (law.Data.Read, law.Data.Used));
        Assert.AreEqual(new ExclusionCount("weight 0", 1), law.Data.Excluded.Single());
        Assert.AreEqual(FitStatus.Extrapolated, law.StatusAt(1e13, 1e15));
        // Runs off the diagonal, without weight, do not make N and D independent.
        RunRow[] diagonal = [.. Planted.Geometric(1e7, 1e10, 12).SelectMany(n => new[] { Planted.Named("Chinchilla").Run(n, 20 * n), Planted.Named("Chinchilla").Run(n, 400 * n) with { Weight = 0 } })];
        Assert.IsTrue(Laws.Fit(diagonal, Weighted).Fits["Chinchilla"].Status.HasFlag(FitStatus.Collinear));
    }

    [TestMethod]
    public void All_weights_scaled_scale_the_cost_alone()
    {
        ScalingLawFit one = Laws.Fit(Runs, Weighted).Fits["Chinchilla"], half = Laws.Fit(Runs.Select(r => r with { Weight = 0.5 }), Weighted).Fits["Chinchilla"];
        Assert.AreEqual(0.5, half.Cost / one.Cost, 1e-11);
        Assert.AreEqual(one.Parameters["beta"], half.Parameters["beta"], 1e-7);
    }

    [TestMethod]
    public void Of_each_sweep_the_best_counts()
    {
        RunRow[] sweep = [.. Runs.SelectMany((r, i) => new[] { 1.0, 1.04, 1.01 }, (r, worse) => r with { Label = r.Label * worse, Group = "lr" })];
        ScalingLaw law = Laws.Fit(sweep, Laws.Options(ScalingLawForm.Chinchilla) with { GroupColumnName = "Group", BestPerConfiguration = true });
        Assert.AreEqual(new ExclusionCount("not the lowest loss at its N, D and U", 2 * Runs.Count), law.Data.Excluded.Single());
        Assert.AreEqual((3 * Runs.Count, Runs.Count, 0), (law.Data.Read, law.Data.Used, law.Data.Reruns));
        Assert.AreEqual(Laws.FitForm(Runs, ScalingLawForm.Chinchilla).ToString(), law.Fits["Chinchilla"].ToString());
        Assert.AreEqual(2 * Runs.Count, Laws.Fit(sweep, Laws.Options(ScalingLawForm.Chinchilla)).Data.Reruns);
        // Where the group is the seed, the best of the seeds counts as well, and runs are drawn one by one.
        RunRow[] seeds = [.. sweep.Select((r, i) => r with { Group = i % 3 == 0 ? "a" : "b" })];
        law = Laws.Fit(seeds, Laws.Options(ScalingLawForm.Chinchilla) with { GroupColumnName = "Group", BestPerConfiguration = true, BootstrapSamples = 20 });
        Assert.AreEqual(Runs.Count, law.Data.Used);
        Assert.AreEqual(Laws.Fit(Runs, Laws.Options(ScalingLawForm.Chinchilla) with { BootstrapSamples = 20 }).Fits["Chinchilla"].Interval("E"), law.Fits["Chinchilla"].Interval("E"));
    }

    [TestMethod]
    public void Rules_leave_out_one_after_the_other_and_are_counted()
    {
        RunRow[] runs = [.. Runs.Select((r, i) => r with { Unique = i == 7 ? r.Tokens / 5 : r.Tokens })];
        ExclusionRule[] rules =
        [
            ExclusionRule.TokensPerParameterBelow(1.5), ExclusionRule.TokensPerParameterAbove(5000), ExclusionRule.EpochsAbove(4),
            ExclusionRule.HighestLosses(3), ExclusionRule.Where("nothing", r => r.Loss > 100),
        ];
        ScalingLaw law = Laws.Fit(runs, Laws.Options(ScalingLawForm.Chinchilla) with { Exclusions = rules, UniqueTokensColumnName = "Unique" });
        int below = runs.Count(r => r.Tokens < 1.5 * r.Parameters), above = runs.Count(r => r.Tokens > 5000 * r.Parameters);
        bool seventh = runs[7].Tokens >= 1.5 * runs[7].Parameters && runs[7].Tokens <= 5000 * runs[7].Parameters;
        CollectionAssert.AreEqual(
            new ExclusionCount[] { new("D/N below 1.5", below), new("D/N above 5000", above), new("epochs above 4", seventh ? 1 : 0), new("the 3 highest losses", 3), new("nothing", 0) },
            law.Data.Excluded.ToArray());
        Assert.AreEqual(runs.Length - law.Data.Excluded.Sum(e => e.Runs), law.Data.Used);
        Assert.HasCount(law.Data.Used, law.Runs);
        double highest = law.Runs.Max(r => r.Loss);
        Assert.AreEqual(3, runs.Count(r => r.Label > highest && r.Tokens >= 1.5 * r.Parameters && r.Tokens <= 5000 * r.Parameters));
    }

    [TestMethod]
    public void A_run_at_a_rules_bound_stays()
    {
        // exp(ln D - ln N) of D = 20·N is 20 or a rounding error off, either way.
        RunRow[] runs = [.. Planted.Geometric(1e7, 1e10, 50).Select(n => Planted.Named("Chinchilla").Run(n, 20 * n, 5 * n))];
        ExclusionRule[] rules = [ExclusionRule.TokensPerParameterAbove(20), ExclusionRule.TokensPerParameterBelow(20), ExclusionRule.EpochsAbove(4)];
        ScalingLaw law = Laws.Fit(runs, Laws.Options(ScalingLawForm.Chinchilla) with { Exclusions = rules, UniqueTokensColumnName = "Unique" });
        Assert.AreEqual(50, law.Data.Used, string.Join("; ", law.Data.Excluded));
    }
}
