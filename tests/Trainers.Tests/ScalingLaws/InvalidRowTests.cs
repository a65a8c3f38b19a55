using Microsoft.ML;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class InvalidRowTests
{
    private static readonly IReadOnlyList<RunRow> Runs = Planted.Named("Chinchilla").Runs;
    private static readonly ScalingLawOptions Options = Laws.Options(ScalingLawForm.Chinchilla) with { WeightColumnName = "Weight", UniqueTokensColumnName = "Unique" };

    public static IEnumerable<object[]> Faults() =>
        from column in (string[])["Parameters", "Tokens", "Unique", "Label", "Weight"]
        from value in (double[])[double.NaN, 0, -2.5, double.PositiveInfinity]
        where column != "Weight" || value != 0   // a weight of 0 leaves the run out
        select new object[] { column, value };

    [TestMethod]
    [DynamicData(nameof(Faults))]
    public void A_value_that_is_no_run_is_named_by_row_and_column_or_left_out_and_counted(string column, double value)
    {
        RunRow[] runs = [.. Runs];
        runs[3] = With(runs[3], column, value);
        var e = Assert.ThrowsExactly<InvalidDataException>(() => Laws.Fit(runs, Options));
        StringAssert.StartsWith(e.Message, FormattableString.Invariant($"Row 3: column '{column}' holds {value}, expected a "));
        StringAssert.EndsWith(e.Message, "Mend or remove the row, or set ScalingLawOptions.ExcludeInvalidRows to have such rows left out and counted.");

        ScalingLaw law = Laws.Fit(runs, Options with { ExcludeInvalidRows = true });
        Assert.AreEqual(new ExclusionCount("N, D, U or loss not positive and finite, or weight negative or not finite", 1), law.Data.Excluded.Single());
        Assert.AreEqual((Runs.Count, Runs.Count - 1), (law.Data.Read, law.Data.Used));
        Assert.AreEqual(0.34, law.Fits["Chinchilla"].Parameters["alpha"], 1e-9);
    }

    [TestMethod]
    public void Missing_values_of_a_data_frame_are_no_numbers()
    {
        var frame = new Microsoft.Data.Analysis.DataFrame(
            new Microsoft.Data.Analysis.DoubleDataFrameColumn("Parameters", Runs.Select((r, i) => i == 2 ? null : (double?)r.Parameters)),
            new Microsoft.Data.Analysis.DoubleDataFrameColumn("Tokens", Runs.Select(r => r.Tokens)),
            new Microsoft.Data.Analysis.DoubleDataFrameColumn("Label", Runs.Select(r => r.Label)));
        var context = new MLContext(1);
        var e = Assert.ThrowsExactly<InvalidDataException>(() => context.Regression.Trainers.ScalingLaw(Laws.Options(ScalingLawForm.Chinchilla)).Fit(frame));
        StringAssert.StartsWith(e.Message, "Row 2: column 'Parameters' holds NaN, expected a positive finite number.");
    }

    [TestMethod]
    public void Nothing_left_says_what_became_of_the_rows()
    {
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Laws.Fit([], Options)).Message, "No runs to fit: of 0 rows, none were read.");
        RunRow[] bad = [.. Runs.Take(2).Select(r => r with { Label = double.NaN }), .. Runs.Skip(2).Take(3)];
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Laws.Fit(bad, Options with { ExcludeInvalidRows = true, Exclusions = [ExclusionRule.Where("all", _ => true)] }));
        StringAssert.StartsWith(e.Message, "No runs to fit: of 5 rows, 2 left out (N, D, U or loss not positive and finite, or weight negative or not finite); 3 left out (all).");
    }

    [TestMethod]
    public void A_row_that_is_no_configuration_scores_NaN()
    {
        ScalingLawTransformer law = Laws.Train(Runs, Laws.Options(ScalingLawForm.Chinchilla));
        var context = new MLContext(1);
        IDataView scored = law.Transform(context.Data.LoadFromEnumerable([new RunRow(double.NaN, 1e10, 1), new RunRow(1e9, 1e10, 1), new RunRow(1e9, 0, 1)]));
        CollectionAssert.AreEqual(new[] { false, true, false }, ChildProgram.Values(scored, "Score").Split('\n').Select(s => float.IsFinite(BitConverter.Int32BitsToSingle(int.Parse(s, null)))).ToArray());
    }

    [TestMethod]
    [DataRow(0, 1e10)]
    [DataRow(1e9, -1)]
    [DataRow(double.NaN, 1e10)]
    [DataRow(1e9, double.PositiveInfinity)]
    public void A_prediction_nowhere_is_refused(double parameters, double tokens)
    {
        ScalingLaw law = Laws.Fit(Runs, Laws.Options(ScalingLawForm.Chinchilla));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => law.Predict(parameters, tokens)).Message, "Expected a positive finite number, got ");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => law.Fits["Chinchilla"].Predict(parameters, tokens));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => law.PredictInterval(parameters, tokens));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => law.Predict(1e9, 1e10, double.NaN));
    }

    private static RunRow With(RunRow run, string column, double value) => column switch
    {
        "Parameters" => run with { Parameters = value },
        "Tokens" => run with { Tokens = value },
        "Unique" => run with { Unique = value },
        "Label" => run with { Label = value },
        _ => run with { Weight = value },
    };
}
