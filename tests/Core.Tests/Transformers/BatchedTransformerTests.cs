using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Tests;

[TestClass]
public sealed class BatchedTransformerTests : IDisposable
{
    private static readonly MLContext Context = new(1);
    private readonly ObservedView _source = new(TestRow.Load(Context, 50));
    private readonly TextLengthTransformer _transformer = new(Context, batchSize: 8);

    public void Dispose() => _transformer.Dispose();

    [TestMethod]
    public void Nothing_is_computed_or_read_before_a_cursor_moves()
    {
        IDataView scored = _transformer.Transform(_source);
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        Assert.AreEqual((0, 0), (_transformer.Batches, _source.RowsRead));
    }

    [TestMethod]
    public void Nothing_is_computed_where_no_output_is_active()
    {
        IDataView scored = _transformer.Transform(_source);
        Assert.AreEqual(50, scored.GetColumn<float>("Label").Count());
        Assert.AreEqual(0, _transformer.Batches);
        CollectionAssert.AreEquivalent(new[] { "Label" }, _source.ColumnsAsked.ToArray());
    }

    [TestMethod]
    public void Only_the_columns_that_are_needed_are_read()
    {
        Assert.AreEqual(50, _transformer.Transform(_source).GetColumn<int>("Length").Count());
        CollectionAssert.AreEquivalent(new[] { "Text" }, _source.ColumnsAsked.ToArray());
    }

    [TestMethod]
    public void The_source_is_read_once_by_one_cursor()
    {
        IDataView scored = _transformer.Transform(_source);
        using (DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema))
        {
            while (cursor.MoveNext())
            {
            }
        }

