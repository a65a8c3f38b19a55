using Microsoft.ML;

namespace ResearchML.Tests;

[TestClass]
public sealed class NameColumnTests
{
    private static readonly MLContext Context = new(1);

    [TestMethod]
    public void All_rows_of_a_name_share_one_string()
    {
        string[] names = [.. Read("a", "bb", "a", "bb", "a")];
        CollectionAssert.AreEqual(new[] { "a", "bb", "a", "bb", "a" }, names);
        Assert.AreSame(names[0], names[2]);
        Assert.AreSame(names[1], names[3]);
    }

    [TestMethod]
    public void An_empty_name_is_refused_with_its_row_and_column()
    {
        var e = Assert.ThrowsExactly<InvalidDataException>(() => Read("a", "").Count());
        Assert.AreEqual("Row 1: column 'Name' is empty, expected a name.", e.Message);
    }

    [TestMethod]
    public void What_is_no_text_names_nothing()
    {
        IDataView numbers = Context.Data.LoadFromEnumerable([new { Name = 1f }]);
        using DataViewRowCursor cursor = numbers.GetRowCursor(numbers.Schema);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => InputColumn.Text("Name").BindName(cursor));
    }

    private static IEnumerable<string> Read(params string[] names)
    {
        IDataView data = Context.Data.LoadFromEnumerable(names.Select(name => new NameRow { Name = name }));
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        Func<string> read = InputColumn.Text("Name").BindName(cursor);
        while (cursor.MoveNext())
            yield return read();
    }

    private sealed class NameRow
    {
        public string Name { get; set; } = "";
    }
}
