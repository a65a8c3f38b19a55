namespace ResearchML.LanguageModels;

/// <summary>Packs documents into contexts, without end: an epoch is a seeded shuffle of the documents laid end to end and cut into contexts.</summary>
/// <remarks>
/// A document longer than the context goes on in the next context (stride = context length; its later part does not see the
/// earlier). Every token of every document is an input or a target once an epoch; nothing is dropped.
/// </remarks>
internal sealed class PackedBatches
{
    private readonly TokenDocuments _documents;
    private readonly int _batchSize;
    private readonly int _contextLength;
    private readonly ulong _seed;
    private readonly int[] _order;
    private ulong _epoch;
    private int _next; // place in the order of the document being read
    private int _offset; // token in it

    public PackedBatches(TokenDocuments documents, int batchSize, int contextLength, ulong seed)
    {
        (_documents, _batchSize, _contextLength, _seed) = (documents, batchSize, contextLength, seed);
        _order = [.. Enumerable.Range(0, documents.Count)];
        Shuffle();
    }

    /// <summary>Packs the next batch.</summary>
    public PackedBatch Next()
    {
        var batch = new PackedBatch(_batchSize, _contextLength);
        for (int row = 0; row < _batchSize; row++)
            FillRow(batch, row);
        return batch;
    }

    private void FillRow(PackedBatch batch, int row)
    {
        int filled = 0;
        for (long part = 0; filled < _contextLength; part++)
        {
            int[] document = _documents[_order[_next]];
            // The last token of a document has no successor: it is a target only, never an input.
            int count = Math.Min(_contextLength - filled, document.Length - 1 - _offset);
            batch.Fill(row, filled, document.AsSpan(_offset, count + 1), part);
            filled += count;
            _offset += count;
            if (_offset >= document.Length - 1)
                Advance();
        }
    }

    private void Advance()
    {
        (_next, _offset) = (_next + 1, 0);
        if (_next < _order.Length)
            return;
        _next = 0;
        _epoch++;
        Shuffle();
    }

    // Fisher-Yates, drawing from a hash of (seed, epoch, place): no state but the epoch.
    private void Shuffle()
    {
        ulong epochSeed = ComponentSeed.Mix(_seed, _epoch);
        for (int i = _order.Length - 1; i > 0; i--)
        {
            int j = (int)(ComponentSeed.Mix(epochSeed, (ulong)i) % (ulong)(i + 1));
            (_order[i], _order[j]) = (_order[j], _order[i]);
        }
    }
}
