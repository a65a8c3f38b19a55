using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Tests;

[TestClass]
public sealed class NumberColumnTests
{
    private static readonly MLContext Context = new(1);
    private static readonly IDataView Numbers = Context.Data.LoadFromEnumerable([new NumberRow()]);

    [TestMethod]
    [DataRow(nameof(NumberRow.Double), 1.1)]
    [DataRow(nameof(NumberRow.Single), 0.5)]
    [DataRow(nameof(NumberRow.SByte), -128)]
    [DataRow(nameof(NumberRow.Byte), 255)]
    [DataRow(nameof(NumberRow.Int16), -32768)]
    [DataRow(nameof(NumberRow.UInt16), 65535)]
    [DataRow(nameof(NumberRow.Int32), -2147483648)]
    [DataRow(nameof(NumberRow.UInt32), 4294967295)]
    [DataRow(nameof(NumberRow.Int64), 9007199254740992)]
    [DataRow(nameof(NumberRow.UInt64), 18446744073709551615.0)]
    public void Every_type_of_number_is_read_as_Double(string name, double expected)
    {
        InputColumn column = InputColumn.Number(name);
        Assert.AreEqual(name, column.Require(Numbers.Schema).Name);
        Assert.AreEqual(name, column.Require(Numbers.Schema.ToShape()).Name);
        using DataViewRowCursor cursor = Numbers.GetRowCursor(Numbers.Schema);
        Func<double> read = column.BindNumber(cursor);
        Assert.IsTrue(cursor.MoveNext());
        Assert.AreEqual(expected, read());
    }

    [TestMethod]
    [DataRow("Text", "Text")]
    [DataRow("Flag", "Boolean")]
    [DataRow("Vector", "Vector<Single, 2>")]
    public void What_is_no_number_is_named_with_its_type(string name, string got)
    {
        string expected = $"Schema mismatch for input column '{name}': expected a number (Double, Single or an integer), got ";
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => InputColumn.Number(name).Require(Numbers.Schema)).Message, expected + got);
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => InputColumn.Number(name).Require(Numbers.Schema.ToShape())).Message, expected);
        using DataViewRowCursor cursor = Numbers.GetRowCursor(Numbers.Schema);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => InputColumn.Number(name).BindNumber(cursor));
    }

    [TestMethod]
    public void A_key_is_no_number_though_it_is_kept_as_one()
    {
        IDataView keys = Context.Transforms.Conversion.MapValueToKey("Text").Fit(Numbers).Transform(Numbers);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => InputColumn.Number("Text").Require(keys.Schema));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => InputColumn.Number("Text").Require(keys.Schema.ToShape()));
    }

    [TestMethod]
    public void Only_a_column_described_as_a_number_is_bound_as_one()
    {
        using DataViewRowCursor cursor = Numbers.GetRowCursor(Numbers.Schema);
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => InputColumn.Single("Single").BindNumber(cursor));
        Assert.AreEqual("Column 'Single' was not described by Number.", e.Message);
        Assert.ThrowsExactly<ArgumentNullException>(() => InputColumn.Number("Single").BindNumber(null!));
        Assert.AreNotEqual(InputColumn.Number("Double"), new InputColumn("Double", NumberDataViewType.Double), "one takes a Single, the other does not");
    }

    private sealed class NumberRow
    {
        public double Double { get; set; } = 1.1;

        public float Single { get; set; } = 0.5f;

        public sbyte SByte { get; set; } = sbyte.MinValue;

        public byte Byte { get; set; } = byte.MaxValue;

        public short Int16 { get; set; } = short.MinValue;

        public ushort UInt16 { get; set; } = ushort.MaxValue;

        public int Int32 { get; set; } = int.MinValue;

        public uint UInt32 { get; set; } = uint.MaxValue;

        public long Int64 { get; set; } = 1L << 53;

        public ulong UInt64 { get; set; } = ulong.MaxValue;

        public string Text { get; set; } = "x";

        public bool Flag { get; set; } = true;

        [VectorType(2)]
        public float[] Vector { get; set; } = [1, 2];
    }
}
