using Microsoft.ML;
using Microsoft.ML.Data;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class ScoreLikelihoodTests
{
    private static readonly MLContext Context = new(seed: 1);
    private static readonly LanguageModel Model = LanguageModel.Create(
        new DecoderConfig { Layers = 1, Width = 32, Heads = 2, ContextLength = 32, InitializerDeviation = 0.2 }, LanguageTokenizer.Bytes(), seed: 1);

    private static IDataView Rows => Context.Data.LoadFromEnumerable(
        Enumerable.Range(0, 100).Select(i => new TextRow { Text = i % 7 == 3 ? null : new string((char)('a' + i % 26), i), Number = i }));

    [TestMethod]
    public void It_writes_the_loss_that_the_model_gives()
    {
        IDataView scored = Context.Transforms.Text.ScoreLikelihood("Loss", "Text", Model).Fit(Rows).Transform(Rows);
        float[] expected = [.. Rows.GetColumn<string>("Text").Select(t => (float)Model.Score([t])[0].LossNats)];
        foreach ((float e, float a) in expected.Zip(scored.GetColumn<float>("Loss")))
            Assert.AreEqual(e, a, 1e-5);
    }

    [TestMethod]
    public void Token_and_byte_counts_are_written_on_request_and_feed_Evaluate()
    {
        var options = new ScoreLikelihoodOptions { TokenCountColumnName = "TokenCount", ByteCountColumnName = "ByteCount" };
        IDataView scored = Context.Transforms.Text.ScoreLikelihood("LossNats", "Text", Model, options).Fit(Rows).Transform(Rows);
        LanguageModelingMetrics metrics = Context.LanguageModeling.Evaluate(scored);
        Assert.AreEqual(Rows.GetColumn<string>("Text").Sum(t => t?.Length ?? 0), metrics.TokenCount);
        Assert.AreEqual(15, metrics.EmptyRowCount); // 14 nulls and the empty text of row 0
    }

    [TestMethod]
    public void The_batch_size_bounds_how_far_it_reads_ahead()
    {
        int read = 0;
        IDataView data = Context.Data.LoadFromEnumerable(Enumerable.Range(0, 1000).Select(i =>
        {
            read++;
            return new TextRow { Text = "x" };
        }));
        IDataView scored = Context.Transforms.Text.ScoreLikelihood("Loss", "Text", Model, new ScoreLikelihoodOptions { BatchRows = 5 }).Fit(data).Transform(data);
        Assert.AreEqual(0, read, "nothing before a cursor asks");
        Assert.AreEqual(7, Context.Data.TakeRows(scored, 7).GetColumn<float>("Loss").Count());
        Assert.IsLessThanOrEqualTo(11, read);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("Tokens")]
    public void A_fresh_process_that_only_loads_the_pipeline_gives_the_same_bits(string? tokenColumn)
    {
        var options = new ScoreLikelihoodOptions { BatchRows = 9, TokenCountColumnName = tokenColumn, Scoring = new ScoringOptions { Stride = 7 } };
        ITransformer model = Context.Transforms.Text.NormalizeText("Text", "Text").Append(Context.Transforms.Text.ScoreLikelihood("Loss", "Text", Model, options)).Fit(Rows);
        ChildProgram.MustScoreTheSameInAFreshProcess(Context, model, Rows, "Loss");
    }

    [TestMethod]
    public void The_pipeline_does_not_dispose_the_callers_model()
    {
        using (LanguageModel own = Model.Clone())
        {
            Context.Transforms.Text.ScoreLikelihood("Loss", "Text", own).Fit(Rows).Dispose();
            Assert.IsTrue(double.IsFinite(own.Score(["abc"])[0].LossNats));
        }
    }

    [TestMethod]
    public void Bad_columns_and_options_are_named()
    {
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => Context.Transforms.Text.ScoreLikelihood("L", "Number", Model).Fit(Rows)).Message,
            "Schema mismatch for input column 'Number': expected Text, got Single");
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => Context.Transforms.Text.ScoreLikelihood("L", "Text", Model, new ScoreLikelihoodOptions { BatchRows = 0 })).Message,
            "ScoreLikelihoodOptions.BatchRows must be at least 1, but is 0.");
        StringAssert.StartsWith(
            Assert.Throws<ArgumentException>(() => Context.Transforms.Text.ScoreLikelihood("L", "Text", Model, new ScoreLikelihoodOptions { TokenCountColumnName = "L" })).Message,
            "ScoreLikelihood must write columns of different names, but writes 'L', 'L'.");
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => Context.Transforms.Text.ScoreLikelihood("L", "Text", Model, new ScoreLikelihoodOptions { Scoring = new ScoringOptions { Stride = 99 } })).Message,
            "ScoringOptions.Stride must be from 1 to the context length (32), but is 99.");
    }
}
