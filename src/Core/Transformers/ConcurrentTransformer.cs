using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ResearchML;

/// <summary>A transformer that adds columns to each row and computes them for several rows at once, each by itself, as calls of a service are: the order of rows is kept.</summary>
/// <remarks>
/// <para>Lazy: nothing is computed before a cursor asks, nothing at all where no added column is active. A cursor starts slowly: at row k (from 1) it has begun
/// at most the 1, 2, 4, 8, ... rows that begin there, the largest such number up to k and to the window, so that who looks at a few rows computes few more.
/// As one row is given away the next is begun: a slow row holds up none but those after the window.</para>
/// <para>The window bounds one cursor; where all cursors share a resource, the derived class bounds its use. What a closed cursor has begun runs to its end.</para>
/// <para>Any number of cursors may run at once, and <c>PredictionEngine</c> works. To be saved, a derived class implements <see cref="IExternalTransformer"/>.</para>
/// </remarks>
/// <typeparam name="TInput">What is read from a row.</typeparam>
/// <typeparam name="TResult">What is computed for a row; it must stay as it is once returned.</typeparam>
public abstract class ConcurrentTransformer<TInput, TResult> : BatchedTransformer<TInput, TResult>
{
    private readonly int _window;

    /// <summary>Registers the transformer with the environment.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="name">The component's name, as logs show it.</param>
    /// <param name="window">The most rows of a cursor that are begun and not yet given away, at least 1.</param>
    /// <exception cref="ArgumentNullException"><paramref name="env"/> or <paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="window"/> is not positive.</exception>
    protected ConcurrentTransformer(IHostEnvironment env, string name, int window)
        : base(env, name, batchSize: 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window);
        _window = window;
    }

    /// <summary>Computes a row's result, on a thread of the pool. Called any number of times at once.</summary>
    /// <param name="input">What was read from the row.</param>
    protected abstract Task<TResult> MapAsync(TInput input);

    /// <summary>What keeps count of a cursor's rows, to log what became of them. Default: nothing does.</summary>
    protected virtual ExpansionLog<TResult>? BeginPass() => null;

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<TResult> MapBatch(IReadOnlyList<TInput> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return [.. batch.Select(input => Start(input).GetAwaiter().GetResult())];
    }

    private protected override DataViewRowCursor OpenCursor(DataViewSchema schema, ColumnSelection selection, DataViewRowCursor source) =>
        new Cursor(this, schema, selection, source);

    // On the pool, so that no context of the caller's thread is waited for by that thread.
    private Task<TResult> Start(TInput input)
    {
        Host.ThrowIfCanceled();
        return Task.Run(() => MapAsync(input));
    }

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly ConcurrentTransformer<TInput, TResult> _transformer;
        private readonly ColumnSelection _selection;
        private readonly DataViewRowCursor _source;
        private readonly RowBuffer<TInput> _rows;
        private readonly IReadOnlyList<OutputColumn<TResult>> _outputs;
        private readonly ExpansionLog<TResult>? _log;
        private readonly Task<TResult>[] _results; // a ring, as are the buffer's slots: row i is in slot i % window
        private long _begun; // rows read from the source
        private long _given; // rows that the consumer has moved to
        private bool _hasRow;
        private bool _ended;

        public Cursor(ConcurrentTransformer<TInput, TResult> transformer, DataViewSchema schema, ColumnSelection selection, DataViewRowCursor source)
        {
            _transformer = transformer;
            _selection = selection;
            _source = source;
            _rows = new RowBuffer<TInput>(selection, source, transformer.BindInput(source));
            _outputs = transformer.Outputs;
            _results = new Task<TResult>[transformer._window];
            _log = transformer.BeginPass();
            Schema = schema;
        }

        public override DataViewSchema Schema { get; }

        public override long Position => _hasRow ? _rows.Position(CurrentSlot()) : -1;

        public override long Batch => _hasRow ? _rows.Batch(CurrentSlot()) : 0;

        public override bool MoveNext()
        {
            _hasRow = false;
            Begin();
            if (_given == _begun)
            {
                if (!_ended)
                    _log?.Completed(_begun, _given);
                _ended = true;
                return false;
            }

            TResult result = _results[_given % _results.Length].GetAwaiter().GetResult(); // a failed row fails again if it is asked again
            _given++;
            _hasRow = true;
            _log?.Made(result);
            return true;
        }

        /// <summary>Begins the rows from the next on that the slow start allows; the slot of the row before is free by now.</summary>
        private void Begin()
        {
            long window = Math.Min(_results.Length, 1L << BitOperations.Log2((ulong)_given + 1));
            while (_begun < _given + window && _rows.TryRead((int)(_begun % _results.Length), out TInput? input))
                _results[_begun++ % _results.Length] = _transformer.Start(input);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref id) => id = _rows.Id(CurrentSlot());

        public override bool IsColumnActive(DataViewSchema.Column column) => _selection.IsActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            _selection.CheckActive(column);
            Delegate getter = _selection.IsFromSource(column)
                ? _rows.CreateGetter(column, CurrentSlot)
                : _outputs[column.Index - _source.Schema.Count].CreateGetter(() => _results[CurrentSlot()].Result);
            return ColumnSelection.Typed<TValue>(getter, column);
        }

        private int CurrentSlot() => _hasRow ? (int)((_given - 1) % _results.Length) : throw ColumnSelection.NoCurrentRow();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _source.Dispose();
            base.Dispose(disposing);
        }
    }
}
