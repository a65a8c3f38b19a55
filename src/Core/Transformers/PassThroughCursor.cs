using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML;

/// <summary>The source's rows under a transformer's schema, for a consumer that asked for none of the computed columns.</summary>
internal sealed class PassThroughCursor(DataViewSchema schema, ColumnSelection selection, DataViewRowCursor source) : DataViewRowCursor
{
    public override DataViewSchema Schema => schema;

    public override long Position => source.Position;

    public override long Batch => source.Batch;

    public override bool MoveNext() => source.MoveNext();

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => selection.IsActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        selection.CheckActive(column);
        return source.GetGetter<TValue>(source.Schema[column.Index]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }
}
