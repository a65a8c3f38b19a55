using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Tests;

[TestClass]
public sealed class PredictionEngineTests : IDisposable
{
    private static readonly MLContext Context = new(1);
    private readonly TextLengthTransformer _transformer = new(Context, factor: 3);

    public void Dispose() => _transformer.Dispose();

    [TestMethod]
    public void Each_prediction_is_of_its_own_row()
    {
        using PredictionEngine<TestRow, TestScore> engine = Engine(_transformer);
        foreach (string text in new[] { "a", "abc", "ab", "ab", "" })
        {
            TestScore score = engine.Predict(new TestRow { Text = text });
            Assert.AreEqual((text.Length, 3f * text.Length), (score.Length, score.Score));
        }
    }

    [TestMethod]
    public void Several_columns_of_a_row_cost_one_computation()
    {
        using PredictionEngine<TestRow, TestScore> engine = Engine(_transformer);
        engine.Predict(new TestRow { Text = "abc" });
        Assert.AreEqual(1, _transformer.RowsMapped);
        engine.Predict(new TestRow { Text = "abcd" });
        Assert.AreEqual(2, _transformer.RowsMapped);
    }

    [TestMethod]
    public void New_values_without_a_new_position_are_not_answered_with_old_results()
    {
        IRowToRowMapper mapper = ((ITransformer)_transformer).GetRowToRowMapper(TestRow.Load(Context, 1).Schema);
        var input = new MutableRow(mapper.InputSchema);
        using DataViewRow row = mapper.GetRow(input, mapper.OutputSchema);
        ValueGetter<int> length = row.GetGetter<int>(mapper.OutputSchema["Length"]);
        int value = 0;
        foreach (string text in new[] { "a", "abc", "ab" })
        {
            input.Text = text;
            length(ref value);
            Assert.AreEqual(text.Length, value);
        }
    }

    [TestMethod]
    public void Works_between_in_box_transforms_and_after_loading()
    {
        IDataView data = TestRow.Load(Context, 30);
        var model = Context.Transforms.CopyColumns("Copied", "Text")
            .Append(new TextLengthTrainer(Context, "Copied"))
            .Append(Context.Transforms.Concatenate("Both", "Score", "Label"))
            .Fit(data);
        float expected = model.Transform(data).GetColumn<float>("Score").First();
        using PredictionEngine<TestRow, TestScore> engine = Engine(ModelFile.RoundTrip((ITransformer)model));
        Assert.AreEqual(expected, engine.Predict(TestRow.Make(1).First()).Score);
    }

    [TestMethod]
    public void Dependencies_are_the_input_only_where_an_output_is_asked_for()
    {
        IRowToRowMapper mapper = ((ITransformer)_transformer).GetRowToRowMapper(TestRow.Load(Context, 1).Schema);
        string Of(params string[] names) => string.Join(",", mapper.GetDependencies(names.Select(n => mapper.OutputSchema[n])).Select(c => c.Name));
        Assert.AreEqual("Text", Of("Length"));
        Assert.AreEqual("Label", Of("Label"));
        Assert.AreEqual("Text,Label", Of("Label", "Score"));
    }

    private static PredictionEngine<TestRow, TestScore> Engine(ITransformer model) => Context.Model.CreatePredictionEngine<TestRow, TestScore>(model);

    private sealed class MutableRow(DataViewSchema schema) : DataViewRow
    {
        public string Text { get; set; } = "";

        public override DataViewSchema Schema => schema;

        public override long Position => 0;

        public override long Batch => 0;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref id) => id = default;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            (ValueGetter<TValue>)(object)(ValueGetter<ReadOnlyMemory<char>>)((ref text) => text = Text.AsMemory());
    }
}
