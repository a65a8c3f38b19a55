namespace ResearchML.LanguageModels;

/// <summary>Packs documents into contexts, without end: an epoch lays the documents end to end in a seeded order, cuts them into
/// contexts, and takes the contexts in another seeded order, so that a long document does not fill a batch.</summary>
/// <remarks>
/// A document longer than the context goes on in another context (stride = context length; its later part does not see the
/// earlier). Every token of every document is an input or a target once an epoch; the last context of an epoch is filled up
/// from its beginning.
/// </remarks>
internal sealed class PackedBatches
{
    private readonly ITokenDocuments _documents;
    private readonly int _batchSize;
    private readonly int _contextLength;
    private readonly ulong _seed;
    private readonly int[] _order; // documents, as they are laid end to end
    private readonly long[] _starts; // where each begins, in inputs; one more than documents
    private readonly int[] _buffer; // a row's part of one document
    private readonly int[] _contexts; // the order in which contexts are taken
    private ulong _epoch;
    private int _next;

    public PackedBatches(ITokenDocuments documents, int batchSize, int contextLength, ulong seed)
    {
        (_documents, _batchSize, _contextLength, _seed) = (documents, batchSize, contextLength, seed);
        _buffer = new int[contextLength + 1];
        _order = new int[documents.Count];
        _starts = new long[documents.Count + 1];
        long inputs = documents.TokenCount - documents.Count; // the last token of a document is a target only
        _contexts = new int[checked((int)((inputs + contextLength - 1) / contextLength))];
        BeginEpoch();
    }

    /// <summary>The epoch and, in its order, the context that the next batch begins with.</summary>
    public (ulong Epoch, int NextContext) Position => (_epoch, _next);

    /// <summary>Tokens of a batch: every position has a target, so that all batches weigh alike.</summary>
    public int TokensPerBatch => _batchSize * _contextLength;

    /// <summary>The last batch, in words.</summary>
    public string LastBatch { get; private set; } = "before the first batch";

    /// <summary>Goes on where another run stood.</summary>
    /// <exception cref="CheckpointException">There is no such place in this corpus.</exception>
    public void MoveTo(ulong epoch, int nextContext)
    {
        if ((uint)nextContext > (uint)_contexts.Length)
            throw new CheckpointException(FormattableString.Invariant($"The checkpoint stands at context {nextContext} of its epoch, and this corpus has {_contexts.Length}."));
        _epoch = epoch;
        BeginEpoch();
        _next = nextContext;
    }

    /// <summary>Packs the next batch.</summary>
    public PackedBatch Next()
    {
        var batch = new PackedBatch(_batchSize, _contextLength);
        LastBatch = FormattableString.Invariant($"the batch from context {_next + 1} of {_contexts.Length} on, in epoch {_epoch + 1}");
        for (int row = 0; row < _batchSize; row++)
        {
            if (_next == _contexts.Length)
            {
                _epoch++;
                BeginEpoch();
            }
            FillRow(batch, row, (long)_contexts[_next++] * _contextLength);
        }
        return batch;
    }

    private void FillRow(PackedBatch batch, int row, long start)
    {
        int found = Array.BinarySearch(_starts, start);
        // Documents of one token have no inputs and begin where the next one does: BinarySearch may find any of these.
        int place = found >= 0 ? found : ~found - 1;
        int offset = (int)(start - _starts[place]);
        int filled = 0;
        for (long part = 0; filled < _contextLength; place = (place + 1) % _order.Length, offset = 0)
        {
            int count = Math.Min(_contextLength - filled, _documents.LengthOf(_order[place]) - 1 - offset);
            if (count == 0)
                continue;
            Span<int> tokens = _buffer.AsSpan(0, count + 1);
            _documents.Copy(_order[place], offset, tokens);
            batch.Fill(row, filled, tokens, part++);
            filled += count;
        }
    }

    private void BeginEpoch()
    {
        Shuffle(_order, ComponentSeed.Mix(_seed, 2 * _epoch));
        Shuffle(_contexts, ComponentSeed.Mix(_seed, 2 * _epoch + 1));
        for (int place = 0; place < _order.Length; place++)
            _starts[place + 1] = _starts[place] + _documents.LengthOf(_order[place]) - 1;
        _next = 0;
    }

    // Fisher-Yates from 0, 1, 2, ..., drawing from a hash of (seed, place): the order of an epoch depends on no other.
    private static void Shuffle(int[] items, ulong seed)
    {
        for (int i = 0; i < items.Length; i++)
            items[i] = i;
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = (int)(ComponentSeed.Mix(seed, (ulong)i) % (ulong)(i + 1));
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
