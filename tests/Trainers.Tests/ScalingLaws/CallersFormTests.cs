namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class CallersFormTests
{
    private static readonly IReadOnlyList<RunRow> Runs = Laws.Noisy(Planted.Named("Chinchilla").Runs, 0.01, seed: 3);

    [TestMethod]
    public void A_copy_of_a_built_in_form_is_fitted_as_the_built_in_one()
    {
        ScalingLaw law = Laws.Fit(Runs, Laws.Options(new CallersForm(), ScalingLawForm.Chinchilla));
        ScalingLawFit own = law.Fits["Callers"], known = law.Fits["Chinchilla"];
        Assert.AreEqual(1, own.Cost / known.Cost, 1e-9);
        // Two ways to one minimum: parameters agree to the square root of the cost's precision.
        Assert.AreEqual(known.Parameters["alpha"], own.Parameters["alpha"], 1e-6);
        Assert.AreEqual(known.Parameters["beta"], own.Parameters["beta"], 1e-6);
        Assert.AreEqual(known.Parameters["A"], own.Parameters["A"] * Math.Pow(1e9, own.Parameters["alpha"]), 1e-4 * known.Parameters["A"]);
        Assert.AreEqual(known.Predict(7e9, 2e12), own.Predict(7e9, 2e12), 1e-7);
        Assert.AreEqual(law.Weights["Chinchilla"], law.Weights["Callers"], 1e-4);
    }

    [TestMethod]
    public void A_form_without_a_public_class_is_fitted_but_not_saved()
    {
        ScalingLawTransformer law = Laws.Train(Runs, Laws.Options(new Hidden()));
        Assert.AreEqual(Runs.Average(r => r.Label), law.Predict(1e9, 1e10), 0.5);
        using var folder = new TemporaryFolder();
        var context = new Microsoft.ML.MLContext(1);
        var e = Assert.Throws<NotSupportedException>(() => context.Model.Save(law, null, folder["law.zip"]));
        StringAssert.StartsWith(e.Message, "A law with form 'Constant' cannot be saved");
    }

    [TestMethod]
    public void A_form_that_is_never_finite_is_not_fitted_and_has_no_part_in_the_law()
    {
        ScalingLaw law = Laws.Fit(Runs, Laws.Options(new Nowhere(), ScalingLawForm.Chinchilla));
        Assert.AreEqual(FitStatus.NoFiniteCost, law.Fits["Nowhere"].Status);
        Assert.AreEqual(1, law.Weights["Chinchilla"]);
        Assert.IsTrue(double.IsFinite(law.Predict(1e9, 1e10)));
        StringAssert.Contains(Assert.Throws<InvalidOperationException>(() => Laws.Fit(Runs, Laws.Options(new Nowhere()))).Message, "Nowhere (1 parameters): NoFiniteCost");
    }

    private sealed class Nowhere() : ScalingLawForm("Nowhere", ScalingLawCoordinate.Searched("x", 0, 1))
    {
        public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient) => gradient[0] = double.NaN;
    }

    private sealed class Hidden() : ScalingLawForm("Constant", ScalingLawCoordinate.Coefficient("E"))
    {
        public override int MinimumDistinctValues => 1;

        public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
        {
            gradient[0] = 1;
            return coordinates[0];
        }
    }
}
