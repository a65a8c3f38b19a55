using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ResearchML;

/// <summary>A transformer that adds columns to each row and computes them for a batch of rows at a time, as a neural network does.</summary>
/// <remarks>
/// <para>Lazy: nothing is computed before a cursor asks, nothing at all where no added column is active, and never more than one batch ahead of
/// the row that is asked for. The source is read once, by one cursor; the active columns that pass through are buffered beside the batch.</para>
/// <para>Any number of cursors may run at once, and <c>PredictionEngine</c> works (with batches of one row).</para>
/// <para>To be saved, a derived class implements <see cref="IExternalTransformer"/>.</para>
/// </remarks>
/// <typeparam name="TInput">What is read from a row. Where it has value equality (a string, a record), or is an array, several columns read by
/// <c>PredictionEngine</c> cost one computation.</typeparam>
/// <typeparam name="TResult">What is computed for a row; it must stay as it is once returned.</typeparam>
public abstract partial class BatchedTransformer<TInput, TResult> : ITransformer, IDisposable
{
    private readonly int _batchSize;

    /// <summary>Registers the transformer with the environment.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="name">The component's name, as logs show it.</param>
    /// <param name="batchSize">The most rows in a batch, at least 1.</param>
    /// <exception cref="ArgumentNullException"><paramref name="env"/> or <paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is not positive.</exception>
    protected BatchedTransformer(IHostEnvironment env, string name, int batchSize)
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
    protected abstract IReadOnlyList<OutputColumn<TResult>> Outputs { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>Makes a reader of the row's current values, from getters that it takes once. What it returns is kept while the row moves on, so it must copy what it reads out of a <c>VBuffer</c>.</summary>
    /// <param name="row">A row, or cursor, in which the <see cref="Inputs"/> are active.</param>
    protected abstract Func<TInput> BindInput(DataViewRow row);

    /// <summary>Computes the results of a batch. Called from any number of threads at once.</summary>
    /// <param name="batch">1 to batch-size inputs. It is not used again by the caller.</param>
    /// <returns>A result per input, in order.</returns>
    protected abstract IReadOnlyList<TResult> MapBatch(IReadOnlyList<TInput> batch);

    /// <summary>The schema after the transformer.</summary>
    /// <param name="inputSchema">The schema before it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return OutputSchema.Extend(inputSchema, Inputs, Outputs);
    }

    /// <summary>The data with the columns added, lazily.</summary>
    /// <param name="input">The data.</param>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new View(this, input);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new Mapper(this, inputSchema);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => ExternalTransformerFormat.Save(this, ctx);

    /// <summary>Releases what the transformer holds. ML.NET's chains call it for each of their parts.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what a derived class holds. It may be called more than once.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>A cursor over rows with their results.</summary>
    private protected virtual DataViewRowCursor OpenCursor(DataViewSchema schema, ColumnSelection selection, DataViewRowCursor source) =>
        new Cursor(this, schema, selection, source);

    private IReadOnlyList<TResult> MapChecked(IReadOnlyList<TInput> batch)
    {
        IReadOnlyList<TResult> results = MapBatch(batch);
        return results.Count == batch.Count ? results
            : throw new InvalidOperationException($"{GetType().Name}.{nameof(MapBatch)} returned {results.Count} results for {batch.Count} inputs.");
    }

    private sealed class View(BatchedTransformer<TInput, TResult> transformer, IDataView source) : IDataView
    {
        public DataViewSchema Schema { get; } = transformer.GetOutputSchema(source.Schema);

        // A batch is of neighbours. ML.NET shuffles such a view through a pool of rows.
        public bool CanShuffle => false;

        public long? GetRowCount() => source.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            var selection = new ColumnSelection(Schema, source.Schema.Count, columnsNeeded);
            return selection.AnyComputed
                ? OpenBatched(selection)
                : new PassThroughCursor(Schema, selection, source.GetRowCursor(selection.PassedThrough(source.Schema)));
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        {
            var selection = new ColumnSelection(Schema, source.Schema.Count, columnsNeeded);
            return selection.AnyComputed
                ? [OpenBatched(selection)]
                : Array.ConvertAll(source.GetRowCursorSet(selection.PassedThrough(source.Schema), n), DataViewRowCursor (c) => new PassThroughCursor(Schema, selection, c));
        }

        private DataViewRowCursor OpenBatched(ColumnSelection selection)
        {
            DataViewRowCursor cursor = source.GetRowCursor(selection.PassedThroughAnd(transformer.Inputs, source.Schema));
            try
            {
                return transformer.OpenCursor(Schema, selection, cursor);
            }
            catch
            {
                cursor.Dispose();
                throw;
            }
        }
    }
}
