using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Tests;

[TestClass]
public sealed class ExpandingTransformerTests
{
    private static readonly MLContext Context = new(1);
    private readonly ObservedView _source = new(TestRow.Load(Context, 10));
    private readonly RepeatTransformer _transformer = new(Context);

    [TestMethod]
    public void Each_row_becomes_as_many_as_it_says_zero_included()
    {
        IDataView expanded = _transformer.Transform(_source);
        CollectionAssert.AreEqual(
            new[] { "b0", "c0", "c1", "d0", "d1", "d2", "f0", "g0", "g1", "h0", "h1", "h2", "j0" },
            expanded.GetColumn<string>("Text").Zip(expanded.GetColumn<int>("Copy"), (text, copy) => $"{text[0]}{copy}").ToArray());
    }

    [TestMethod]
    public void The_number_of_rows_does_not_depend_on_the_columns_asked_for()
    {
        Assert.AreEqual(13, _transformer.Transform(_source).GetColumn<float>("Label").Count());
    }

    [TestMethod]
    public void Row_ids_are_unique_and_positions_run_on()
    {
        IDataView expanded = _transformer.Transform(_transformer.Transform(TestRow.Load(Context, 200)));
        using DataViewRowCursor cursor = expanded.GetRowCursor([]);
        ValueGetter<DataViewRowId> getter = cursor.GetIdGetter();
        var ids = new HashSet<DataViewRowId>();
        for (int row = 0; cursor.MoveNext(); row++)
        {
            DataViewRowId id = default;
            getter(ref id);
            Assert.IsTrue(ids.Add(id), $"row {row}");
            Assert.AreEqual(row, cursor.Position);
        }

        Assert.HasCount(50 * (1 + 4 + 9), ids);
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(7)]
    [DataRow(100)]
    public void Rows_expanded_in_batches_are_those_expanded_one_by_one(int batchSize)
    {
        IDataView one = _transformer.Transform(_source), batched = new RepeatTransformer(Context, batchSize).Transform(_source);
        CollectionAssert.AreEqual(Rows(one), Rows(batched));

        static string[] Rows(IDataView data)
        {
            using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
            ValueGetter<ReadOnlyMemory<char>> text = cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["Text"]);
            ValueGetter<int> copy = cursor.GetGetter<int>(data.Schema["Copy"]);
            ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
            var rows = new List<string>();
            while (cursor.MoveNext())
            {
                (ReadOnlyMemory<char> t, int c, DataViewRowId i) = (default, default, default);
                text(ref t);
                copy(ref c);
                id(ref i);
                rows.Add($"{t} {c} {i} {cursor.Position} {cursor.Batch}");
            }
            return [.. rows];
        }
    }

    [TestMethod]
    public void A_batch_is_read_ahead_no_further_than_its_size_and_made_no_further_than_taken()
    {
        var transformer = new RepeatTransformer(Context, batchSize: 3);
        Assert.AreEqual(4, transformer.Transform(_source).GetColumn<int>("Copy").Take(4).Count());
        Assert.AreEqual((6, 4), (_source.RowsRead, transformer.Made));
        CollectionAssert.AreEqual(new[] { 3, 3 }, transformer.Batches);
    }

    [TestMethod]
    public void The_end_of_each_pass_tells_how_many_rows_came_and_went()
    {
        IDataView expanded = _transformer.Transform(_source);
        for (int pass = 0; pass < 2; pass++)
            Assert.AreEqual(13, expanded.GetColumn<int>("Copy").Count());
        Assert.AreEqual(1, expanded.GetColumn<int>("Copy").Take(1).Count()); // no end, nothing told
        CollectionAssert.AreEqual(new[] { (10L, 13L, 13), (10L, 13L, 13) }, _transformer.Passes);
    }

    [TestMethod]
    public void Expansions_that_are_lost_are_missed()
    {
        IDataView lossy = new RepeatTransformer(Context, batchSize: 4) { Loses = true }.Transform(_source);
        using DataViewRowCursor cursor = lossy.GetRowCursor(lossy.Schema);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => cursor.MoveNext()).Message, "ExpandBatch returned 0 expansions for 4 inputs");
        Assert.ThrowsExactly<InvalidOperationException>(() => cursor.MoveNext(), "the next batch, not what is left of the one before");
    }

    [TestMethod]
    public void Nothing_happens_before_a_cursor_moves()
    {
        IDataView expanded = _transformer.Transform(_source);
        using DataViewRowCursor cursor = expanded.GetRowCursor(expanded.Schema);
        Assert.AreEqual((0, 0), (_source.RowsRead, _transformer.Made));
    }

    [TestMethod]
    public void No_more_is_made_than_is_taken()
    {
        Assert.AreEqual(4, _transformer.Transform(_source).GetColumn<int>("Copy").Take(4).Count());
        Assert.AreEqual((4, 4), (_source.RowsRead, _transformer.Made));
    }

    [TestMethod]
    public void Preview_makes_no_more_than_it_shows()
    {
        Assert.HasCount(4, _transformer.Transform(_source).Preview(4).RowView);
        Assert.AreEqual(4, _transformer.Made);
    }

    [TestMethod]
    public void Two_cursors_and_concurrent_ones_agree()
    {
        IDataView expanded = _transformer.Transform(TestRow.Load(Context, 100));
        string expected = BatchedTransformerTests.Describe(expanded, _ => true);
        Parallel.For(0, 8, _ => Assert.AreEqual(expected, BatchedTransformerTests.Describe(expanded, _ => true)));
    }

    [TestMethod]
    public void A_shuffle_changes_the_order_and_nothing_else()
    {
        IDataView data = TestRow.Load(Context, 100);
        string[] straight = [.. _transformer.Transform(data).GetColumn<string>("Text")];
        string[] shuffled = [.. Context.Data.ShuffleRows(_transformer.Transform(data), seed: 3).GetColumn<string>("Text")];
        CollectionAssert.AreEquivalent(straight, shuffled);
        CollectionAssert.AreNotEqual(straight, shuffled);
    }

    [TestMethod]
    public void The_row_count_is_unknown() => Assert.IsNull(_transformer.Transform(_source).GetRowCount());

    [TestMethod]
    public void Its_mapper_explains_what_to_do_instead()
    {
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => ((ITransformer)_transformer).GetRowToRowMapper(_source.Schema));
        StringAssert.Contains(e.Message, "ForTrainingOnly()");
        StringAssert.Contains(e.Message, "ScoringModel()");
    }

    [TestMethod]
    public void A_getter_without_a_row_says_so()
    {
        IDataView expanded = _transformer.Transform(_source);
        using DataViewRowCursor cursor = expanded.GetRowCursor(expanded.Schema);
        ValueGetter<int> copy = cursor.GetGetter<int>(expanded.Schema["Copy"]);
        int value = 0;
        Assert.ThrowsExactly<InvalidOperationException>(() => copy(ref value));
        while (cursor.MoveNext())
            copy(ref value);
        Assert.ThrowsExactly<InvalidOperationException>(() => copy(ref value));
        Assert.IsFalse(cursor.MoveNext());
        Assert.AreEqual(-1, cursor.Position);
    }

    [TestMethod]
    public void It_is_saved_and_loaded()
    {
        IDataView data = TestRow.Load(Context, 10);
        CollectionAssert.AreEqual(
            _transformer.Transform(data).GetColumn<int>("Copy").ToArray(),
            ModelFile.RoundTrip(_transformer).Transform(data).GetColumn<int>("Copy").ToArray());
    }

    [TestMethod]
    public void The_source_is_closed_with_the_cursor()
    {
        Assert.AreEqual(13, _transformer.Transform(_source).GetColumn<int>("Copy").Count());
        Assert.AreEqual((1, 0), (_source.Cursors, _source.OpenCursors));
    }
}
