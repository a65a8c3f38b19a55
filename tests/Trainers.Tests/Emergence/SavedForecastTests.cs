using Microsoft.ML;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class SavedForecastTests
{
    private static readonly MLContext Context = new(1);
    private static readonly EmergenceOptions Options = Counts.Quick with { ProblemColumnName = "Problem", ShuffleControls = 5, Seed = 3 };

    [TestMethod]
    [DataRow("Score")]
    [DataRow("Result")]
    public void A_fresh_process_gives_the_same_scores(string column)
    {
        IDataView rows = Counts.View(Context, Counts.Small);
        ITransformer model = Context.Transforms.CopyColumns("Also", "c").Append(Context.Regression.Trainers.Emergence(Options)).Append(Context.Transforms.CopyColumns("Result", "ScoreUpper")).Fit(rows);
        ChildProgram.MustScoreTheSameInAFreshProcess(Context, model, rows, column);
    }

    [TestMethod]
    public void A_loaded_forecast_knows_all_that_the_saved_one_knew()
    {
        IDataView rows = Counts.View(Context, Counts.Small);
        EmergenceTransformer saved = Context.Regression.Trainers.Emergence(Options).Fit(rows);
        using var folder = new TemporaryFolder();
        Context.Model.Save(saved, rows.Schema, folder["forecast.zip"]);
        var loaded = (EmergenceTransformer)Context.Model.Load(folder["forecast.zip"], out _);
        CollectionAssert.AreEqual(saved.Validation.Scores.ToArray(), loaded.Validation.Scores.ToArray());
        CollectionAssert.AreEqual(saved.Validation.Forecasts.ToArray(), loaded.Validation.Forecasts.ToArray());
        CollectionAssert.AreEqual(saved.Validation.Controls.Single().ShuffledGains.ToArray(), loaded.Validation.Controls.Single().ShuffledGains.ToArray());
        CollectionAssert.AreEqual(saved.LeadTime.Rows.ToArray(), loaded.LeadTime.Rows.ToArray());
        CollectionAssert.AreEqual(saved.Forecast.Counts.ToArray(), loaded.Forecast.Counts.ToArray());
    }

    [TestMethod]
    public void Every_cut_is_refused_as_damaged()
    {
        byte[] bytes = Bytes();
        for (int length = 0; length < bytes.Length; length += 3)
            Assert.ThrowsExactly<InvalidDataException>(() => EmergenceFormat.Read(new MemoryStream(bytes, 0, length)), $"cut at {length}");
    }

    [TestMethod]
    public void Changed_bytes_are_refused_as_data_or_read_as_other_numbers()
    {
        byte[] bytes = Bytes();
        var others = new List<string>();
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 0x81;
            try
            {
                EmergenceFormat.Read(new MemoryStream(changed));
            }
            catch (InvalidDataException)
            {
            }
            catch (Exception e)
            {
                others.Add($"byte {i}: {e.GetType().Name} {e.Message}");
            }
        }

        Assert.IsEmpty(others, string.Join('\n', others.Take(10)));
    }

    private static byte[] Bytes()
    {
        EmergenceForecast forecast = EmergenceForecast.From(Counts.Small, Options);
        using var stream = new MemoryStream();
        EmergenceFormat.Write(Options, 3, forecast.Counts, forecast.Validation.Controls, stream);
        return stream.ToArray();
    }
}
