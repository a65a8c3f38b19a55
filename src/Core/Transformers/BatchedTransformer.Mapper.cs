using System.Collections;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML;

public abstract partial class BatchedTransformer<TInput, TResult>
{
    /// <summary>The transformer one row at a time, for <c>PredictionEngine</c>.</summary>
    private sealed class Mapper(BatchedTransformer<TInput, TResult> transformer, DataViewSchema inputSchema) : IRowToRowMapper
    {
        public DataViewSchema InputSchema => inputSchema;

        public DataViewSchema OutputSchema { get; } = transformer.GetOutputSchema(inputSchema);

        public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
        {
            ColumnSelection selection = Select(dependingColumns);
            return selection.AnyComputed ? selection.PassedThroughAnd(transformer.Inputs, inputSchema) : selection.PassedThrough(inputSchema);
        }

        public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
            new Row(transformer, OutputSchema, Select(activeColumns), input);

        private ColumnSelection Select(IEnumerable<DataViewSchema.Column> columns) => new(OutputSchema, inputSchema.Count, columns);
    }

    private sealed class Row : DataViewRow
    {
        private readonly BatchedTransformer<TInput, TResult> _transformer;
        private readonly ColumnSelection _selection;
        private readonly DataViewRow _source;
        private readonly IReadOnlyList<OutputColumn<TResult>> _outputs;
        private readonly Func<TInput>? _readInput;
        private (long Position, TInput Input, TResult Result)? _last;

        public Row(BatchedTransformer<TInput, TResult> transformer, DataViewSchema schema, ColumnSelection selection, DataViewRow source)
        {
            _transformer = transformer;
            _selection = selection;
            _source = source;
            _outputs = transformer.Outputs;
            _readInput = selection.AnyComputed ? transformer.BindInput(source) : null;
            Schema = schema;
        }

        public override DataViewSchema Schema { get; }

        public override long Position => _source.Position;

        public override long Batch => _source.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => _source.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => _selection.IsActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            _selection.CheckActive(column);
            return _selection.IsFromSource(column)
                ? _source.GetGetter<TValue>(_source.Schema[column.Index])
                : ColumnSelection.Typed<TValue>(_outputs[column.Index - _source.Schema.Count].CreateGetter(Result), column);
        }

        // Several columns of one row share a computation. The input itself is compared, because a row may get new values
        // without a new position.
        private TResult Result()
        {
            TInput input = _readInput!();
            if (_last is { } last && last.Position == _source.Position && AreEqual(last.Input, input))
                return last.Result;

            TResult result = _transformer.MapChecked([input])[0];
            _last = (_source.Position, input, result);
            return result;
        }

        private static bool AreEqual(TInput x, TInput y) => x is Array
            ? StructuralComparisons.StructuralEqualityComparer.Equals(x, y)
            : EqualityComparer<TInput>.Default.Equals(x, y);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _source.Dispose();
            base.Dispose(disposing);
        }
    }
}
