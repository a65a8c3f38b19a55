using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML;

/// <summary>The shapes of columns, which estimators promise before they have seen data. ML.NET keeps their constructors to itself.</summary>
public static class ColumnShapes
{
    /// <summary>The shape of a column.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="type">The column's type: scalar, vector or key.</param>
    /// <param name="annotations">What the column will say about itself. Default: nothing.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="type"/> is null.</exception>
    public static SchemaShape.Column Create(string name, DataViewType type, DataViewSchema.Annotations? annotations = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(type);
        SchemaShape.GetColumnTypeShape(type, out SchemaShape.Column.VectorKind kind, out DataViewType itemType, out bool isKey);
        return new SchemaShape.Column(name, kind, itemType, isKey, annotations is null ? null : SchemaShape.Create(annotations.Schema));
    }

    /// <summary>The shape of a schema, without its hidden columns.</summary>
    /// <param name="schema">The schema.</param>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> is null.</exception>
    public static SchemaShape ToShape(this DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return SchemaShape.Create(schema);
    }

    /// <summary>A shape with columns added; one of the same name is replaced where it stands.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="columns">The columns to add.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static SchemaShape With(this SchemaShape shape, params IEnumerable<SchemaShape.Column> columns)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(columns);
        List<SchemaShape.Column> all = [.. shape];
        foreach (SchemaShape.Column column in columns)
        {
            int index = all.FindIndex(c => c.Name == column.Name);
            if (index < 0)
                all.Add(column);
            else
                all[index] = column;
        }

        return new SchemaShape(all);
    }

    /// <summary>A shape with a transformer's output columns added; one of the same name is replaced where it stands.</summary>
    /// <typeparam name="TResult">The transformer's result for a row.</typeparam>
    /// <param name="shape">The shape.</param>
    /// <param name="columns">The transformer's output columns.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static SchemaShape With<TResult>(this SchemaShape shape, IEnumerable<OutputColumn<TResult>> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return shape.With(columns.Select(c => Create(c.Name, c.Type, c.Annotations)));
    }
}
