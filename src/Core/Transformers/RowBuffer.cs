using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML;

/// <summary>Some consecutive rows of a source: inputs for a transformer that works by batches, and what passes through.</summary>
/// <param name="selection">What the consumer asked for.</param>
/// <param name="source">The rows.</param>
/// <param name="readInput">Reads what the transformer needs of the source's current row.</param>
internal sealed class RowBuffer<TInput>(ColumnSelection selection, DataViewRowCursor source, Func<TInput> readInput)
{
    private readonly ValueGetter<DataViewRowId> _readId = source.GetIdGetter();
    private readonly Dictionary<int, BufferedColumn> _passedThrough = selection.PassedThrough(source.Schema).ToDictionary(c => c.Index, c => BufferedColumn.Create(source, c));
    private readonly List<RowMark> _rows = [];
    private bool _exhausted;

    /// <summary>Reads the next rows in place of those before.</summary>
    /// <param name="most">How many at most.</param>
    /// <returns>Their inputs; none when the source has ended.</returns>
    public IReadOnlyList<TInput> Read(int most)
    {
        _rows.Clear();
        var batch = new List<TInput>();
        while (batch.Count < most && !_exhausted)
        {
            if (!source.MoveNext())
            {
                _exhausted = true;
                break;
            }

            foreach (BufferedColumn column in _passedThrough.Values)
                column.Store(batch.Count);
            DataViewRowId id = default;
            _readId(ref id);
            _rows.Add(new RowMark(id, source.Position, source.Batch));
            batch.Add(readInput());
        }

        return batch;
    }

    /// <summary>The source's id of a row: 0 for the first that was read last, and so on.</summary>
    public DataViewRowId Id(int slot) => _rows[slot].Id;

    /// <summary>Its position in the source.</summary>
    public long Position(int slot) => _rows[slot].Position;

    /// <summary>Its batch in the source.</summary>
    public long Batch(int slot) => _rows[slot].Batch;

    /// <summary>A getter of a column that passes through, which reads whatever row is current when it is called.</summary>
    public Delegate CreateGetter(DataViewSchema.Column column, Func<int> currentSlot) => _passedThrough[column.Index].CreateGetter(currentSlot);

    private readonly record struct RowMark(DataViewRowId Id, long Position, long Batch);
}
