using Microsoft.ML;
using Microsoft.ML.Data;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class GenerateTextTests
{
    private static readonly GenerationOptions Options = new() { MaxTokens = 6, StopAtEos = false, Seed = 3 };
    private static readonly MLContext Context = new(seed: 1);
    private static readonly LanguageModel Model = LanguageModel.Create(
        new DecoderConfig { Layers = 1, Width = 32, Heads = 2, ContextLength = 32, InitializerDeviation = 0.2 }, LanguageTokenizer.Bytes(), seed: 1);

    private static IDataView Rows => Context.Data.LoadFromEnumerable(
        Enumerable.Range(0, 20).Select(i => new TextRow { Text = i % 5 == 4 ? null : $"text {i % 10}", Number = i }));

    [TestMethod]
    public void Every_row_gets_a_continuation_that_depends_on_its_text_alone()
    {
        string[] all = Continue(Rows);
        Assert.HasCount(20, all);
        CollectionAssert.AreEqual(all[..10], all[10..], "rows repeat after ten, and so do their continuations");
        Assert.AreEqual(9, all.Distinct().Count()); // eight texts and the empty one
        string[] backwards = Continue(Context.Data.LoadFromEnumerable(Rows.GetColumn<string>("Text").Reverse().Select(t => new TextRow { Text = t })));
        CollectionAssert.AreEqual(all.Reverse().ToArray(), backwards);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    public void The_batch_size_does_not_change_the_text(int batchRows) =>
        CollectionAssert.AreEqual(Continue(Rows), Continue(Rows, batchRows: batchRows));

    [TestMethod]
    public void Without_a_seed_of_its_own_it_takes_the_contexts()
    {
        string[] Texts(int seed) => Continue(Rows, Options with { Seed = null }, context: new MLContext(seed));
        CollectionAssert.AreEqual(Texts(5), Texts(5));
        CollectionAssert.AreNotEqual(Texts(5), Texts(6));
    }

    [TestMethod]
    public void Looking_at_a_few_rows_generates_no_more_than_one_batch()
    {
        int read = 0;
        IDataView data = Context.Data.LoadFromEnumerable(Enumerable.Range(0, 1000).Select(i =>
        {
            read++;
            return new TextRow { Text = "x" };
        }));
        IDataView generated = Context.Transforms.Text.GenerateText("Continuation", "Text", Model, Options, batchRows: 4).Fit(data).Transform(data);
        Assert.HasCount(3, generated.Preview(3).RowView);
        Assert.IsLessThanOrEqualTo(5, read);
    }

    [TestMethod]
    public void A_fresh_process_that_only_loads_the_pipeline_writes_the_same_text()
    {
        GenerationOptions options = Options with { Temperature = 0.7, TopK = 40, TopP = 0.9, StopStrings = ["q", "é"] };
        ITransformer model = Context.Transforms.Text.GenerateText("Continuation", "Text", Model, options)
            .Append(Context.Transforms.Text.NormalizeText("Continuation", "Continuation")).Fit(Rows);
        ChildProgram.MustScoreTheSameInAFreshProcess(Context, model, Rows, "Continuation");
    }

    [TestMethod]
    public void A_generated_column_can_be_scored_by_the_next_transform()
    {
        IDataView scored = Context.Transforms.Text.GenerateText("Continuation", "Text", Model, Options)
            .Append(Context.Transforms.Text.ScoreLikelihood("Loss", "Continuation", Model)).Fit(Rows).Transform(Rows);
        Assert.IsTrue(scored.GetColumn<float>("Loss").All(l => l > 0));
    }

    [TestMethod]
    public void Repeated_passes_leave_no_tensor_behind()
    {
        IDataView generated = Context.Transforms.Text.GenerateText("Continuation", "Text", Model, Options).Fit(Rows).Transform(Rows);
        LiveTensors.MustNotChange(20, () => _ = ChildProgram.Values(generated, "Continuation"));
    }

    [TestMethod]
    public void Bad_columns_and_options_are_named()
    {
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => Context.Transforms.Text.GenerateText("C", "None", Model).Fit(Rows)).Message, "Could not find input column 'None'");
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => Context.Transforms.Text.GenerateText("C", "Text", Model, new GenerationOptions { MaxTokens = 0 })).Message,
            "GenerationOptions.MaxTokens must be at least 1, but is 0.");
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => Context.Transforms.Text.GenerateText("C", "Text", Model, batchRows: 0)).Message, "batchRows must be at least 1, but is 0.");
    }

    private static string[] Continue(IDataView data, GenerationOptions? options = null, int batchRows = 16, MLContext? context = null) =>
        [.. (context ?? Context).Transforms.Text.GenerateText("Continuation", "Text", Model, options ?? Options, batchRows).Fit(data).Transform(data).GetColumn<string>("Continuation")];
}
