namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class RollingOriginTests
{
    private static readonly Planted Data = Planted.Named("SizeDependentData");
    private static readonly ScalingLawForm[] Forms = [ScalingLawForm.TiedExponents, ScalingLawForm.Chinchilla, ScalingLawForm.SizeDependentData];
    private static readonly IReadOnlyList<RunRow> Runs = Laws.Noisy(Data.Runs, 0.003, seed: 12);

    [TestMethod]
    public void Bins_are_the_runs_above_each_origin_and_biases_those_of_a_fit_below()
    {
        ValidationTable table = Laws.Fit(Runs, Laws.Options(Forms)).Validation;
        Assert.AreEqual(ScalingVariable.TokensPerParameter, table.OrderedBy);
        Assert.HasCount(3, table.Bins);
        foreach (var (bin, share) in table.Bins.Zip((double[])[1.0 / 2, 2.0 / 3, 5.0 / 6]))
        {
            Assert.AreEqual(Runs.Count, bin.Fitted + bin.Predicted);
            Assert.AreEqual(share * Runs.Count, bin.Fitted, 5, "moved to where D/N changes");
            Assert.IsLessThan(bin.From, bin.Origin);
        }

        ValidationBin last = table.Bins[^1];
        RunRow[] low = [.. Runs.Where(r => r.Tokens / r.Parameters < last.From * (1 - 1e-6))], high = [.. Runs.Where(r => r.Tokens / r.Parameters >= last.From * (1 - 1e-6))];
        Assert.HasCount(last.Fitted, low);
        ScalingLawFit fit = Laws.FitForm(low, ScalingLawForm.Chinchilla);
        // The same cost, centred elsewhere: the minimum agrees to the square root of the cost's precision.
        Assert.AreEqual(high.Average(r => 100 * Math.Log(r.Label / fit.Predict(r.Parameters, r.Tokens))), table["Chinchilla"].SignedBias[^1], 1e-4);
    }

    [TestMethod]
    public void Origins_that_fall_on_the_same_place_are_one()
    {
        // Two values of D/N and so one place to cut, which all three shares are nearest to.
        RunRow[] runs = [.. Planted.Geometric(1e7, 1e10, 8).SelectMany(n => new[] { Data.Run(n, 20 * n), Data.Run(n, 80 * n) })];
        ValidationBin only = Laws.Fit(runs, Laws.Options(Forms)).Validation.Bins.Single();
        Assert.AreEqual((8, 8), (only.Fitted, only.Predicted));
        Assert.AreEqual((20.0, 80.0, 80.0), (Math.Round(only.Origin, 9), Math.Round(only.From, 9), Math.Round(only.To, 9)));
    }

    [TestMethod]
    public void No_origin_leaves_the_smallest_form_fewer_than_two_spare_runs()
    {
        // Tied exponents have four parameters: of nine runs, at least six are fitted.
        RunRow[] runs = [.. Runs.Where((_, i) => i % 7 == 0).Take(9)];
        ValidationBin[] bins = [.. Laws.Fit(runs, Laws.Options(ScalingLawForm.TiedExponents)).Validation.Bins];
        CollectionAssert.AreEqual(new[] { 6, 7 }, bins.Select(b => b.Fitted).ToArray(), string.Join(", ", runs.Select(r => r.Tokens / r.Parameters)));
    }

    [TestMethod]
    public void An_exact_form_is_taken_to_err_by_a_thousandth()
    {
        // One run is predicted, so that its bias is its error.
        Planted exact = Planted.Named("Chinchilla");
        double most = exact.Runs.Max(r => r.Tokens);
        RunRow[] runs = [.. exact.Runs.Where(r => r.Tokens < most), exact.Runs.Last(r => r.Tokens == most)];
        var options = Laws.Options(ScalingLawForm.TiedExponents, ScalingLawForm.Chinchilla) with { Validation = new RollingOriginOptions { OrderBy = ScalingVariable.Tokens, Origins = [0.99] } };
        ValidationTable table = Laws.Fit(runs, options).Validation;
        Assert.AreEqual(1, table.Bins.Single().Predicted);
        double small = Math.Pow(table["TiedExponents"].SignedBias[0] / 100, 2), none = Math.Pow(table["Chinchilla"].SignedBias[0] / 100, 2);
        Assert.IsLessThan(1e-16, none);
        Assert.AreEqual(Math.Sqrt((none + 1e-6) / (small + 1e-6)), table["Chinchilla"].RelativeError, 1e-9);
    }

    [TestMethod]
    public void The_true_form_is_chosen_and_weighs_by_inverse_squared_error()
    {
        ScalingLaw law = Laws.Fit(Runs, Laws.Options(Forms));
        Assert.AreEqual("SizeDependentData", law.Validation.Chosen);
        Assert.AreEqual(1, law.Weights.Values.Sum(), 1e-12);
        double[] products = [.. law.Validation.Forms.Select(f => f.Weight * f.RelativeError * f.RelativeError)];
        foreach (double product in products)
            Assert.AreEqual(products[0], product, 1e-9 * products[0]);
        Assert.AreEqual(1, law.Validation["TiedExponents"].RelativeError, 1e-12, "the smallest form is the measure");
        Assert.IsGreaterThan(0.9, law.Weights["SizeDependentData"]);

        // The average is of logarithms.
        double log = law.Weights.Sum(w => w.Value * Math.Log(law.Fits[w.Key].Predict(7e9, 2e12)));
        Assert.AreEqual(Math.Exp(log), law.Predict(7e9, 2e12), 1e-12);
        ScalingLaw best = Laws.Fit(Runs, Laws.Options(Forms) with { Selection = FormSelection.Best });
        Assert.AreEqual(best.Fits["SizeDependentData"].Predict(7e9, 2e12), best.Predict(7e9, 2e12), 1e-14);
        CollectionAssert.AreEqual(new[] { "SizeDependentData" }, best.Weights.Keys.ToArray());
    }

    [TestMethod]
    [DataRow(ScalingVariable.Parameters)]
    [DataRow(ScalingVariable.Tokens)]
    [DataRow(ScalingVariable.Compute)]
    public void Runs_are_ordered_by_the_quantity_that_is_asked_for(ScalingVariable variable)
    {
        var options = Laws.Options(Forms) with { Validation = new RollingOriginOptions { OrderBy = variable, Origins = [0.7] } };
        ValidationTable table = Laws.Fit(Runs, options).Validation;
        ValidationBin bin = table.Bins.Single();
        double[] values = [.. Runs.Select(r => variable switch { ScalingVariable.Parameters => r.Parameters, ScalingVariable.Tokens => r.Tokens, _ => 6 * r.Parameters * r.Tokens })];
        Assert.AreEqual(variable, table.OrderedBy);
        Assert.AreEqual(values.Max(), bin.To, values.Max() * 1e-9);
        Assert.AreEqual(bin.Predicted, values.Count(v => v >= bin.From * (1 - 1e-9)));
        Assert.AreEqual(bin.Fitted, values.Count(v => v <= bin.Origin * (1 + 1e-9)));
    }

    [TestMethod]
    public void Too_few_runs_to_hold_any_out_weigh_all_forms_the_same()
    {
        ScalingLaw law = Laws.Fit(Runs.Where((_, i) => i % 9 == 0 && i < 54), Laws.Options(ScalingLawForm.TiedExponents, ScalingLawForm.Chinchilla) with { Validation = new() { Origins = [] } });
        Assert.IsEmpty(law.Validation.Bins);
        Assert.AreEqual(0.5, law.Weights["Chinchilla"]);
        Assert.IsTrue(double.IsNaN(law.Validation["Chinchilla"].MeanAbsoluteLogError));
    }

    [TestMethod]
    public void A_form_that_was_not_validated_is_named_with_those_that_were()
    {
        ValidationTable table = Laws.Fit(Runs, Laws.Options(Forms)).Validation;
        StringAssert.StartsWith(Assert.ThrowsExactly<KeyNotFoundException>(() => table["Ratio"]).Message, "Form 'Ratio' was not validated; these were: TiedExponents, Chinchilla, SizeDependentData.");
    }
}
