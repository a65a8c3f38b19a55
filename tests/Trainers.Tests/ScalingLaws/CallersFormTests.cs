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

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(-1.0)]
    [DataRow(double.PositiveInfinity)]
    public void A_form_whose_loss_is_none_is_not_fitted(double loss)
    {
        ScalingLaw law = Laws.Fit(Runs, Laws.Options(new Constantly(loss, _ => true), ScalingLawForm.Chinchilla));
        Assert.AreEqual(FitStatus.NoFiniteCost, law.Fits["Constantly"].Status);
        Assert.AreEqual(1, law.Weights["Chinchilla"]);
        Assert.IsTrue(double.IsFinite(law.Predict(1e9, 1e10)) && law.ComputeOptimal(1e21).Status == AllocationStatus.Optimal);
    }

    [TestMethod]
    public void A_form_that_is_not_finite_for_some_runs_is_not_fitted() =>
        Assert.AreEqual(FitStatus.NoFiniteCost, Laws.Fit(Runs, Laws.Options(new Constantly(double.NaN, p => p.Parameters > 5e9), ScalingLawForm.Chinchilla)).Fits["Constantly"].Status);

    [TestMethod]
    public void A_form_that_is_not_finite_above_an_origin_is_not_the_measure_of_the_others()
    {
        // Fitted to all runs, x is what the highest D/N asks for; fitted below an origin it is not, and the runs above come out infinite.
        var form = new Explosive(Runs.Max(r => Math.Log(r.Tokens / r.Parameters)));
        ScalingLaw law = Laws.Fit(Runs, Laws.Options(form, ScalingLawForm.Chinchilla, ScalingLawForm.TiedExponents));
        Assert.IsTrue(law.Fits["Explosive"].Status.IsUsable());
        FormValidation explosive = law.Validation["Explosive"];
        Assert.IsTrue(explosive.SignedBias.Any(double.IsNaN), string.Join(" ", explosive.SignedBias));
        Assert.IsFalse(explosive.SignedBias.Any(double.IsInfinity));
        // It is the smallest form: measured against it where it is infinite, all would weigh the same.
        Assert.AreEqual(1, law.Validation["TiedExponents"].RelativeError, 1e-12);
        Assert.AreEqual(1, law.Validation.Forms.Sum(f => f.Weight), 1e-12);
        Assert.IsLessThan(0.1, explosive.Weight);
    }

    [TestMethod]
    public void A_form_is_never_asked_beyond_its_ranges()
    {
        // The best x is beyond 1, where this form is not defined: every way there must end at 1.
        ScalingLaw law = Laws.Fit(Runs, Laws.Options(new Bounded()));
        Assert.AreEqual(1, law.Fits["Bounded"].Parameters["x"]);
        Assert.AreEqual(FitStatus.ParameterAtBound, law.Fits["Bounded"].Status & ~FitStatus.NotValidated);
        CollectionAssert.AreEqual(new[] { "x" }, law.Fits["Bounded"].AtBound.ToArray());
    }

    [TestMethod]
    public void A_wrong_derivative_and_a_false_coefficient_are_named()
    {
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => Laws.Fit(Runs, Laws.Options(new WrongSign()))).Message, "Form 'WrongSign' gives ∂L/∂alpha = ");
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => Laws.Fit(Runs, Laws.Options(new Squared()))).Message, "Form 'Squared' calls 'A' a coefficient, but ∂L/∂A changes with it, from ");
    }

    private sealed class Constantly(double loss, Func<ScalingPoint, bool> where) : ScalingLawForm("Constantly", ScalingLawCoordinate.Searched("x", 0, 1))
    {
        public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
        {
            gradient[0] = 0;
            return where(point) ? loss : 3;
        }
    }

    // A level E that rises by x per unit of D/N, and has a wall where D/N is far above x: low runs ask for a low x, which leaves the high ones beyond it.
    private sealed class Explosive(double most) : ScalingLawForm("Explosive", ScalingLawCoordinate.Coefficient("E"), ScalingLawCoordinate.Searched("x", 0, 1))
    {
        public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
        {
            (gradient[0], gradient[1]) = (1, 1);
            return point.LogTokens - point.LogParameters > most * (0.9 + 0.2 * coordinates[1]) ? double.PositiveInfinity : coordinates[0] + coordinates[1];
        }
    }

    private sealed class Bounded() : ScalingLawForm("Bounded", ScalingLawCoordinate.Coefficient("A"), ScalingLawCoordinate.Searched("x", 0.1, 1))
    {
        public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
        {
            if (coordinates[0] < 0 || coordinates[1] is < 0.1 or > 1)
                throw new AssertFailedException($"A = {coordinates[0]}, x = {coordinates[1]}");
            double n = Math.Log(point.Parameters / 1e7), size = Math.Exp(-0.01 * coordinates[1] * n);
            (gradient[0], gradient[1]) = (size, -0.01 * n * coordinates[0] * size);
            return coordinates[0] * size;
        }
    }

    private sealed class WrongSign() : ScalingLawForm("WrongSign", ScalingLawCoordinate.Coefficient("A"), ScalingLawCoordinate.Searched("alpha", 0.05, 1))
    {
        public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
        {
            double n = point.LogParameters - 15, power = Math.Exp(-coordinates[1] * n);
            (gradient[0], gradient[1]) = (power, n * coordinates[0] * power);
            return coordinates[0] * power;
        }
    }

    private sealed class Squared() : ScalingLawForm("Squared", ScalingLawCoordinate.Coefficient("A"))
    {
        public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
        {
            gradient[0] = 2 * coordinates[0];
            return 1 + coordinates[0] * coordinates[0];
        }
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
