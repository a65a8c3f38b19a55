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
        private readonly Func<TInput> _readInput;
        private readonly ValueGetter<DataViewRowId> _readId;
        private readonly Dictionary<int, BufferedColumn> _passedThrough;
        private readonly IReadOnlyList<OutputColumn<TResult>> _outputs;
        private readonly List<RowMark> _rows = [];
        private IReadOnlyList<TResult> _results = [];
        private int _current = -1;
        private bool _exhausted;

        public Cursor(BatchedTransformer<TInput, TResult> transformer, DataViewSchema schema, ColumnSelection selection, DataViewRowCursor source)
        {
            _transformer = transformer;
            _selection = selection;
            _source = source;
            _outputs = transformer.Outputs;
            _readInput = transformer.BindInput(source);
            _readId = source.GetIdGetter();
            _passedThrough = selection.PassedThrough(source.Schema).ToDictionary(c => c.Index, c => BufferedColumn.Create(source, c));
            Schema = schema;
        }

        public override DataViewSchema Schema { get; }

        public override long Position => HasRow ? _rows[_current].Position : -1;

        public override long Batch => HasRow ? _rows[_current].Batch : 0;

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
            _rows.Clear();
            _results = [];
            _current = -1;
            var batch = new List<TInput>();
            while (batch.Count < _transformer._batchSize && !_exhausted)
            {
                if (!_source.MoveNext())
                {
                    _exhausted = true;
                    break;
                }

                foreach (BufferedColumn column in _passedThrough.Values)
                    column.Store(batch.Count);
                DataViewRowId id = default;
                _readId(ref id);
                _rows.Add(new RowMark(id, _source.Position, _source.Batch));
                batch.Add(_readInput());
            }

            if (batch.Count == 0)
                return;
            _results = _transformer.MapChecked(batch);
            _current = 0;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref id) => id = _rows[Current()].Id;

        public override bool IsColumnActive(DataViewSchema.Column column) => _selection.IsActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            _selection.CheckActive(column);
            Delegate getter = _selection.IsFromSource(column)
                ? _passedThrough[column.Index].CreateGetter(Current)
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

        private readonly record struct RowMark(DataViewRowId Id, long Position, long Batch);
    }
}
