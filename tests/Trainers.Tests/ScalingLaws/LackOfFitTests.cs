namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class LackOfFitTests
{
    private static readonly RunRow[] Thrice = [.. Planted.Named("Chinchilla").Runs.SelectMany(r => Enumerable.Repeat(r, 3))];

    [TestMethod]
    public void A_right_form_gets_p_values_all_over_and_a_wrong_one_tiny_ones()
    {
        var right = new List<double>();
        for (int seed = 0; seed < 40; seed++)
        {
            ScalingLaw law = Laws.Fit(Laws.Noisy(Thrice, 0.005, seed), Laws.Options(ScalingLawForm.Chinchilla));
            LackOfFitTest test = law.Fits["Chinchilla"].LackOfFit!;
            Assert.AreEqual((64 - 5, 128), (test.LackOfFitDegrees, test.PureErrorDegrees));
            right.Add(test.PValue);
            Assert.AreEqual(0.005, test.SeedNoise, 0.0015);   // a relative deviation of 1/√256 = 6%; five of them
        }

        // Kolmogorov's distance from uniform: above 0.26 for 40 draws with a chance of 1%.
        right.Sort();
        double distance = right.Select((p, i) => Math.Max(Math.Abs(p - i / 40.0), Math.Abs(p - (i + 1) / 40.0))).Max();
        Assert.IsLessThan(0.26, distance);
        ScalingLaw wrong = Laws.Fit(Laws.Noisy(Planted.Named("SizeDependentData").Runs.SelectMany(r => Enumerable.Repeat(r, 3)), 0.005, 1), Laws.Options(ScalingLawForm.Chinchilla));
        Assert.IsLessThan(1e-6, wrong.Fits["Chinchilla"].LackOfFit!.PValue);
    }

    [TestMethod]
    public void The_F_is_that_of_the_textbook()
    {
        // L = E + A/N^α + B/D^α has 4 parameters; two runs ±1% about the truth at each of 16 configurations: the fit stays, and nothing is lacking.
        RunRow[] runs = [.. Planted.Named("TiedExponents").Runs.Where((_, i) => i % 2 == 0 && i / 8 % 2 == 0)
            .SelectMany(r => new[] { r with { Label = r.Label * Math.Exp(0.01) }, r with { Label = r.Label * Math.Exp(-0.01) } })];
        LackOfFitTest test = Laws.FitForm(runs, ScalingLawForm.TiedExponents).LackOfFit!;
        Assert.AreEqual((12, 16), (test.LackOfFitDegrees, test.PureErrorDegrees));
        Assert.AreEqual(0, test.F, 1e-9);
        Assert.AreEqual(1, test.PValue, 1e-9);
        Assert.AreEqual(0.01 * Math.Sqrt(2), test.SeedNoise, 1e-12);   // Σ of 32 squares over 16 degrees
    }

    [TestMethod]
    public void Without_reruns_there_is_nothing_to_test_against() =>
        Assert.IsNull(Laws.FitForm(Planted.Named("Chinchilla").Runs, ScalingLawForm.Chinchilla).LackOfFit);
}
