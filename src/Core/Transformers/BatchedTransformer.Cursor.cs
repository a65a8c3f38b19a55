using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML;

public abstract partial class BatchedTransformer<TInput, TResult>
{
    /// <summary>Reads a batch of rows from the source, computes it, then walks over it.</summary>
    private sealed class Cursor : DataViewRowCursor
    {
        private readonly BatchedTransformer<TInput, TResult> _transformer;
        private readonly ColumnSelection _selection;
        private readonly DataViewRowCursor _source;
        private readonly RowBuffer<TInput> _rows;
        private readonly IReadOnlyList<OutputColumn<TResult>> _outputs;
        private IReadOnlyList<TResult> _results = [];
        private int _current = -1;

        public Cursor(BatchedTransformer<TInput, TResult> transformer, DataViewSchema schema, ColumnSelection selection, DataViewRowCursor source)
        {
            _transformer = transformer;
            _selection = selection;
            _source = source;
            _outputs = transformer.Outputs;
            _rows = new RowBuffer<TInput>(selection, source, transformer.BindInput(source));
            Schema = schema;
        }

        public override DataViewSchema Schema { get; }

        public override long Position => HasRow ? _rows.Position(_current) : -1;

        public override long Batch => HasRow ? _rows.Batch(_current) : 0;

        private bool HasRow => _current >= 0 && _current < _results.Count;

        public override bool MoveNext()
        {
            if (_current + 1 < _results.Count)
            {
                _current++;
                return true;
            }

            ReadBatch();
            return HasRow;
        }

        private void ReadBatch()
        {
            _results = [];
            _current = -1;
            IReadOnlyList<TInput> batch = _rows.Read(_transformer._batchSize);
            if (batch.Count == 0)
                return;
            _results = _transformer.MapChecked(batch);
            _current = 0;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref id) => id = _rows.Id(Current());

        public override bool IsColumnActive(DataViewSchema.Column column) => _selection.IsActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            _selection.CheckActive(column);
            Delegate getter = _selection.IsFromSource(column)
                ? _rows.CreateGetter(column, Current)
                : _outputs[column.Index - _source.Schema.Count].CreateGetter(() => _results[Current()]);
            return ColumnSelection.Typed<TValue>(getter, column);
        }

        private int Current() => HasRow ? _current : throw ColumnSelection.NoCurrentRow();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _source.Dispose();
            base.Dispose(disposing);
        }
    }
}
