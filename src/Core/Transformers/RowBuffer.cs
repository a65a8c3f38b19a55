using System.Diagnostics.CodeAnalysis;
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
        var batch = new List<TInput>();
        while (batch.Count < most && TryRead(batch.Count, out TInput? input))
            batch.Add(input);
        return batch;
    }

    /// <summary>Reads the next row into a slot.</summary>
    /// <param name="slot">The first that was never used, or one whose row is needed no more.</param>
    /// <param name="input">The row's input.</param>
    /// <returns>Whether there was a row.</returns>
    public bool TryRead(int slot, [MaybeNullWhen(false)] out TInput input)
    {
        input = default;
        if (_exhausted || !source.MoveNext())
        {
            _exhausted = true;
            return false;
        }

        foreach (BufferedColumn column in _passedThrough.Values)
            column.Store(slot);
        DataViewRowId id = default;
        _readId(ref id);
        if (slot == _rows.Count)
            _rows.Add(default);
        _rows[slot] = new RowMark(id, source.Position, source.Batch);
        input = readInput();
        return true;
    }

    /// <summary>The source's id of the row in a slot: 0 for the first that was read last, and so on.</summary>
    public DataViewRowId Id(int slot) => _rows[slot].Id;

    /// <summary>Its position in the source.</summary>
    public long Position(int slot) => _rows[slot].Position;

    /// <summary>Its batch in the source.</summary>
    public long Batch(int slot) => _rows[slot].Batch;

    /// <summary>A getter of a column that passes through, which reads whatever row is current when it is called.</summary>
    public Delegate CreateGetter(DataViewSchema.Column column, Func<int> currentSlot) => _passedThrough[column.Index].CreateGetter(currentSlot);

    private readonly record struct RowMark(DataViewRowId Id, long Position, long Batch);
}
