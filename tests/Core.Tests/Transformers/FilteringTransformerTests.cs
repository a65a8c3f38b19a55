using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Tests;

[TestClass]
public sealed class FilteringTransformerTests
{
    private static readonly MLContext Context = new(1);
    private readonly ObservedView _source = new(TestRow.Load(Context, 14));
    private readonly LongTextFilter _filter = new(Context, 5);

    [TestMethod]
    public void Rows_are_kept_with_all_their_columns()
    {
        CollectionAssert.AreEqual(new[] { "eeeee", "ffffff", "ggggggg", "lllll", "mmmmmm", "nnnnnnn" }, _filter.Transform(_source).GetColumn<string>("Text").ToArray());
        CollectionAssert.AreEqual(new[] { 9f, 11f, 13f, 9f, 11f, 13f }, _filter.Transform(_source).GetColumn<float>("Label").ToArray());
    }

    [TestMethod]
    public void A_column_that_only_the_filter_reads_stays_inactive()
    {
        IDataView filtered = _filter.Transform(_source);
        using DataViewRowCursor cursor = filtered.GetRowCursor([filtered.Schema["Label"]]);
        Assert.IsFalse(cursor.IsColumnActive(filtered.Schema["Text"]));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(filtered.Schema["Text"])).Message, "'Text' is not active");
    }

    [TestMethod]
    public void Ids_are_the_sources_and_positions_run_on()
    {
        using DataViewRowCursor all = _source.GetRowCursor([]);
        ValueGetter<DataViewRowId> allIds = all.GetIdGetter();
        var expected = new List<DataViewRowId>();
        for (int row = 0; all.MoveNext(); row++)
        {
            DataViewRowId id = default;
            allIds(ref id);
            if (row % 7 >= 4)
                expected.Add(id);
        }

        using DataViewRowCursor kept = _filter.Transform(_source).GetRowCursor([]);
        ValueGetter<DataViewRowId> keptIds = kept.GetIdGetter();
        for (int row = 0; kept.MoveNext(); row++)
        {
            DataViewRowId id = default;
            keptIds(ref id);
            Assert.AreEqual((expected[row], (long)row), (id, kept.Position));
        }
    }

    [TestMethod]
    public void No_more_is_read_than_is_taken()
    {
        Assert.AreEqual(1, _filter.Transform(_source).GetColumn<string>("Text").Take(1).Count());
        Assert.AreEqual(5, _source.RowsRead);
    }

    [TestMethod]
    public void The_row_count_is_unknown() => Assert.IsNull(_filter.Transform(_source).GetRowCount());

    [TestMethod]
    public void Its_mapper_explains_what_to_do_instead()
    {
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => ((ITransformer)_filter).GetRowToRowMapper(_source.Schema)).Message, "ForTrainingOnly()");
    }

    [TestMethod]
    public void It_is_saved_and_loaded()
    {
        Assert.AreEqual(6, ModelFile.RoundTrip(_filter).Transform(_source).GetColumn<string>("Text").Count());
    }

    [TestMethod]
    public void A_schema_error_comes_at_Transform()
    {
        IDataView data = Context.Transforms.DropColumns("Text").Fit(_source).Transform(_source);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _filter.Transform(data));
    }
}
