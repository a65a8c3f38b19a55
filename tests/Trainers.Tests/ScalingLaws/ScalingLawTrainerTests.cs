using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class ScalingLawTrainerTests
{
    private static readonly MLContext Context = new(1);
    private static readonly IReadOnlyList<RunRow> Runs = Laws.Noisy(Planted.Named("Chinchilla").Runs, 0.01, seed: 5);
    private static readonly ScalingLawOptions Quick = Laws.Options(ScalingLawForm.Chinchilla, ScalingLawForm.TiedExponents) with { BootstrapSamples = 20 };

    private static IDataView Rows => Context.Data.LoadFromEnumerable(Runs);

    // ML.NET's own parts take labels of type Single.
    private static Microsoft.ML.Transforms.TypeConvertingEstimator SingleLabel => Context.Transforms.Conversion.ConvertType(nameof(RunRow.Label), outputKind: DataKind.Single);

    [TestMethod]
    public void Scores_are_the_laws_predictions_with_their_intervals()
    {
        ScalingLawTransformer law = Context.Regression.Trainers.ScalingLaw(Quick).Fit(Rows);
        IDataView scored = law.Transform(Rows);
        float[] score = [.. scored.GetColumn<float>("Score")], lower = [.. scored.GetColumn<float>("ScoreLower")], upper = [.. scored.GetColumn<float>("ScoreUpper")];
        Assert.HasCount(Runs.Count, score);
        for (int i = 0; i < Runs.Count; i++)
        {
            var expected = law.Law.PredictInterval(Runs[i].Parameters, Runs[i].Tokens);
            Assert.AreEqual((float)law.Predict(Runs[i].Parameters, Runs[i].Tokens), score[i]);
            Assert.AreEqual((float)expected.Lower, lower[i]);
            Assert.AreEqual((float)expected.Upper, upper[i]);
            Assert.IsLessThan(upper[i], lower[i]);
        }
    }

    [TestMethod]
    public void The_output_schema_is_the_one_that_was_announced()
    {
        ScalingLawTrainer trainer = Context.Regression.Trainers.ScalingLaw(Quick);
        SchemaShape announced = trainer.GetOutputSchema(Rows.Schema.ToShape());
        DataViewSchema schema = trainer.Fit(Rows).GetOutputSchema(Rows.Schema);
        CollectionAssert.AreEqual(schema.Select(c => c.Name).ToArray(), announced.Select(c => c.Name).ToArray());
        foreach (string column in (string[])["Score", "ScoreLower", "ScoreUpper"])
        {
            Assert.AreEqual(NumberDataViewType.Single, schema[column].Type);
            Assert.AreEqual(NumberDataViewType.Single, announced.Single(c => c.Name == column).ItemType);
        }
    }

    [TestMethod]
    public void Evaluate_and_CrossValidate_take_it_as_a_regression()
    {
        IDataView rows = SingleLabel.Fit(Rows).Transform(Rows);
        ScalingLawTrainer trainer = Context.Regression.Trainers.ScalingLaw(Quick with { BootstrapSamples = 0 });
        RegressionMetrics metrics = Context.Regression.Evaluate(trainer.Fit(rows).Transform(rows));
        double[] log = [.. Runs.Select(r => r.Label * 0.01)];
        // Noise of 1% of the loss, a few of 64 degrees of freedom taken up by the fit.
        Assert.AreEqual(Math.Sqrt(log.Average(x => x * x)), metrics.RootMeanSquaredError, 0.012);
        Assert.IsGreaterThan(0.99, metrics.RSquared);

        var folds = Context.Regression.CrossValidate(rows, trainer, numberOfFolds: 4);
        Assert.HasCount(4, folds);
        foreach (var fold in folds)
            Assert.IsGreaterThan(0.95, fold.Metrics.RSquared);
    }

    [TestMethod]
    public void It_stands_between_in_box_components()
    {
        var pipeline = SingleLabel
            .Append(Context.Regression.Trainers.ScalingLaw(Quick))
            .Append(Context.Transforms.CopyColumns("Predicted", "Score"))
            .Append(Context.Transforms.Expression("Error", "(x, y) => x - y", "Label", "Predicted"));
        IDataView scored = pipeline.Fit(Rows).Transform(Rows);
        Assert.AreEqual(0, scored.GetColumn<float>("Error").Average(), 0.02);
        Assert.IsTrue(scored.GetColumn<float>("Predicted").SequenceEqual(scored.GetColumn<float>("Score")));
    }

    [TestMethod]
    public void A_prediction_engine_scores_one_row()
    {
        ScalingLawTransformer law = Context.Regression.Trainers.ScalingLaw(Quick).Fit(Rows);
        using var engine = Context.Model.CreatePredictionEngine<RunRow, Scored>(law);
        Assert.AreEqual((float)law.Predict(7e9, 2e12), engine.Predict(new RunRow(7e9, 2e12, 0)).Score);
        Assert.IsTrue(float.IsNaN(engine.Predict(new RunRow(-1, 2e12, 0)).Score), "a row that is no configuration scores NaN");
    }

    [TestMethod]
    public void Columns_of_Double_and_Int64_give_the_same_bits_and_of_Single_the_same_fit_to_their_precision()
    {
        RunRow[] whole = [.. Runs.Select(r => r with { Parameters = Math.Round(r.Parameters), Tokens = Math.Round(r.Tokens) })];
        ScalingLawFit doubles = Laws.FitForm(whole, ScalingLawForm.Chinchilla);
        ScalingLawFit longs = Fit(whole.Select(r => new LongRow { Parameters = (long)r.Parameters, Tokens = (long)r.Tokens, Label = r.Label }));
        ScalingLawFit singles = Fit(whole.Select(r => new SingleRow { Parameters = (float)r.Parameters, Tokens = (float)r.Tokens, Label = (float)r.Label }));
        Assert.AreEqual(doubles.ToString(), longs.ToString());
        Assert.AreEqual(BitConverter.DoubleToInt64Bits(doubles.Cost), BitConverter.DoubleToInt64Bits(longs.Cost));
        Assert.AreEqual(doubles.Parameters["alpha"], singles.Parameters["alpha"], 1e-4);
        Assert.AreNotEqual(doubles.Cost, singles.Cost);

        static ScalingLawFit Fit<T>(IEnumerable<T> rows)
            where T : class => Context.Regression.Trainers.ScalingLaw(Laws.Options(ScalingLawForm.Chinchilla)).Fit(Context.Data.LoadFromEnumerable(rows)).Fits["Chinchilla"];
    }

    [TestMethod]
    public void A_data_frame_goes_in_and_tables_come_out()
    {
        var frame = new DataFrame(
            new DoubleDataFrameColumn("N", Runs.Select(r => r.Parameters)), new DoubleDataFrameColumn("D", Runs.Select(r => r.Tokens)), new DoubleDataFrameColumn("Loss", Runs.Select(r => r.Label)));
        var options = Quick with { ParametersColumnName = "N", TokensColumnName = "D", LabelColumnName = "Loss" };
        ScalingLaw law = Context.Regression.Trainers.ScalingLaw(options).Fit(frame).Law;
        Assert.AreEqual(Laws.Fit(Runs, Quick).Fits["Chinchilla"].ToString(), law.Fits["Chinchilla"].ToString());

        DataFrame parameters = law.ParametersFrame(), validation = law.ValidationFrame(), runs = law.RunsFrame(), comparisons = law.ComparisonsFrame();
        Assert.AreEqual(5 + 4, parameters.Rows.Count);
        Assert.AreEqual("alpha", parameters["Parameter"][3]);
        Assert.AreEqual(law.Fits["Chinchilla"].Parameters["alpha"], parameters["Value"][3]);
        Assert.AreEqual(law.Fits["Chinchilla"].Interval("alpha").Upper, parameters["Upper"][3]);
        Assert.AreEqual(2 * law.Validation.Bins.Count, validation.Rows.Count);
        Assert.AreEqual(law.Validation["Chinchilla"].SignedBias[0], validation["SignedBias"][0]);
        Assert.AreEqual(Runs.Count, runs.Rows.Count);
        Assert.AreEqual(100 * Math.Log(Runs[0].Label / law.Predict(Runs[0].Parameters, Runs[0].Tokens)), (double)runs["LogError"][0], 1e-9);
        Assert.AreEqual(1, comparisons.Rows.Count);
        Assert.AreEqual("Chinchilla", comparisons["First"][0]);
    }

    [TestMethod]
    public void A_trainer_fits_again_and_remembers_nothing()
    {
        ScalingLawTrainer trainer = Context.Regression.Trainers.ScalingLaw(Quick);
        ScalingLawTransformer first = trainer.Fit(Rows);
        trainer.Fit(Context.Data.LoadFromEnumerable(Planted.Named("TiedExponents").Runs));
        Assert.IsTrue(SeedTests.Bits(first.Law).SequenceEqual(SeedTests.Bits(trainer.Fit(Rows).Law)));
    }

    [TestMethod]
    [DataRow("Label", "Loss")]
    [DataRow("Parameters", "N")]
    [DataRow("Tokens", "D")]
    [DataRow("UniqueTokens", "U")]
    [DataRow("Weight", "W")]
    [DataRow("Group", "G")]
    public void A_missing_column_is_named_with_those_there_are(string role, string name)
    {
        ScalingLawOptions options = With(role, name);
        string expected = $"Could not find input column '{name}'. The columns are: Parameters, Tokens, Unique, Label, Weight, Group.";
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => Context.Regression.Trainers.ScalingLaw(options).Fit(Rows)).Message, expected);
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => Context.Regression.Trainers.ScalingLaw(options).GetOutputSchema(Rows.Schema.ToShape())).Message, expected);
    }

    [TestMethod]
    [DataRow("Label", "Group", "expected a number (Double, Single or an integer), got Text")]
    [DataRow("Parameters", "Group", "expected a number (Double, Single or an integer), got Text")]
    [DataRow("Group", "Weight", "expected Text, got Double")]
    public void A_column_of_another_type_is_named_with_both_types(string role, string name, string expected)
    {
        ScalingLawTrainer trainer = Context.Regression.Trainers.ScalingLaw(With(role, name));
        expected = $"Schema mismatch for input column '{name}': {expected}";
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(Rows)).Message, expected);
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(Rows.Schema.ToShape())).Message, expected);
    }

    private static ScalingLawOptions With(string role, string name) => role switch
    {
        "Label" => Quick with { LabelColumnName = name },
        "Parameters" => Quick with { ParametersColumnName = name },
        "Tokens" => Quick with { TokensColumnName = name },
        "UniqueTokens" => Quick with { UniqueTokensColumnName = name },
        "Weight" => Quick with { WeightColumnName = name },
        _ => Quick with { GroupColumnName = name },
    };

    private sealed class Scored
    {
        public float Score { get; set; }
    }

    private sealed class LongRow
    {
        public long Parameters { get; set; }

        public long Tokens { get; set; }

        public double Label { get; set; }
    }

    private sealed class SingleRow
    {
        public float Parameters { get; set; }

        public float Tokens { get; set; }

        public float Label { get; set; }
    }
}
