using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class SplitSentencesTests
{
    private static readonly MLContext Context = new(seed: 1);
    private static readonly string?[] Texts = ["Mr. Smith came.  He left.\n", null, "", "One", "A Xyzab. Man? Yes!"];

    private static IDataView Rows => Context.Data.LoadFromEnumerable(Texts.Select((t, i) => new TextRow { Text = t, Number = i }));

    [TestMethod]
    public void Each_row_gets_its_sentences_and_null_and_empty_texts_none()
    {
        IDataView split = Context.Transforms.Text.SplitSentences("Sentences", "Text").Fit(Rows).Transform(Rows);
        Assert.AreEqual(new VectorDataViewType(TextDataViewType.Instance), split.Schema["Sentences"].Type);
        string[][] sentences = [.. split.GetColumn<string[]>("Sentences")];
        CollectionAssert.AreEqual(new[] { "Mr. Smith came.  ", "He left.\n" }, sentences[0]);
        Assert.IsEmpty(sentences[1]);
        Assert.IsEmpty(sentences[2]);
        CollectionAssert.AreEqual(new[] { "One" }, sentences[3]);
        CollectionAssert.AreEqual(new[] { "A Xyzab. ", "Man? ", "Yes!" }, sentences[4]);
    }

    [TestMethod]
    public void Preview_and_the_declared_schema_agree_with_what_comes()
    {
        SplitSentencesEstimator estimator = Context.Transforms.Text.SplitSentences("Text", "Text");
        SchemaShape.Column declared = estimator.GetOutputSchema(Rows.Schema.ToShape()).Single(c => c.Name == "Text");
        Assert.AreEqual(SchemaShape.Column.VectorKind.VariableVector, declared.Kind);
        Assert.AreEqual(TextDataViewType.Instance, declared.ItemType);
        Assert.HasCount(Texts.Length, estimator.Fit(Rows).Transform(Rows).Preview().RowView);
    }

    [TestMethod]
    public void A_prediction_engine_splits_one_text_at_a_time()
    {
        ITransformer model = Context.Transforms.Text.SplitSentences("Sentences", "Text").Fit(Rows);
        using PredictionEngine<TextRow, SentencesRow> engine = Context.Model.CreatePredictionEngine<TextRow, SentencesRow>(model);
        CollectionAssert.AreEqual(new[] { "One. ", "Two." }, engine.Predict(new TextRow { Text = "One. Two." }).Sentences);
        CollectionAssert.AreEqual(new[] { "Three" }, engine.Predict(new TextRow { Text = "Three" }).Sentences);
        Assert.IsEmpty(engine.Predict(new TextRow { Text = null }).Sentences);
    }

    [TestMethod]
    public void InBox_transforms_take_the_sentences()
    {
        IDataView words = Context.Transforms.Text.SplitSentences("Sentences", "Text")
            .Append(Context.Transforms.Text.NormalizeText("Sentences"))
            .Append(Context.Transforms.Text.TokenizeIntoWords("Words", "Sentences")).Fit(Rows).Transform(Rows);
        CollectionAssert.AreEqual(new[] { "mr.", "smith", "came.", "he", "left." }, words.GetColumn<string[]>("Words").First().Select(w => w.Trim()).Where(w => w.Length > 0).ToArray());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_fresh_process_that_only_loads_the_pipeline_scores_the_same_sentences(bool icu)
    {
        // The score is of whole sentences: other boundaries would be other features.
        SplitSentencesEstimator splitter = icu ? Context.Transforms.Text.SplitSentences("Sentences", "Text", new Icu.IcuSentenceSplitter("en"))
            : Context.Transforms.Text.SplitSentences("Sentences", "Text", new SentenceSplitterOptions { Titles = ["Xyzab"], LineBreaksEnd = true });
        var model = splitter
            .Append(Context.Transforms.Categorical.OneHotHashEncoding("Features", "Sentences", Microsoft.ML.Transforms.OneHotEncodingEstimator.OutputKind.Bag, numberOfBits: 10))
            .Append(Context.Regression.Trainers.OnlineGradientDescent("Number")).Fit(Rows);
        Assert.HasCount(icu ? 4 : 5, model.Transform(Rows).GetColumn<float>("Score").Where(s => float.IsFinite(s)).Take(icu ? 4 : 5));
        ChildProgram.MustScoreTheSameInAFreshProcess(Context, model, Rows, "Score");
    }

    [TestMethod]
    public void A_saved_model_keeps_the_options()
    {
        var options = new SentenceSplitterOptions { Language = "de", Abbreviations = ["Abcde", "Fghij."], Titles = ["Xyzab"], LineBreaksEnd = true };
        const string Text = "Der Xyzab. Der Abcde. Mann ging am 3. Mai.\nEr Fghij. Mann ging. Der kam.";
        string[] expected = ["Der Xyzab. Der Abcde. Mann ging am 3. Mai.\n", "Er Fghij. Mann ging. ", "Der kam."];
        ITransformer model = Context.Transforms.Text.SplitSentences("Sentences", "Text", options).Fit(Rows);
        CollectionAssert.AreEqual(expected, SplitOne(Reloaded(model), Text));
        CollectionAssert.AreNotEqual(expected, SplitOne(Context.Transforms.Text.SplitSentences("Sentences", "Text").Fit(Rows), Text));
    }

    [TestMethod]
    public void A_splitter_of_the_callers_splits_and_says_that_it_cannot_be_saved()
    {
        ITransformer model = Context.Transforms.Text.SplitSentences("Sentences", "Text", new Halves()).Fit(Rows);
        CollectionAssert.AreEqual(new[] { "ab", "cd" }, SplitOne(model, "abcd"));
        StringAssert.Contains(Assert.Throws<NotSupportedException>(() => Reloaded(model)).ToString(), "cannot be saved with the model: it is no ISavedSentenceSplitter");
    }

    [TestMethod]
    public void Bad_columns_and_options_are_named()
    {
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => Context.Transforms.Text.SplitSentences("S", "Number").Fit(Rows)).Message,
            "Schema mismatch for input column 'Number': expected Text, got Single");
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => Context.Transforms.Text.SplitSentences("S", "Nowhere").GetOutputSchema(Rows.Schema.ToShape())).Message,
            "Could not find input column 'Nowhere'.");
        StringAssert.StartsWith(
            Assert.Throws<ArgumentException>(() => Context.Transforms.Text.SplitSentences("S", "Text", new SentenceSplitterOptions { Language = "EN" })).Message,
            "SentenceSplitterOptions.Language must be one of");
        Assert.Throws<ArgumentException>(() => Context.Transforms.Text.SplitSentences("", "Text"));
        Assert.Throws<ArgumentNullException>(() => Context.Transforms.Text.SplitSentences("S", "Text", (SentenceSplitter)null!));
    }

    [TestMethod]
    public void A_splitter_of_a_later_format_is_refused()
    {
        using var reader = new BinaryReader(new MemoryStream([2]));
        StringAssert.StartsWith(
            Assert.Throws<InvalidDataException>(() => Load<RuleSentenceSplitter>(reader)).Message,
            "The model's sentence splitter is saved in format 2, but this package reads 1.");

        static SentenceSplitter Load<T>(BinaryReader reader) where T : ISavedSentenceSplitter => T.Load(reader);
    }

    private static ITransformer Reloaded(ITransformer model)
    {
        using var stream = new MemoryStream();
        Context.Model.Save(model, Rows.Schema, stream);
        stream.Position = 0;
        return new MLContext().Model.Load(stream, out _);
    }

    private static string[] SplitOne(ITransformer model, string text) =>
        model.Transform(Context.Data.LoadFromEnumerable([new TextRow { Text = text }])).GetColumn<string[]>("Sentences").Single();

    private sealed class SentencesRow
    {
        public string[] Sentences { get; set; } = [];
    }

    private sealed class Halves : SentenceSplitter
    {
        protected override IEnumerable<int> FindEnds(string text) => [text.Length / 2];
    }
}
