using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ResearchML;

/// <summary>A transformer that makes any number of rows, zero included, of each row: augmentation, splitting, sampling.</summary>
/// <remarks>
/// <para>Lazy: a row of the source is expanded when a cursor comes to it, or to the first row of its batch where the derived class works by batches, and its expansion is
/// enumerated no further than it is asked for. The columns of the source repeat. Row ids are the source's combined with the copy's number, so that they stay unique.</para>
/// <para>Take randomness from <see cref="ComponentSeed.Mix(ulong, ReadOnlySpan{char})"/> over a seed and the row's content, never from the order of rows:
/// cursors then agree with each other, and a shuffle changes nothing.</para>
/// <para>Used for training only, append it through <c>ForTrainingOnly()</c>. To be saved, a derived class implements <see cref="IExternalTransformer"/>.</para>
/// </remarks>
/// <typeparam name="TInput">What is read from a row.</typeparam>
/// <typeparam name="TOutput">What is written to each row made of it.</typeparam>
public abstract class ExpandingTransformer<TInput, TOutput> : ITransformer
{
    private readonly int _batchSize;

    /// <summary>Registers the transformer with the environment.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="name">The component's name, as logs show it.</param>
    /// <param name="batchSize">The most rows that are expanded together, at least 1. Default 1.</param>
    /// <exception cref="ArgumentNullException"><paramref name="env"/> or <paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is not positive.</exception>
    protected ExpandingTransformer(IHostEnvironment env, string name, int batchSize = 1)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        Host = env.Register(name);
        _batchSize = batchSize;
    }

    /// <summary>The transformer's own environment, for channels and seeds.</summary>
    protected IHost Host { get; }

    /// <summary>The columns that <see cref="BindInput"/> reads.</summary>
    protected abstract IReadOnlyList<InputColumn> Inputs { get; }

    /// <summary>The columns that are added. One that has the name of an input's column hides it.</summary>
    protected abstract IReadOnlyList<OutputColumn<TOutput>> Outputs { get; }

    bool ITransformer.IsRowToRowMapper => false;

    /// <summary>Makes a reader of the row's current values, from getters that it takes once. What it returns is kept while the row moves on, so it must copy what it reads out of a <c>VBuffer</c>.</summary>
    /// <param name="row">A cursor in which the <see cref="Inputs"/> are active.</param>
    protected abstract Func<TInput> BindInput(DataViewRow row);

    /// <summary>The rows made of a row, best enumerated lazily. Called from any number of threads at once; equal inputs must give equal rows.</summary>
    /// <param name="input">What was read from the row.</param>
    protected abstract IEnumerable<TOutput> Expand(TInput input);

    /// <summary>The rows made of each row of a batch. Override it where rows are cheaper together; by default each is expanded by itself when its turn comes.</summary>
    /// <param name="batch">1 to batch-size inputs. What a row becomes may not depend on the others.</param>
    /// <returns>An expansion per input, in order.</returns>
    protected virtual IReadOnlyList<IEnumerable<TOutput>> ExpandBatch(IReadOnlyList<TInput> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return [.. batch.Select(Expand)];
    }

    /// <summary>What keeps count of a cursor's rows, to log what became of them. Default: nothing does.</summary>
    protected virtual ExpansionLog<TOutput>? BeginPass() => null;

    /// <summary>The schema after the transformer.</summary>
    /// <param name="inputSchema">The schema before it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return OutputSchema.Extend(inputSchema, Inputs, Outputs);
    }

    /// <summary>The data with its rows expanded, lazily.</summary>
    /// <param name="input">The data.</param>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new View(this, input);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => throw RowCountChange.NoMapper(GetType());

    void ICanSaveModel.Save(ModelSaveContext ctx) => ExternalTransformerFormat.Save(this, ctx);

    private IReadOnlyList<IEnumerable<TOutput>> ExpandChecked(IReadOnlyList<TInput> batch)
    {
        IReadOnlyList<IEnumerable<TOutput>> expansions = ExpandBatch(batch);
        return expansions.Count == batch.Count ? expansions
            : throw new InvalidOperationException($"{GetType().Name}.{nameof(ExpandBatch)} returned {expansions.Count} expansions for {batch.Count} inputs.");
    }

    private sealed class View(ExpandingTransformer<TInput, TOutput> transformer, IDataView source) : IDataView
    {
        public DataViewSchema Schema { get; } = transformer.GetOutputSchema(source.Schema);

        public bool CanShuffle => source.CanShuffle;

        public long? GetRowCount() => null;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            // How many rows a row becomes is known from its input alone, so the inputs are read even where no added column is.
            var selection = new ColumnSelection(Schema, source.Schema.Count, columnsNeeded);
            DataViewRowCursor cursor = source.GetRowCursor(selection.PassedThroughAnd(transformer.Inputs, source.Schema), rand);
            try
            {
                return new Cursor(transformer, Schema, selection, cursor);
            }
            catch
            {
                cursor.Dispose();
                throw;
            }
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            [GetRowCursor(columnsNeeded, rand)];
    }

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly ExpandingTransformer<TInput, TOutput> _transformer;
        private readonly ColumnSelection _selection;
        private readonly DataViewRowCursor _source;
        private readonly RowBuffer<TInput> _rows;
        private readonly IReadOnlyList<OutputColumn<TOutput>> _outputs;
        private readonly ExpansionLog<TOutput>? _log;
        private IReadOnlyList<IEnumerable<TOutput>> _expansions = [];
        private IEnumerator<TOutput>? _expansion;
        private int _row = -1; // within the batch
        private ulong _copy;
        private long _rowsIn;
        private long _position = -1;
        private bool _exhausted;

        public Cursor(ExpandingTransformer<TInput, TOutput> transformer, DataViewSchema schema, ColumnSelection selection, DataViewRowCursor source)
        {
            _transformer = transformer;
            _selection = selection;
            _source = source;
            _rows = new RowBuffer<TInput>(selection, source, transformer.BindInput(source));
            _outputs = transformer.Outputs;
            _log = transformer.BeginPass();
            Schema = schema;
        }

        public override DataViewSchema Schema { get; }

        public override long Position => _exhausted ? -1 : _position;

        public override long Batch => _expansion is null ? 0 : _rows.Batch(_row);

        public override bool MoveNext()
        {
            if (_exhausted)
                return false;

            _copy++;
            while (_expansion?.MoveNext() != true)
            {
                _expansion?.Dispose();
                _expansion = null;
                if (++_row == _expansions.Count && !ReadBatch())
                {
                    _exhausted = true;
                    _log?.Completed(_rowsIn, _position + 1);
                    return false;
                }

                _expansion = _expansions[_row].GetEnumerator();
                _copy = 0;
            }

            _position++;
            _log?.Made(_expansion.Current);
            return true;
        }

        private bool ReadBatch()
        {
            (_expansions, _row) = ([], -1); // should what follows fail, nothing of the batch before is left to go on with
            IReadOnlyList<TInput> batch = _rows.Read(_transformer._batchSize);
            _rowsIn += batch.Count;
            if (batch.Count > 0)
                (_expansions, _row) = (_transformer.ExpandChecked(batch), 0);
            return batch.Count > 0;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref id) => id = _rows.Id(CurrentRow()).Combine(new DataViewRowId(_copy, 0));

        public override bool IsColumnActive(DataViewSchema.Column column) => _selection.IsActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            _selection.CheckActive(column);
            return _selection.IsFromSource(column)
                ? ColumnSelection.Typed<TValue>(_rows.CreateGetter(column, CurrentRow), column)
                : ColumnSelection.Typed<TValue>(_outputs[column.Index - _source.Schema.Count].CreateGetter(Current), column);
        }

        private TOutput Current() => _position >= 0 && _expansion is not null ? _expansion.Current : throw ColumnSelection.NoCurrentRow();

        private int CurrentRow() => _position >= 0 && _expansion is not null ? _row : throw ColumnSelection.NoCurrentRow();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _expansion?.Dispose();
                _source.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
