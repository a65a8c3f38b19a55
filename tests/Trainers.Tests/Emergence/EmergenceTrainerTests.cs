using Microsoft.ML;
using Microsoft.ML.Data;
using ResearchML.Statistics;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class EmergenceTrainerTests
{
    private static readonly MLContext Context = new(1);
    private static readonly EmergenceOptions Quick = Counts.Quick with { ProblemColumnName = "Problem" };

    private static IDataView Rows => Counts.View(Context, Counts.Small);

    [TestMethod]
    public void Every_row_has_the_forecast_of_its_checkpoint()
    {
        EmergenceTransformer forecast = Context.Regression.Trainers.Emergence(Quick).Fit(Rows);
        IDataView scored = forecast.Transform(Rows);
        float[] score = [.. scored.GetColumn<float>("Score")], lower = [.. scored.GetColumn<float>("ScoreLower")], upper = [.. scored.GetColumn<float>("ScoreUpper")];
        Assert.HasCount(80, score);
        int row = 0;
        foreach (EmergenceCount count in Counts.Small)
        {
            Estimate expected = forecast.Predict(Counts.Small.Where(c => c.Model == count.Model && c.Compute == count.Compute));
            Assert.AreEqual(((float)expected.Value, (float)expected.Lower, (float)expected.Upper), (score[row], lower[row], upper[row]));
            row++;
        }

        Assert.IsGreaterThan(15, score.Distinct().Count());
    }

    [TestMethod]
    public void The_adapter_reads_what_the_engine_is_given()
    {
        EmergenceTransformer forecast = Context.Regression.Trainers.Emergence(Quick).Fit(Rows);
        CollectionAssert.AreEqual(EmergenceForecast.From(Counts.Small, Counts.Quick).Validation.Scores.ToArray(), forecast.Validation.Scores.ToArray());
    }

    [TestMethod]
    public void Without_a_column_of_problems_rows_are_numbered_within_their_checkpoint()
    {
        EmergenceTransformer forecast = Context.Regression.Trainers.Emergence(Counts.Quick).Fit(Rows);
        Assert.HasCount(4, forecast.Forecast.Tasks["task"].Problems);
        Assert.AreEqual(forecast.Validation.Scores[0], Context.Regression.Trainers.Emergence(Quick).Fit(Rows).Validation.Scores[0]);
    }

    [TestMethod]
    public void It_stands_between_in_box_components_and_Evaluate_takes_its_scores()
    {
        IDataView scored = Context.Transforms.CopyColumns("Also", "c").Append(Context.Regression.Trainers.Emergence(Quick)).Append(Context.Transforms.CopyColumns("Predicted", "Score")).Fit(Rows).Transform(Rows);
        RegressionMetrics metrics = Context.Regression.Evaluate(scored, "Later", "Score");
        Assert.AreEqual(scored.GetColumn<float>("Predicted").Average(p => Math.Abs(p - 0.25)), metrics.MeanAbsoluteError, 1e-6);
    }

    [TestMethod]
    public void The_output_schema_is_the_one_that_was_announced()
    {
        EmergenceTrainer trainer = Context.Regression.Trainers.Emergence(Quick);
        SchemaShape announced = trainer.GetOutputSchema(Rows.Schema.ToShape());
        DataViewSchema schema = trainer.Fit(Rows).GetOutputSchema(Rows.Schema);
        CollectionAssert.AreEqual(schema.Select(c => c.Name).ToArray(), announced.Select(c => c.Name).ToArray());
    }

    [TestMethod]
    [DataRow("Tokens")]
    [DataRow("Problem")]
    public void A_missing_or_mistyped_column_is_named(string compute)
    {
        EmergenceTrainer trainer = Context.Regression.Trainers.Emergence(Counts.Quick with { ComputeColumnName = compute });
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(Rows));
        StringAssert.Contains(e.Message, $"'{compute}'");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(Rows.Schema.ToShape()));
    }

    [TestMethod]
    public void A_bad_row_is_told_with_its_number()
    {
        IDataView rows = Counts.View(Context, Counts.Small.Select((c, i) => i == 7 ? c with { Correct = 21 } : c));
        var e = Assert.ThrowsExactly<InvalidDataException>(() => Context.Regression.Trainers.Emergence(Quick).Fit(rows));
        Assert.AreEqual("Row 7: the correct samples must be from 0 to the 20 graded, but are 21.", e.Message);
    }

    [TestMethod]
    public void A_part_of_a_sample_is_refused()
    {
        IDataView rows = Context.Transforms.Expression("Half", "x => x / 2f + 0.25f", "Later").Fit(Rows).Transform(Rows);
        var e = Assert.ThrowsExactly<InvalidDataException>(() => Context.Regression.Trainers.Emergence(Quick with { CorrectColumnName = "Half" }).Fit(rows));
        StringAssert.Contains(e.Message, "column 'Half' holds 0.375, expected a whole number");
    }

    [TestMethod]
    public void A_prediction_engine_is_refused_with_what_to_do()
    {
        EmergenceTransformer forecast = Context.Regression.Trainers.Emergence(Quick).Fit(Rows);
        var e = Assert.Throws<Exception>(() => Context.Model.CreatePredictionEngine<CountRow, CountRow>(forecast));
        StringAssert.Contains(e.ToString(), "Must be a row to row mapper"); // ML.NET asks before it would ask for the mapper, which says what to do
        e = Assert.ThrowsExactly<InvalidOperationException>(() => ((ITransformer)forecast).GetRowToRowMapper(Rows.Schema));
        StringAssert.Contains(e.Message, "Give Predict the counts of a checkpoint");
    }

    [TestMethod]
    public void A_task_not_learned_from_scores_NaN_in_rows_and_is_refused_alone()
    {
        EmergenceTransformer forecast = Context.Regression.Trainers.Emergence(Quick).Fit(Rows);
        EmergenceCount[] other = [.. Counts.Small.Take(4).Select(c => c with { Task = "other" })];
        Assert.IsTrue(forecast.Transform(Counts.View(Context, other)).GetColumn<float>("Score").All(float.IsNaN));
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => forecast.Predict(other)).Message, "Task 'other' was not learned from. The tasks are: task.");
    }

    [TestMethod]
    public void The_log_tells_the_gain_and_warns_of_what_is_left_out()
    {
        var context = new MLContext(1);
        var lines = new List<string>();
        context.Log += (_, e) =>
        {
            if (e.Source.Contains("Emergence", StringComparison.Ordinal))
                lines.Add($"{e.Kind} {e.RawMessage}");
        };
        context.Regression.Trainers.Emergence(Quick with { K = [1, 50] }).Fit(Counts.View(context, Counts.Small));
        Assert.IsTrue(lines.Any(l => l.StartsWith("Info Task 'task', LeaveOneModelOut, 5 models: error of pass@1 less that of pass@k ", StringComparison.Ordinal)), string.Join('\n', lines));
        Assert.IsTrue(lines.Any(l => l.StartsWith("Warning Task 'task': k above 20 (50) is left out", StringComparison.Ordinal)), string.Join('\n', lines));
    }
}
