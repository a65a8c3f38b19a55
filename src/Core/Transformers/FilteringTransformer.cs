using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ResearchML;

/// <summary>A transformer that keeps some rows and drops the others.</summary>
/// <remarks>
/// <para>Lazy. The rows that are kept keep their ids and columns.</para>
/// <para>Used for training only, append it through <c>ForTrainingOnly()</c>. To be saved, a derived class implements <see cref="IExternalTransformer"/>.</para>
/// </remarks>
/// <typeparam name="TInput">What is read from a row.</typeparam>
public abstract class FilteringTransformer<TInput> : ITransformer
{
    /// <summary>Registers the transformer with the environment.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="name">The component's name, as logs show it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="env"/> or <paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    protected FilteringTransformer(IHostEnvironment env, string name)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentException.ThrowIfNullOrEmpty(name);
        Host = env.Register(name);
    }

    /// <summary>The transformer's own environment, for channels and seeds.</summary>
    protected IHost Host { get; }

    /// <summary>The columns that <see cref="BindInput"/> reads.</summary>
    protected abstract IReadOnlyList<InputColumn> Inputs { get; }

    bool ITransformer.IsRowToRowMapper => false;

    /// <summary>Makes a reader of the row's current values, from getters that it takes once.</summary>
    /// <param name="row">A cursor in which the <see cref="Inputs"/> are active.</param>
    protected abstract Func<TInput> BindInput(DataViewRow row);

    /// <summary>Whether a row is kept. Called from any number of threads at once; equal inputs must give equal answers.</summary>
    /// <param name="input">What was read from the row.</param>
    protected abstract bool Keep(TInput input);

    /// <summary>The schema after the transformer: the one before it, once the inputs are checked.</summary>
    /// <param name="inputSchema">The schema before it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (InputColumn input in Inputs)
            input.Require(inputSchema);
        return inputSchema;
    }

    /// <summary>The rows that are kept, lazily.</summary>
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

    private sealed class View(FilteringTransformer<TInput> transformer, IDataView source) : IDataView
    {
        public DataViewSchema Schema { get; } = transformer.GetOutputSchema(source.Schema);

        public bool CanShuffle => source.CanShuffle;

        public long? GetRowCount() => null;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            var selection = new ColumnSelection(Schema, Schema.Count, columnsNeeded);
            return Filter(selection, source.GetRowCursor(selection.PassedThroughAnd(transformer.Inputs, Schema), rand));
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        {
            var selection = new ColumnSelection(Schema, Schema.Count, columnsNeeded);
            return Array.ConvertAll(source.GetRowCursorSet(selection.PassedThroughAnd(transformer.Inputs, Schema), n, rand), DataViewRowCursor (c) => Filter(selection, c));
        }

        private Cursor Filter(ColumnSelection selection, DataViewRowCursor cursor)
        {
            try
            {
                return new Cursor(transformer, selection, cursor);
            }
            catch
            {
                cursor.Dispose();
                throw;
            }
        }
    }

    private sealed class Cursor(FilteringTransformer<TInput> transformer, ColumnSelection selection, DataViewRowCursor source) : DataViewRowCursor
    {
        private readonly Func<TInput> _readInput = transformer.BindInput(source);
        private long _position = -1;
        private bool _exhausted;

        public override DataViewSchema Schema => source.Schema;

        public override long Position => _exhausted ? -1 : _position;

        public override long Batch => source.Batch;

        public override bool MoveNext()
        {
            while (!_exhausted && source.MoveNext())
            {
                if (transformer.Keep(_readInput()))
                {
                    _position++;
                    return true;
                }
            }

            _exhausted = true;
            return false;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => selection.IsActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            selection.CheckActive(column);
            return source.GetGetter<TValue>(column);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                source.Dispose();
            base.Dispose(disposing);
        }
    }
}
