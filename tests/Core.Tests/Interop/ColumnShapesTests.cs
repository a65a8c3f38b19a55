using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Tests;

[TestClass]
public sealed class ColumnShapesTests
{
    private static readonly MLContext Context = new(1);

    [TestMethod]
    public void A_vector_type_becomes_a_vector_of_its_items()
    {
        SchemaShape.Column column = ColumnShapes.Create("F", new VectorDataViewType(NumberDataViewType.Single, 3));
        Assert.AreEqual((SchemaShape.Column.VectorKind.Vector, "F", false), (column.Kind, column.Name, column.IsKey));
        Assert.AreEqual(NumberDataViewType.Single, column.ItemType);
    }

    [TestMethod]
    public void A_vector_of_unknown_size_is_a_variable_one()
    {
        Assert.AreEqual(SchemaShape.Column.VectorKind.VariableVector, ColumnShapes.Create("F", new VectorDataViewType(NumberDataViewType.Single)).Kind);
    }

    [TestMethod]
    public void A_key_is_known_as_one()
    {
        SchemaShape.Column column = ColumnShapes.Create("K", new KeyDataViewType(typeof(uint), 5));
        Assert.IsTrue(column.IsKey);
        Assert.AreEqual(NumberDataViewType.UInt32, column.ItemType);
    }

    [TestMethod]
    public void Annotations_are_promised()
    {
        SchemaShape.Column column = ColumnShapes.Create("Score", NumberDataViewType.Single, ScoreAnnotations.Regression);
        CollectionAssert.AreEquivalent(new[] { "ScoreColumnSetId", "ScoreColumnKind", "ScoreValueKind" }, column.Annotations.Select(a => a.Name).ToArray());
    }

    [TestMethod]
    public void An_added_column_replaces_its_namesake_where_it_stands()
    {
        SchemaShape shape = TestRow.Load(Context, 1).Schema.ToShape().With(ColumnShapes.Create("Copies", TextDataViewType.Instance), ColumnShapes.Create("New", BooleanDataViewType.Instance));
        CollectionAssert.AreEqual(new[] { "Text", "Copies", "Label", "Features", "Varying", "New" }, shape.Select(c => c.Name).ToArray());
        Assert.AreEqual(TextDataViewType.Instance, shape.Single(c => c.Name == "Copies").ItemType);
    }

    [TestMethod]
    public void A_shape_equals_what_the_transformer_then_gives()
    {
        IDataView data = TestRow.Load(Context, 5);
        var trainer = new TextLengthTrainer(Context);
        SchemaShape promised = trainer.GetOutputSchema(data.Schema.ToShape());
        SchemaShape given = trainer.Fit(data).GetOutputSchema(data.Schema).ToShape();
        string Describe(SchemaShape shape) => string.Join("; ", shape.Select(c => $"{c.Name} {c.Kind} {c.ItemType} {c.IsKey} {c.Annotations.Count}"));
        Assert.AreEqual(Describe(given), Describe(promised));
    }
}
