namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class ScalingLawFormTests
{
    private static readonly ScalingPoint Centre = new(3e8, 2e10);

    public static IEnumerable<object[]> Forms() => Planted.All.Select(p => new object[] { p.Form.Name });

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void The_gradient_is_that_of_the_value(string name)
    {
        ScalingLawForm form = Planted.Named(name).Form;
        var random = new Random(7);
        double[] gradient = new double[form.Coordinates.Count];
        for (int trial = 0; trial < 200; trial++)
        {
            double[] at = Place(form, random);
            ScalingPoint point = Point(random);
            double value = form.Evaluate(point, at, gradient);
            for (int i = 0; i < at.Length; i++)
            {
                double difference = Difference(form, point, at, i);
                // Central differences at 1e-5: truncation 1e-10·f''', rounding 1e-11·f.
                Assert.AreEqual(difference, gradient[i], 1e-7 * (1 + Math.Abs(value) + Math.Abs(difference)), $"{name}, {form.Coordinates[i].Name}, trial {trial}");
            }
        }
    }

    [TestMethod]
    public void The_gradient_of_repeated_data_holds_on_both_sides_of_excess_parameters_and_the_value_is_continuous_between()
    {
        ScalingLawForm form = ScalingLawForm.DataConstrained;
        double[] at = [1.8, 1, 0.5, 0.3, 0.4, 2, 1], gradient = new double[7];
        double optimal = Math.Log(0.3 / 0.4) / 0.3;   // of α·w/N^α = β·(1-w)/U^β at U of the centre
        foreach (double excess in (double[])[-1, -1e-3, 1e-3, 1])
        {
            ScalingPoint point = ScalingPoint.FromLogs(optimal + excess, 2, 0);
            form.Evaluate(point, at, gradient);
            for (int i = 0; i < at.Length; i++)
                Assert.AreEqual(Difference(form, point, at, i), gradient[i], 1e-8, $"{form.Coordinates[i].Name} at {excess}");
            Assert.AreEqual(excess > 0, gradient[6] != 0, "ln R_N matters to excess parameters alone");
        }

        Assert.AreEqual(form.Value(ScalingPoint.FromLogs(optimal - 1e-9, 2, 0), at), form.Value(ScalingPoint.FromLogs(optimal + 1e-9, 2, 0), at), 1e-8);
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void Published_parameters_in_the_published_formula_give_the_same_loss(string name)
    {
        var (form, formula, _) = Planted.Named(name);
        var random = new Random(11);
        for (int trial = 0; trial < 200; trial++)
        {
            double[] at = Place(form, random), published = new double[at.Length];
            ScalingPoint relative = Point(random);
            ScalingPoint point = ScalingPoint.FromLogs(relative.LogParameters + Centre.LogParameters, relative.LogTokens + Centre.LogTokens, relative.LogUniqueTokens + Centre.LogTokens);
            form.Publish(at, Centre, published);
            var parameters = form.ParameterNames.Zip(published).ToDictionary(p => p.First, p => p.Second);
            double expected = formula(parameters, point.Parameters, point.Tokens, point.UniqueTokens), got = form.Value(point.RelativeTo(Centre), at);
            // Powers of 1e10 lose up to three digits of the sixteen.
            Assert.AreEqual(1, got / expected, 1e-12, $"{name}, trial {trial}");
        }
    }

    [TestMethod]
    public void Forms_are_those_of_the_issue_by_name()
    {
        string[] names = ["Chinchilla", "TiedExponents", "KaplanWithFloor", "Generalized", "SizeDependentData", "Ratio", "Interaction", "DataConstrained"];
        CollectionAssert.AreEqual(names, ScalingLawForm.All.Select(f => f.Name).ToArray());
        Assert.AreEqual("SmoothlyBroken(Compute)", ScalingLawForm.SmoothlyBroken(ScalingVariable.Compute).ToString());
        CollectionAssert.AreEqual(new[] { "E", "A", "B", "alpha", "beta" }, ScalingLawForm.Chinchilla.ParameterNames.ToArray());
    }

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(1, 0)]
    [DataRow(0, double.NaN)]
    [DataRow(0, double.PositiveInfinity)]
    public void A_coordinate_needs_a_finite_range(double lower, double upper)
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => ScalingLawCoordinate.Searched("alpha", lower, upper));
        StringAssert.StartsWith(e.Message, FormattableString.Invariant($"Coordinate 'alpha' needs a finite range to be searched, but got [{lower}, {upper}]."));
    }

    [TestMethod]
    public void A_form_needs_coordinates_of_different_names()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Named("Mine")).Message, "Form 'Mine' needs one or more coordinates of different names");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Named("Mine", ScalingLawCoordinate.Coefficient("E"), ScalingLawCoordinate.Coefficient("E"))).Message, "but has: E, E.");
        Assert.ThrowsExactly<ArgumentException>(() => new Named("", ScalingLawCoordinate.Coefficient("E")));
        Assert.ThrowsExactly<ArgumentException>(() => ScalingLawCoordinate.Coefficient(""));
    }

    [TestMethod]
    public void A_quantity_that_is_none_and_a_form_too_large_to_search_are_refused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ScalingLawForm.SmoothlyBroken((ScalingVariable)99));
        var e = Assert.ThrowsExactly<ArgumentException>(() => new Named("Huge", [.. Enumerable.Range(0, 7).Select(i => ScalingLawCoordinate.Searched($"x{i}", 0, 1))]));
        StringAssert.StartsWith(e.Message, "Form 'Huge' may have 8 coefficients and 6 searched coordinates at most, but has 0 and 7.");
    }

    /// <summary>A place well inside the ranges, where no term overflows.</summary>
    private static double[] Place(ScalingLawForm form, Random random) => [.. form.Coordinates.Select(c => c switch
    {
        { IsLinear: true } => 0.2 + 2 * random.NextDouble(),
        { Name: "share" } => 0.1 + 0.8 * random.NextDouble(),
        { Name: "ln gamma" or "ln f1" } => -1 + 2 * random.NextDouble(),
        { Name: "ln R_D" or "ln R_N" } => -1 + 4 * random.NextDouble(),
        { Name: "ln d1" } => -3 + 6 * random.NextDouble(),
        { Lower: < 0 } => -1 + 2 * random.NextDouble(),
        _ => 0.1 + random.NextDouble(),
    })];

    private static ScalingPoint Point(Random random)
    {
        double d = -4 + 8 * random.NextDouble();
        return ScalingPoint.FromLogs(-4 + 8 * random.NextDouble(), d, d - 3 * random.NextDouble());
    }

    private static double Difference(ScalingLawForm form, ScalingPoint point, double[] at, int index)
    {
        const double Step = 1e-5;
        double[] up = [.. at], down = [.. at];
        up[index] += Step;
        down[index] -= Step;
        return (form.Value(point, up) - form.Value(point, down)) / (2 * Step);
    }

    private sealed class Named(string name, params ScalingLawCoordinate[] coordinates) : ScalingLawForm(name, coordinates)
    {
        public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient) => 0;
    }
}
