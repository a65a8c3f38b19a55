using Microsoft.ML;

namespace ResearchML;

/// <summary>What a consumer asked of a transformer's rows. The output schema is the source's columns, at their own indices, then the computed ones.</summary>
internal sealed class ColumnSelection
{
    private readonly bool[] _active;
    private readonly int _sourceCount;

    public ColumnSelection(DataViewSchema output, int sourceCount, IEnumerable<DataViewSchema.Column> needed)
    {
        _sourceCount = sourceCount;
        _active = new bool[output.Count];
        foreach (DataViewSchema.Column column in needed)
            _active[column.Index] = true;
        AnyComputed = _active.AsSpan(sourceCount).Contains(true);
    }

    public bool AnyComputed { get; }

    public bool IsActive(DataViewSchema.Column column) => column.Index < _active.Length && _active[column.Index];

    public bool IsFromSource(DataViewSchema.Column column) => column.Index < _sourceCount;

    /// <summary>The columns of the source that were asked for.</summary>
    public IEnumerable<DataViewSchema.Column> PassedThrough(DataViewSchema source) => source.Where(c => _active[c.Index]);

    /// <summary>The columns of the source that were asked for, and those that <paramref name="inputs"/> are read from.</summary>
    public IEnumerable<DataViewSchema.Column> PassedThroughAnd(IEnumerable<InputColumn> inputs, DataViewSchema source)
    {
        HashSet<int> read = [.. inputs.Select(i => i.Require(source).Index)];
        return source.Where(c => _active[c.Index] || read.Contains(c.Index));
    }

    /// <exception cref="InvalidOperationException">The column was not asked for.</exception>
    public void CheckActive(DataViewSchema.Column column)
    {
        if (!IsActive(column))
            throw new InvalidOperationException($"Column '{column.Name}' is not active: name it in the columns the cursor is created with.");
    }

    /// <exception cref="InvalidOperationException">The column holds values of another type.</exception>
    public static ValueGetter<TValue> Typed<TValue>(Delegate getter, DataViewSchema.Column column) =>
        getter as ValueGetter<TValue>
        ?? throw new InvalidOperationException($"Column '{column.Name}' of type {ColumnTypeName.Of(column.Type)} holds {column.Type.RawType}, but its getter was asked for {typeof(TValue)}.");

    public static InvalidOperationException NoCurrentRow() => new("There is no current row: call MoveNext first, and stop when it returns false.");
}
