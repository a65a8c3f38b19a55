namespace ResearchML.LanguageModels;

/// <summary>The keys and values of all layers for the positions decoded so far. Not thread-safe: one cache, one generation.</summary>
internal sealed class KeyValueCache : IDisposable
{
    private readonly LayerCache[] _layers;

    /// <param name="config">The decoder's shape.</param>
    /// <param name="batch">Rows decoded side by side.</param>
    /// <param name="capacity">Positions to make room for, in tokens.</param>
    /// <param name="place">Of the decoder's weights.</param>
    public KeyValueCache(DecoderConfig config, long batch, long capacity, WeightPlacement place)
    {
        Capacity = capacity;
        _layers = new LayerCache[config.Layers];
        for (int i = 0; i < _layers.Length; i++)
            _layers[i] = new LayerCache(batch, config.EffectiveKeyValueHeads, capacity, config.EffectiveHeadWidth, config.WindowOf(i), place);
    }

    /// <summary>Positions that the cache has room for.</summary>
    public long Capacity { get; }

    /// <summary>Positions appended so far.</summary>
    public long Length => _layers[0].Length;

    public LayerCache this[int layer] => _layers[layer];

    public void Dispose()
    {
        foreach (LayerCache layer in _layers)
            layer.Dispose();
    }
}
