using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Tests;

[TestClass]
public sealed class InputColumnTests
{
    private static readonly DataViewSchema Schema = TestRow.Load(new MLContext(1), 1).Schema;

    public static IEnumerable<object[]> Mismatches() =>
    [
        [InputColumn.Text("Features"), "Text", "Vector<Single, 3>"],
        [InputColumn.Single("Text"), "Single", "Text"],
        [InputColumn.Vector("Features", 5), "Vector<Single, 5>", "Vector<Single, 3>"],
        [InputColumn.Vector("Varying"), "Vector<Single>", "VarVector<Single>"],
        [InputColumn.Vector("Label"), "Vector<Single>", "Single"],
        [new InputColumn("Features", TextDataViewType.Instance, ColumnKind.AnyVector), "Vector<Text> or VarVector<Text>", "Vector<Single, 3>"],
        [InputColumn.Single("Varying"), "Single", "VarVector<Single>"],
    ];

    [TestMethod]
    [DynamicData(nameof(Mismatches))]
    public void A_column_of_another_type_is_named_with_both_types(InputColumn column, string expected, string got)
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => column.Require(Schema));
        StringAssert.StartsWith(e.Message, $"Schema mismatch for input column '{column.Name}': expected {expected}, got {got}");
        Assert.AreEqual("inputSchema", e.ParamName);
    }

    [TestMethod]
    public void An_estimator_reports_the_same_without_lengths()
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => InputColumn.Text("Features").Require(Schema.ToShape()));
        StringAssert.StartsWith(e.Message, "Schema mismatch for input column 'Features': expected Text, got Vector<Single>");
    }

    [TestMethod]
    public void A_key_is_no_number()
    {
        SchemaShape shape = Schema.ToShape().With(ColumnShapes.Create("Label", new KeyDataViewType(typeof(uint), 4)));
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new InputColumn("Label", NumberDataViewType.UInt32).Require(shape));
        StringAssert.StartsWith(e.Message, "Schema mismatch for input column 'Label': expected UInt32, got Key<UInt32>");
    }

    [TestMethod]
    public void A_missing_column_is_named_with_those_there_are()
    {
        const string Expected = "Could not find input column 'Txet'. The columns are: Text, Copies, Label, Features, Varying.";
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => InputColumn.Text("Txet").Require(Schema)).Message, Expected);
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => InputColumn.Text("Txet").Require(Schema.ToShape())).Message, Expected);
    }

    public static IEnumerable<object[]> Matches() =>
    [
        [InputColumn.Text("Text")],
        [InputColumn.Single("Label")],
        [InputColumn.Vector("Features")],
        [InputColumn.Vector("Features", 3)],
        [new InputColumn("Features", NumberDataViewType.Single, ColumnKind.AnyVector)],
        [new InputColumn("Varying", NumberDataViewType.Single, ColumnKind.AnyVector)],
    ];

    [TestMethod]
    [DynamicData(nameof(Matches))]
    public void A_column_of_the_type_is_found(InputColumn column)
    {
        Assert.AreEqual(column.Name, column.Require(Schema).Name);
        Assert.AreEqual(column.Name, column.Require(Schema.ToShape()).Name);
    }

    [TestMethod]
    public void Vectors_and_keys_are_no_item_types()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new InputColumn("X", new VectorDataViewType(NumberDataViewType.Single)));
        Assert.ThrowsExactly<ArgumentException>(() => new InputColumn("X", new KeyDataViewType(typeof(uint), 4)));
    }

    [TestMethod]
    public void A_size_belongs_to_a_vector_and_is_positive()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new InputColumn("X", NumberDataViewType.Single, ColumnKind.Scalar, 3));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => InputColumn.Vector("X", 0));
    }
}
