namespace ResearchML.Trainers.Tests;

[TestClass]
[TestCategory(SharedData.Category)]
public sealed class PublishedNumberTests
{
    [TestMethod]
    public void Chinchillas_240_points_give_the_known_optimum_and_allocation()
    {
        ScalingLaw law = Laws.Fit(PublishedRuns.Chinchilla, Laws.Options(ScalingLawForm.Chinchilla) with { Exclusions = [ExclusionRule.HighestLosses(5)] });
        ScalingLawFit fit = law.Fits["Chinchilla"];
        Assert.AreEqual(240, fit.Runs);
        Assert.IsLessThanOrEqualTo(0.0010182740178 * (1 + 1e-6), fit.Cost);
        // The digits that the issue gives, half of the last one allowed.
        Assert.AreEqual(477.83, fit.Parameters["A"], 0.005);
        Assert.AreEqual(2143.4, fit.Parameters["B"], 0.05);
        Assert.AreEqual(1.81722, fit.Parameters["E"], 0.000005);
        Assert.AreEqual(0.347310, fit.Parameters["alpha"], 0.0000007);
        Assert.AreEqual(0.367172, fit.Parameters["beta"], 0.0000007);
        Assert.AreEqual(FitStatus.Ok, fit.Status);

        Allocation best = law.ComputeOptimal(1e21);
        Assert.AreEqual(AllocationStatus.Optimal, best.Status);
        Assert.AreEqual(2.7917e9, best.Parameters, 0.00005e9);
        Assert.AreEqual(5.9700e10, best.Tokens, 0.00005e10);
        Assert.AreEqual(2.304455, best.Loss, 0.0000006);
        Assert.AreEqual(1, 6 * best.Parameters * best.Tokens / 1e21, 1e-12);   // the closed form of the rule 6·N·D
        Assert.AreEqual(17.9, law.ComputeOptimal(5.76e23).TokensPerParameter, 0.05);
    }

    [TestMethod]
    public void The_interval_of_tokens_per_parameter_at_Chinchillas_budget_is_the_known_one()
    {
        var options = Laws.Options(ScalingLawForm.Chinchilla) with { Exclusions = [ExclusionRule.HighestLosses(5)], BootstrapSamples = 4000 };
        ScalingLaw law = Laws.Fit(PublishedRuns.Chinchilla, options);
        Allocation best = law.ComputeOptimal(5.76e23);
        Assert.AreEqual(7.7, best.TokensPerParameter.Lower, 1);
        Assert.AreEqual(36.6, best.TokensPerParameter.Upper, 3);
        Assert.AreEqual(4000, law.Fits["Chinchilla"].ReplicateCount);
        Assert.AreEqual(0.95, best.TokensPerParameter.Level);
    }

    [TestMethod]
    public void All_245_points_give_the_known_optimum()
    {
        ScalingLawFit fit = Laws.FitForm(PublishedRuns.Chinchilla, ScalingLawForm.Chinchilla);
        Assert.AreEqual(0.0018260105, fit.Cost, 0.00000000005);
        Assert.AreEqual(1.8913, fit.Parameters["E"], 0.00005);
        Assert.AreEqual(0.4530, fit.Parameters["beta"], 0.0001);   // 0.45305, which rounds either way
    }

    [TestMethod]
    [DataRow(false, 0.3957, 0.4202)]
    [DataRow(true, 0.7103, 0.7320)]
    public void Gadres_five_small_runs_predict_the_two_large_ones_as_published(bool squared, double error1, double error7)
    {
        RunRow[] runs = [.. new[] { "d=96_", "d=512_", "d=576_", "d=1024_" }.Select(width => PublishedRuns.GadreModel(width, 1)), PublishedRuns.GadreModel("d=96_", 16)];
        ScalingLawFit fit = Laws.FitForm(runs, ScalingLawForm.TiedExponents, squared ? FittingLoss.SquaredError : null);
        Assert.AreEqual(error1, Error(PublishedRuns.GadreModel("open_lm_1b", 32)), 0.00005);
        Assert.AreEqual(error7, Error(PublishedRuns.GadreModel("open_lm_7b", 1)), 0.00005);

        double Error(RunRow run) => 100 * Math.Abs(fit.Predict(run.Parameters, run.Tokens) - run.Label) / run.Label;
    }
}
