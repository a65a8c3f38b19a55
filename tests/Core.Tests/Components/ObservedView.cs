using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Tests;

/// <summary>A data view that counts what is asked of it. Its vectors all come out of one array that each row overwrites, as a careless source's would.</summary>
public sealed class ObservedView(IDataView source) : IDataView
{
    private int _cursors;
    private int _open;
    private int _rows;

    public int Cursors => _cursors;

    public int OpenCursors => _open;

    public int RowsRead => _rows;

    public HashSet<string> ColumnsAsked { get; } = [];

    public DataViewSchema Schema => source.Schema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        List<DataViewSchema.Column> columns = [.. columnsNeeded];
        ColumnsAsked.UnionWith(columns.Select(c => c.Name));
        Interlocked.Increment(ref _cursors);
        Interlocked.Increment(ref _open);
        return new Cursor(this, source.GetRowCursor(columns, rand));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(ObservedView view, DataViewRowCursor source) : DataViewRowCursor
    {
        private readonly float[] _shared = new float[1024];
        private bool _disposed;

        public override DataViewSchema Schema => source.Schema;

        public override long Position => source.Position;

        public override long Batch => source.Batch;

        public override bool MoveNext()
        {
            bool moved = source.MoveNext();
            if (moved)
                Interlocked.Increment(ref view._rows);
            return moved;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => source.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ValueGetter<TValue> getter = source.GetGetter<TValue>(column);
            if (getter is not ValueGetter<VBuffer<float>> vectors || column.Name != "Features")
                return getter;
            return (ValueGetter<TValue>)(object)(ValueGetter<VBuffer<float>>)((ref destination) =>
            {
                VBuffer<float> value = default;
                vectors(ref value);
                value.GetValues().CopyTo(_shared);
                destination = new VBuffer<float>(value.Length, _shared);
            });
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_disposed)
            {
                _disposed = true;
                Interlocked.Decrement(ref view._open);
                source.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
