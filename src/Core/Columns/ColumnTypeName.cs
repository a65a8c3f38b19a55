using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML;

/// <summary>Column types as messages spell them. ML.NET's own ToString says "String" for what its API calls Text.</summary>
internal static class ColumnTypeName
{
    public static string Of(DataViewType type) => type switch
    {
        TextDataViewType => "Text",
        VectorDataViewType { IsKnownSize: true } vector => $"Vector<{Of(vector.ItemType)}, {string.Join(", ", vector.Dimensions)}>",
        VectorDataViewType vector => $"VarVector<{Of(vector.ItemType)}>",
        _ => type.ToString() ?? type.GetType().Name,
    };

    public static string Of(SchemaShape.Column column)
    {
        string item = column.IsKey ? $"Key<{Of(column.ItemType)}>" : Of(column.ItemType);
        return column.Kind switch
        {
            SchemaShape.Column.VectorKind.Scalar => item,
            SchemaShape.Column.VectorKind.Vector => $"Vector<{item}>",
            _ => $"VarVector<{item}>",
        };
    }
}
