using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Keys and values of one layer, (B, G, capacity, d) each, filled from the left.</summary>
/// <remarks>A layer with a sliding window keeps what the window can still see: its tensors have room for two windows, and
/// when they are full the last window moves to their beginning, so that a long text costs no more memory than a short one.</remarks>
internal sealed class LayerCache : IDisposable
{
    private readonly Tensor _keys;
    private readonly Tensor _values;
    private readonly long _past; // earlier positions that a new one can see at most
    private long _end; // positions of the tensors that are in use
    private (StoredNumbers Keys, StoredNumbers Values)? _memory; // of the tensors, once a step on the CPU has asked for it

    public LayerCache(long batch, long heads, long capacity, long headWidth, int? window, WeightPlacement place)
    {
        _past = (window ?? long.MaxValue) - 1;
        long room = Room(capacity, window);
        _keys = empty([batch, heads, room, headWidth], place.DataType, place.Device).DetachFromDisposeScope();
        _values = empty([batch, heads, room, headWidth], place.DataType, place.Device).DetachFromDisposeScope();
    }

    /// <summary>Positions appended so far.</summary>
    public long Length { get; private set; }

    /// <summary>Positions that are in memory at once.</summary>
    public static long Room(long capacity, int? window) => window is int width ? Math.Min(capacity, 2L * width) : capacity;

    /// <summary>Fills this empty cache from another of the same layer, each of whose rows stands here <paramref name="times"/> times, one after the other.</summary>
    /// <param name="from">(B, G, S, d) each, S at most the room here.</param>
    /// <param name="times">Rows here for each row there.</param>
    public void Fill(LayerCache from, long times)
    {
        (Length, _end) = (from.Length, from._end);
        foreach ((Tensor to, Tensor rows) in new[] { (_keys, from._keys), (_values, from._values) })
            to.narrow(2, 0, _end).view(-1, times, to.shape[1], _end, to.shape[3]).copy_(rows.narrow(2, 0, _end).unsqueeze(1)); // (B, times, G, S, d)
    }

    /// <summary>Appends (B, G, T, d) and returns what the new positions attend to, (B, G, S, d).</summary>
    public (Tensor Keys, Tensor Values) Append(Tensor keys, Tensor values)
    {
        long given = keys.shape[2], past = Math.Min(Length, _past);
        Length += given;
        if (_end + given > _keys.shape[2])
            return MoveToFront(keys, values, past);
        _keys.narrow(2, _end, given).copy_(keys);
        _values.narrow(2, _end, given).copy_(values);
        _end += given;
        return (Last(_keys, past + given), Last(_values, past + given));
    }

    /// <summary>Appends one position of every row, (B, G·d) each, and says where all that it attends to lies.</summary>
    public Place Append(ReadOnlySpan<float> keys, ReadOnlySpan<float> values)
    {
        if (_end == _keys.shape[2])
            MakeRoom();
        _memory ??= (new StoredNumbers(_keys), new StoredNumbers(_values));
        long past = Math.Min(Length, _past);
        var place = new Place(_memory.Value.Keys, _memory.Value.Values, _keys.shape[2], _keys.shape[3], ++Length, ++_end, past + 1);
        int width = (int)place.Width;
        for (int pair = 0; pair < keys.Length / width; pair++)
        {
            place.Keys.Store(place.Offset(pair, _end - 1), keys.Slice(pair * width, width));
            place.Values.Store(place.Offset(pair, _end - 1), values.Slice(pair * width, width));
        }
        return place;
    }

    /// <summary>Keys and values in memory, and those of them that the newest position attends to.</summary>
    /// <param name="Keys">(B·G, capacity, d)</param>
    /// <param name="Values">(B·G, capacity, d)</param>
    /// <param name="Capacity">Positions that there is room for.</param>
    /// <param name="Width">d</param>
    /// <param name="Length">Positions appended so far, the newest included.</param>
    /// <param name="End">One past the newest in the tensors.</param>
    /// <param name="Seen">Positions before <paramref name="End"/> that the newest attends to, itself included.</param>
    public readonly record struct Place(StoredNumbers Keys, StoredNumbers Values, long Capacity, long Width, long Length, long End, long Seen)
    {
        /// <summary>First element of a position of a row's key and value head.</summary>
        public long Offset(int pair, long position) => (pair * Capacity + position) * Width;
    }

    public void Dispose()
    {
        _keys.Dispose();
        _values.Dispose();
    }

    // The tensors are full: what the next position can still see of the past and of the new ones goes to their front.
    private (Tensor Keys, Tensor Values) MoveToFront(Tensor keys, Tensor values, long past)
    {
        Tensor seenKeys = cat([Last(_keys, past), keys], 2), seenValues = cat([Last(_values, past), values], 2); // (B, G, past + T, d)
        long seen = seenKeys.shape[2];
        _end = Math.Min(_past, seen);
        _keys.narrow(2, 0, _end).copy_(seenKeys.narrow(2, seen - _end, _end));
        _values.narrow(2, 0, _end).copy_(seenValues.narrow(2, seen - _end, _end));
        return (seenKeys, seenValues);
    }

    // What the next position can still see goes to the front of the tensors.
    private void MakeRoom()
    {
        using var scope = NewDisposeScope();
        long past = Math.Min(Length, _past);
        _keys.narrow(2, 0, past).copy_(Last(_keys, past).clone());
        _values.narrow(2, 0, past).copy_(Last(_values, past).clone());
        _end = past;
    }

    private Tensor Last(Tensor held, long count) => held.narrow(2, _end - count, count);
}
