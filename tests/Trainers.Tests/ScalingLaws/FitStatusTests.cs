using Microsoft.ML;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class FitStatusTests
{
    private static readonly Planted Chinchilla = Planted.Named("Chinchilla");
    private static readonly double[] Sizes = Planted.Geometric(1e7, 1e10, 6), Tokens = Planted.Geometric(1e9, 1e12, 6);

    [TestMethod]
    public void Fewer_runs_than_parameters_is_no_fit_and_its_numbers_are_NaN()
    {
        RunRow[] runs = [.. Chinchilla.Runs.Where((_, i) => i % 9 == 0).Take(5)];   // the diagonal: five sizes, five counts of tokens
        ScalingLaw law = Laws.Fit(runs, Laws.Options(ScalingLawForm.Chinchilla, ScalingLawForm.Generalized));
        Assert.AreEqual(FitStatus.FewerRunsThanParameters, law.Fits["Generalized"].Status);
        Assert.IsFalse(law.Fits["Generalized"].Status.IsUsable());
        Assert.IsTrue(double.IsNaN(law.Fits["Generalized"].Cost) && law.Fits["Generalized"].Parameters.Values.All(double.IsNaN));
        Assert.IsTrue(double.IsNaN(law.Fits["Generalized"].Predict(1e9, 1e10)));
        Assert.IsTrue(law.Fits["Chinchilla"].Status.IsUsable());
        CollectionAssert.AreEqual(new[] { "Chinchilla" }, law.Weights.Keys.ToArray());
    }

    [TestMethod]
    public void With_no_form_left_the_message_says_why_for_each()
    {
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Laws.Fit(Chinchilla.Runs.Take(4), Laws.Options(ScalingLawForm.Chinchilla, ScalingLawForm.TiedExponents)));
        StringAssert.StartsWith(e.Message, "No form can be fitted to these 4 runs: Chinchilla (5 parameters): FewerRunsThanParameters, TooFewDistinctParameters; TiedExponents (4 parameters): TooFewDistinctParameters.");
    }

    [TestMethod]
    [DataRow(true, FitStatus.TooFewDistinctParameters)]
    [DataRow(false, FitStatus.TooFewDistinctTokens)]
    public void All_of_one_size_or_one_count_of_tokens_fits_a_law_of_the_other_alone(bool sizes, FitStatus expected)
    {
        RunRow[] runs = [.. Enumerable.Range(0, 30).Select(i => sizes ? Chinchilla.Run(1e9, 1e8 * Math.Pow(1.4, i)) : Chinchilla.Run(1e6 * Math.Pow(1.4, i), 1e10))];
        ScalingLawForm broken = ScalingLawForm.SmoothlyBroken(sizes ? ScalingVariable.Tokens : ScalingVariable.Parameters);
        ScalingLaw law = Laws.Fit(runs, Laws.Options(ScalingLawForm.Chinchilla, broken));
        Assert.AreEqual(expected, law.Fits["Chinchilla"].Status);
        Assert.IsTrue(law.Fits[broken.Name].Status.IsUsable());
        Assert.AreEqual(runs[12].Label, law.Predict(runs[12].Parameters, runs[12].Tokens), 1e-3);   // a power without a break leaves the break's place open
    }

    [TestMethod]
    public void Sizes_that_differ_by_the_rounding_of_Single_are_one()
    {
        RunRow[] runs = [.. Planted.Geometric(1e9, 1e12, 8).SelectMany(d => new[] { Chinchilla.Run(1e9, d), Chinchilla.Run(1e9 * (1 + 1e-7), d), Chinchilla.Run(1e10, d) })];
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Laws.Fit(runs, Laws.Options(ScalingLawForm.Chinchilla)));
        StringAssert.EndsWith(e.Message, "Chinchilla (5 parameters): TooFewDistinctParameters.");
    }

    [TestMethod]
    [DataRow(1e-4)]
    [DataRow(3e-5)]
    [DataRow(1e-12)]
    [DataRow(1e12)]
    public void One_absurd_loss_does_not_move_the_fit(double loss)
    {
        RunRow[] runs = [.. Chinchilla.Runs.Select((r, i) => i == 17 ? r with { Label = loss } : r)];
        ScalingLawFit fit = Laws.FitForm(runs, ScalingLawForm.Chinchilla);
        Assert.AreEqual(0.34, fit.Parameters["alpha"], 1e-3);
        Assert.AreEqual(1e-3 * (Math.Abs(Math.Log(loss / Chinchilla.Runs[17].Label)) - 5e-4), fit.Cost, 1e-3 * fit.Cost);
    }

    [TestMethod]
    [DataRow(1e-12)]
    [DataRow(1e-300)]
    public void However_small_Hubers_threshold_the_fit_is_that_of_absolute_errors(double delta)
    {
        IReadOnlyList<RunRow> runs = Laws.Noisy(Chinchilla.Runs, 0.005, 6);
        ScalingLawFit fit = Laws.FitForm(runs, ScalingLawForm.TiedExponents, FittingLoss.HuberOnLogarithmWithin(delta)), near = Laws.FitForm(runs, ScalingLawForm.TiedExponents, FittingLoss.HuberOnLogarithmWithin(1e-6));
        Assert.AreEqual(near.Cost / 1e-6, fit.Cost / delta, 0.02 * near.Cost / 1e-6);
    }

    [TestMethod]
    public void Of_many_runs_a_low_origin_is_searched_as_well_as_a_few()
    {
        double[] sizes = Planted.Geometric(1e7, 1e10, 40), tokens = Planted.Geometric(1e8, 1e12, 100);
        RunRow[] many = [.. Planted.Grid(sizes, tokens).Select(at => Chinchilla.Run(at.N, at.D))];
        FormValidation form = Laws.Fit(many, Laws.Options(ScalingLawForm.Chinchilla) with { Validation = new() { Origins = [0.02, 0.5] } }).Validation["Chinchilla"];
        Assert.IsLessThan(1e-3, Math.Abs(form.SignedBias[0]), "eighty runs, and no noise");
        Assert.IsLessThan(1e-6, Math.Abs(form.SignedBias[1]));
    }

    [TestMethod]
    public void Twenty_tokens_per_parameter_throughout_predicts_along_the_line_and_allocates_nothing()
    {
        RunRow[] runs = [.. Planted.Geometric(1e7, 1e10, 12).Select(n => Chinchilla.Run(n, 20 * n))];
        ScalingLaw law = Laws.Fit(runs, Laws.Options(ScalingLawForm.Chinchilla) with { BootstrapSamples = 20 });
        Assert.IsTrue(law.Fits["Chinchilla"].Status.HasFlag(FitStatus.Collinear));
        Assert.AreEqual(Chinchilla.At(3e9, 6e10), law.Predict(3e9, 6e10), 1e-4);
        Allocation none = law.ComputeOptimal(1e21);
        Assert.AreEqual(AllocationStatus.NotIdentified, none.Status);
        Assert.IsTrue(new[] { none.Parameters, none.Tokens, none.Loss, none.TokensPerParameter }.All(e => double.IsNaN(e.Value) && double.IsNaN(e.Lower) && double.IsNaN(e.Upper)));
        Allocation along = law.ComputeOptimal(1e21, new AllocationOptions { TokensPerParameter = 20 });
        Assert.AreEqual(AllocationStatus.FixedRatio, along.Status);
        Assert.IsTrue(along.Fit.HasFlag(FitStatus.Collinear));
    }

    [TestMethod]
    public void Independent_sizes_and_tokens_are_not_collinear() =>
        Assert.AreEqual(FitStatus.Ok, Laws.FitForm(Chinchilla.Runs, ScalingLawForm.Chinchilla).Status);

    [TestMethod]
    public void Copies_of_runs_are_counted_and_told()
    {
        ScalingLaw law = Laws.Fit([.. Chinchilla.Runs, Chinchilla.Runs[4], Chinchilla.Runs[4] with { Label = 3.3 }], Laws.Options(ScalingLawForm.Chinchilla));
        Assert.AreEqual((1, 2), (law.Data.Duplicates, law.Data.Reruns));
        Assert.IsTrue(law.Fits["Chinchilla"].Status.HasFlag(FitStatus.DuplicateRuns));
        Assert.IsNull(Laws.Fit([.. Chinchilla.Runs, Chinchilla.Runs[4]], Laws.Options(ScalingLawForm.Chinchilla)).Fits["Chinchilla"].LackOfFit, "a copy is no rerun");
    }

    [TestMethod]
    public void Losses_in_bits_give_the_fit_in_nats_and_scores_in_bits()
    {
        RunRow[] bits = [.. Chinchilla.Runs.Select(r => r with { Label = r.Label / Math.Log(2) })];
        ScalingLawTransformer law = Laws.Train(bits, Laws.Options(ScalingLawForm.Chinchilla) with { LossUnit = LossUnit.Bits });
        Assert.AreEqual(1.7, law.Fits["Chinchilla"].Parameters["E"], 1e-9);
        Assert.AreEqual(FitStatus.Ok, law.Fits["Chinchilla"].Status);
        Assert.AreEqual(Chinchilla.At(7e9, 2e12), law.Predict(7e9, 2e12), 1e-9);
        var context = new MLContext(1);
        using var engine = context.Model.CreatePredictionEngine<RunRow, Scored>(law);
        Assert.AreEqual((float)(Chinchilla.At(7e9, 2e12) / Math.Log(2)), engine.Predict(new RunRow(7e9, 2e12, 0)).Score, 1e-6f);
    }

    [TestMethod]
    public void A_column_named_for_bits_or_a_loss_above_guessing_is_told()
    {
        var context = new MLContext(1);
        var rows = context.Data.LoadFromEnumerable(Chinchilla.Runs);
        foreach (string column in (string[])["val_bits", "ValBPB", "lossInBits"])
        {
            var renamed = context.Transforms.CopyColumns(column, "Label").Fit(rows).Transform(rows);
            Assert.AreEqual(FitStatus.LossMayBeInBits, context.Regression.Trainers.ScalingLaw(Laws.Options(ScalingLawForm.TiedExponents) with { LabelColumnName = column }).Fit(renamed).Fits["TiedExponents"].Status);
        }

        var orbit = context.Transforms.CopyColumns("OrbitLoss", "Label").Fit(rows).Transform(rows);
        Assert.AreEqual(FitStatus.Ok, context.Regression.Trainers.ScalingLaw(Laws.Options(ScalingLawForm.TiedExponents) with { LabelColumnName = "OrbitLoss" }).Fit(orbit).Fits["TiedExponents"].Status);

        RunRow[] high = [.. Chinchilla.Runs];
        high[0] = high[0] with { Label = 12.7 };   // ln 300000 = 12.61
        Assert.IsTrue(Laws.FitForm(high, ScalingLawForm.Chinchilla).Status.HasFlag(FitStatus.LossMayBeInBits));
        high[0] = high[0] with { Label = 12.5 };
        Assert.IsFalse(Laws.FitForm(high, ScalingLawForm.Chinchilla).Status.HasFlag(FitStatus.LossMayBeInBits));
    }

    [TestMethod]
    public void A_form_in_distinct_tokens_needs_repeats_and_its_column()
    {
        var form = ScalingLawForm.DataConstrained;
        ScalingLaw law = Laws.Fit(Chinchilla.Runs, Laws.Options(form, ScalingLawForm.Chinchilla));
        Assert.AreEqual(FitStatus.NoRepeatedTokens, law.Fits["DataConstrained"].Status);
        Assert.AreEqual(FitStatus.Ok, law.Fits["Chinchilla"].Status);
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Laws.Fit(Chinchilla.Runs, Laws.Options(form) with { UniqueTokensColumnName = null }));
        StringAssert.StartsWith(e.Message, "'DataConstrained' is a form in distinct tokens: name their column in ScalingLawOptions.UniqueTokensColumnName.");
        Assert.IsFalse(Laws.Fit(Chinchilla.Runs, Laws.Options(form, ScalingLawForm.Chinchilla) with { UniqueTokensColumnName = null }).Fits.ContainsKey("DataConstrained"));
    }

    [TestMethod]
    public void Where_data_is_repeated_a_form_that_takes_it_for_new_says_so_and_is_no_candidate()
    {
        Planted planted = Planted.Named("DataConstrained");
        ScalingLaw law = Laws.Fit(planted.Runs, Laws.Options(ScalingLawForm.Chinchilla, ScalingLawForm.DataConstrained));
        Assert.IsTrue(law.Fits["Chinchilla"].Status.HasFlag(FitStatus.RepeatedEpochs));
        Assert.IsFalse(law.Fits["DataConstrained"].Status.HasFlag(FitStatus.RepeatedEpochs));
        CollectionAssert.AreEqual(new[] { "DataConstrained" }, law.Weights.Keys.ToArray());
        Assert.AreEqual(planted.At(1e9, 4e11, 1e10), law.Predict(1e9, 4e11, 1e10), 1e-9);
    }

    [TestMethod]
    public void A_parameter_at_its_bound_is_named()
    {
        Assert.IsEmpty(Laws.FitForm(Chinchilla.Runs, ScalingLawForm.Chinchilla).AtBound);
        RunRow[] falling = [.. Chinchilla.Runs.Select(r => r with { Label = 400 / Math.Pow(r.Parameters, 0.34) + 2000 / Math.Pow(r.Tokens, 0.37) - 0.05 })];
        ScalingLawFit floor = Laws.FitForm(falling, ScalingLawForm.Chinchilla);   // the best floor would be below 0
        Assert.IsTrue(floor.Status.HasFlag(FitStatus.ParameterAtBound));
        CollectionAssert.AreEqual(new[] { "E" }, floor.AtBound.ToArray());
        Assert.AreEqual(0, floor.Parameters["E"]);
    }

    [TestMethod]
    public void Beyond_ten_times_the_data_is_an_extrapolation()
    {
        RunRow[] runs = [.. Planted.Grid(Sizes, Tokens).Select(at => Chinchilla.Run(at.N, at.D))];   // N 1e7..1e10, D 1e9..1e12
        ScalingLaw law = Laws.Fit(runs, Laws.Options(ScalingLawForm.Chinchilla)), near = Laws.Fit(runs, Laws.Options(ScalingLawForm.Chinchilla) with { ExtrapolationFactor = 1 });
        Assert.AreEqual(FitStatus.Ok, law.StatusAt(1e11, 1e12));
        Assert.AreEqual(FitStatus.Extrapolated, law.StatusAt(1.01e11, 1e12));
        Assert.AreEqual(FitStatus.Extrapolated, law.StatusAt(1e9, 1.01e13));
        Assert.AreEqual(FitStatus.Extrapolated, law.StatusAt(0.99e6, 1e9));
        Assert.AreEqual(FitStatus.Ok, near.StatusAt(1e10, 1e12));
        Assert.AreEqual(FitStatus.Extrapolated, near.StatusAt(1.01e10, 1e12));
        Assert.AreEqual(FitStatus.Ok, law.StatusAt(1e11, 1e10), "D/N of 0.1, as of the least in the data");
        Assert.AreEqual(FitStatus.Extrapolated, law.StatusAt(1e11, 9e8), "D/N of 0.009, a tenth of the least in the data");
        Assert.IsTrue(law.ComputeOptimal(1e28).Fit.HasFlag(FitStatus.Extrapolated));
    }

    private sealed class Scored
    {
        public float Score { get; set; }
    }
}