        Assert.AreEqual((1, 0, 50), (_source.Cursors, _source.OpenCursors, _source.RowsRead));
        Assert.AreEqual((7, 50), (_transformer.Batches, _transformer.RowsMapped)); // 6 batches of 8 and one of 2.
    }

    [TestMethod]
    [DataRow(1, 8)]
    [DataRow(8, 8)]
    [DataRow(9, 16)]
    [DataRow(17, 24)]
    public void Never_more_than_one_batch_is_read_ahead(int taken, int read)
    {
        Assert.AreEqual(taken, Context.Data.TakeRows(_transformer.Transform(_source), taken).GetColumn<int>("Length").Take(taken).Count());
        Assert.AreEqual((read, read), (_source.RowsRead, _transformer.RowsMapped));
    }

    [TestMethod]
    public void Preview_reads_one_batch()
    {
        Assert.HasCount(5, _transformer.Transform(_source).Preview(5).RowView);
        Assert.IsLessThanOrEqualTo(8, _source.RowsRead);
    }

    [TestMethod]
    public void Every_column_and_id_passes_through_the_buffer_unharmed()
    {
        IDataView scored = _transformer.Transform(_source);
        Assert.AreEqual(Describe(TestRow.Load(Context, 50), _ => true), Describe(scored, c => c.Index < 5));
    }

    [TestMethod]
    public void Two_cursors_agree()
    {
        IDataView scored = _transformer.Transform(_source);
        Assert.AreEqual(Describe(scored, _ => true), Describe(scored, _ => true));
    }

    [TestMethod]
    public void A_vector_that_a_consumer_keeps_stays_as_it_was()
    {
        IDataView scored = _transformer.Transform(_source);
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        ValueGetter<VBuffer<float>> features = cursor.GetGetter<VBuffer<float>>(scored.Schema["Features"]);
        ValueGetter<VBuffer<float>> parts = cursor.GetGetter<VBuffer<float>>(scored.Schema["Parts"]);
        Assert.IsTrue(cursor.MoveNext());
        VBuffer<float> keptFeatures = default, keptParts = default;
        features(ref keptFeatures);
        parts(ref keptParts);
        while (cursor.MoveNext())
        {
        }

        CollectionAssert.AreEqual(new[] { 0f, 0f, 0f }, keptFeatures.DenseValues().ToArray());
        CollectionAssert.AreEqual(new[] { 1f, 2f }, keptParts.DenseValues().ToArray());
    }

    [TestMethod]
    public void A_consumer_that_overwrites_its_vector_does_not_harm_the_buffer()
    {
        IDataView scored = _transformer.Transform(_source);
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        ValueGetter<VBuffer<float>> features = cursor.GetGetter<VBuffer<float>>(scored.Schema["Features"]);
        VBuffer<float> value = default;
        Assert.IsTrue(cursor.MoveNext() && cursor.MoveNext());
        features(ref value);
        VBufferEditor.CreateFromBuffer(ref value).Values.Fill(99);
        VBuffer<float> again = default;
        features(ref again);
        CollectionAssert.AreEqual(new[] { 1f, 0.5f, -1f }, again.DenseValues().ToArray());
    }

    [TestMethod]
    public void Positions_run_from_zero_and_are_minus_one_outside()
    {
        IDataView scored = _transformer.Transform(_source);
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        Assert.AreEqual(-1, cursor.Position);
        for (int row = 0; cursor.MoveNext(); row++)
            Assert.AreEqual(row, cursor.Position);
        Assert.AreEqual(-1, cursor.Position);
        Assert.IsFalse(cursor.MoveNext());
    }

    [TestMethod]
    public void A_getter_without_a_row_says_so()
    {
        IDataView scored = _transformer.Transform(_source);
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        ValueGetter<int> length = cursor.GetGetter<int>(scored.Schema["Length"]);
        ValueGetter<float> label = cursor.GetGetter<float>(scored.Schema["Label"]);
        ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
        int l = 0;
        float f = 0;
        DataViewRowId i = default;
        void CheckAll()
        {
            StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => length(ref l)).Message, "MoveNext");
            StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => label(ref f)).Message, "MoveNext");
            StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => id(ref i)).Message, "MoveNext");
        }

        CheckAll();
        while (cursor.MoveNext())
            length(ref l);
        CheckAll();
    }

    [TestMethod]
    [DataRow("Length")]
    [DataRow("Label")]
    public void A_getter_of_an_inactive_column_is_refused(string name)
    {
        IDataView scored = _transformer.Transform(_source);
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        Assert.IsFalse(cursor.IsColumnActive(scored.Schema[name]));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<int>(scored.Schema[name])).Message, $"'{name}' is not active");
    }

    [TestMethod]
    [DataRow("Length")]
    [DataRow("Label")]
    public void A_getter_of_another_type_is_refused(string name)
    {
        IDataView scored = _transformer.Transform(_source);
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<double>(scored.Schema[name])).Message, $"Column '{name}'");
    }

    [TestMethod]
    public void An_exception_of_the_batch_comes_as_it_is_and_the_source_is_closed()
    {
        var poisoned = new TextLengthTransformer(Context, batchSize: 8) { Poison = "kkkk" }; // Row 10.
        IDataView scored = poisoned.Transform(_source);
        using (DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema))
        {
            for (int row = 0; row < 8; row++)
                Assert.IsTrue(cursor.MoveNext());
            Assert.AreEqual("poisoned", Assert.ThrowsExactly<FormatException>(() => cursor.MoveNext()).Message);
            int value = 0;
            ValueGetter<int> length = cursor.GetGetter<int>(scored.Schema["Length"]);
            Assert.ThrowsExactly<InvalidOperationException>(() => length(ref value));
        }

        Assert.AreEqual(0, _source.OpenCursors);
    }

    [TestMethod]
    public void An_output_hides_an_input_of_its_name()
    {
        IDataView data = Context.Transforms.CopyColumns("Score", "Label").Fit(_source).Transform(_source);
        IDataView scored = _transformer.Transform(data);
        Assert.AreEqual(2, scored.Schema.Count(c => c.Name == "Score"));
        Assert.AreEqual(1, scored.Schema.Count(c => c.Name == "Score" && c.IsHidden));
        CollectionAssert.AreEqual(new[] { 2f, 4f, 6f }, scored.GetColumn<float>("Score").Take(3).ToArray());
        CollectionAssert.AreEqual(new[] { 1f, 3f, 5f }, scored.GetColumn<float>(scored.Schema.First(c => c.Name == "Score")).Take(3).ToArray());
    }

    [TestMethod]
    public void Concurrent_cursors_agree()
    {
        IDataView scored = _transformer.Transform(TestRow.Load(Context, 500));
        string expected = Describe(scored, _ => true);
        Parallel.For(0, 8, _ => Assert.AreEqual(expected, Describe(scored, _ => true)));
    }

    [TestMethod]
    public void The_row_count_is_the_sources()
    {
        Assert.AreEqual(50, _transformer.Transform(Context.Data.Cache(TestRow.Load(Context, 50))).GetRowCount() ?? 50);
        Assert.AreEqual(_source.GetRowCount(), _transformer.Transform(_source).GetRowCount());
    }

    [TestMethod]
    public void A_cursor_set_covers_every_row_once_with_and_without_outputs()
    {
        IDataView scored = _transformer.Transform(_source);
        foreach (string name in new[] { "Label", "Score" })
        {
            int rows = 0;
            foreach (DataViewRowCursor cursor in scored.GetRowCursorSet([scored.Schema[name]], 4))
            {
                using (cursor)
                {
                    while (cursor.MoveNext())
                        rows++;
                }
            }

            Assert.AreEqual(50, rows, name);
        }
    }

    [TestMethod]
    public void Disposing_a_chain_disposes_its_parts()
    {
        new TransformerChain<ITransformer>(_transformer).Dispose();
        Assert.IsTrue(_transformer.Disposed);
    }

    [TestMethod]
    public void A_batch_size_below_one_is_refused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new TextLengthTransformer(Context, batchSize: 0));
    }

    [TestMethod]
    public void A_schema_error_comes_at_Transform()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new TextLengthTransformer(Context, input: "Features").Transform(_source));
    }

    /// <summary>Every value of the chosen columns, every id and position, and whether vectors are sparse, with all columns active.</summary>
    internal static string Describe(IDataView data, Func<DataViewSchema.Column, bool> choose)
    {
        DataViewSchema.Column[] columns = [.. data.Schema.Where(c => !c.IsHidden && choose(c))];
        var text = new System.Text.StringBuilder();
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
        Func<string>[] readers = [.. columns.Select(c => Reader(cursor, c))];
        while (cursor.MoveNext())
        {
            DataViewRowId row = default;
            id(ref row);
            text.Append(row).Append(' ').Append(cursor.Position).AppendJoin('|', readers.Select(r => r())).AppendLine();
        }

        return text.ToString();
    }

    private static Func<string> Reader(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        TextDataViewType => Reader<ReadOnlyMemory<char>>(row, column, v => v.ToString()),
        VectorDataViewType => Reader<VBuffer<float>>(row, column, v => $"{v.Length} {v.IsDense} {string.Join(',', v.Items())}"),
        _ when column.Type.RawType == typeof(float) => Reader<float>(row, column, v => $"{v:R}"),
        _ => Reader<int>(row, column, v => $"{v}"),
    };

    private static Func<string> Reader<T>(DataViewRow row, DataViewSchema.Column column, Func<T, string> show)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return show(value);
        };
    }
}
