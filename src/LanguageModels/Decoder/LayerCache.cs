using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Keys and values of one layer, (B, G, capacity, d) each, filled from the left.</summary>
internal sealed class LayerCache : IDisposable
{
    private readonly Tensor _keys;
    private readonly Tensor _values;

    public LayerCache(long batch, long heads, long capacity, long headWidth, Device device)
    {
        _keys = empty([batch, heads, capacity, headWidth], ScalarType.Float32, device).DetachFromDisposeScope();
        _values = empty([batch, heads, capacity, headWidth], ScalarType.Float32, device).DetachFromDisposeScope();
    }

    /// <summary>Positions held.</summary>
    public long Length { get; private set; }

    /// <summary>Appends (B, G, T, d) and returns all that is held, (B, G, S, d), as views.</summary>
    public (Tensor Keys, Tensor Values) Append(Tensor keys, Tensor values)
    {
        long given = keys.shape[2];
        _keys.narrow(2, Length, given).copy_(keys);
        _values.narrow(2, Length, given).copy_(values);
        Length += given;
        return (_keys.narrow(2, 0, Length), _values.narrow(2, 0, Length));
    }

    public void Dispose()
    {
        _keys.Dispose();
        _values.Dispose();
    }
}
