namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class PlantAndRecoverTests
{
    public static IEnumerable<object[]> Forms() => Planted.All.Select(p => new object[] { p.Form.Name });

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void Without_noise_every_parameter_is_recovered(string name) => MustRecover(Planted.Named(name), FittingLoss.HuberOnLogarithm);

    [TestMethod]
    [DataRow("Chinchilla")]
    [DataRow("TiedExponents")]
    [DataRow("KaplanWithFloor")]
    [DataRow("Generalized")]
    [DataRow("SizeDependentData")]
    [DataRow("Ratio")]
    [DataRow("Interaction")]
    [DataRow("SmoothlyBroken(Compute)")]
    public void And_so_under_squared_errors(string name)
    {
        MustRecover(Planted.Named(name), FittingLoss.SquaredError);
        MustRecover(Planted.Named(name), FittingLoss.SquaredErrorOnLogarithm);
    }

    // 25 truths a form were recovered in November 2026, none worse than 1e-14; two are left for the time they take.
    [TestMethod]
    public void Truths_drawn_at_random_are_recovered()
    {
        var random = new Random(99);
        var centre = new ScalingPoint(3e8, 1e10);
        foreach (ScalingLawForm form in ScalingLawForm.All.Where(f => f != ScalingLawForm.DataConstrained))
        {
            for (int trial = 0; trial < 2; trial++)
            {
                double[] at = [.. form.Coordinates.Select(c => Draw(c, random))], truth = new double[at.Length];
                form.Publish(at, centre, truth);
                ScalingLawFit fit = Laws.FitForm(Planted.Named("Chinchilla").Runs.Select(r => r with { Label = form.Value(new ScalingPoint(r.Parameters, r.Tokens).RelativeTo(centre), at) }), form);
                foreach (var (name, value) in form.ParameterNames.Zip(truth))
                    Assert.AreEqual(1, fit.Parameters[name] / value, 1e-8, $"{name}: {fit}");
            }
        }
    }

    [TestMethod]
    public void A_tenth_of_the_runs_gone_wrong_moves_nothing_under_the_default_loss()
    {
        Planted planted = Planted.Named("Chinchilla");
        RunRow[] runs = [.. planted.Runs.Select((r, i) => i % 10 == 5 ? r with { Label = r.Label * 1.5 } : r)];
        ScalingLawFit robust = Laws.FitForm(runs, planted.Form), squared = Laws.FitForm(runs, planted.Form, FittingLoss.SquaredErrorOnLogarithm);
        // Huber's influence is δ = 1e-3 a run: the fit moves by the order of that, a squared error by the order of ln 1.5.
        Assert.AreEqual(0.34, robust.Parameters["alpha"], 0.34 * 0.005);
        Assert.IsGreaterThan(0.34 * 0.005, Math.Abs(squared.Parameters["alpha"] - 0.34));
    }

    private static void MustRecover(Planted planted, FittingLoss loss)
    {
        ScalingLawFit fit = Laws.FitForm(planted.Runs, planted.Form, loss);
        foreach (var (parameter, truth) in planted.Truth)
            Assert.AreEqual(1, fit.Parameters[parameter] / truth, 1e-8, $"{parameter}: {fit}");
        // Failed at 9c0812a for SmoothlyBroken(Compute) under SquaredError: NotConverged at a cost of 2e-30, where what a step promises is
        // rounding and no share of the cost.
        Assert.AreEqual(FitStatus.Ok, fit.Status, fit.ToString());
    }

    private static double Draw(ScalingLawCoordinate coordinate, Random random)
    {
        var (from, to) = coordinate switch
        {
            { Name: "E" } => (1.0, 2.0),
            { Name: "G" } => (0.05, 0.5),
            { IsLinear: true } => (0.2, 1),
            { Name: "share" } => (0.2, 0.8),
            { Name: "ln gamma" } => (-1.2, 0.7),
            { Name: "k" } => (-0.3, 0.4),
            _ => (0.15, 0.6),
        };
        return from + (to - from) * random.NextDouble();
    }
}
