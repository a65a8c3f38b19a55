namespace ResearchML.LanguageModels;

/// <summary>The keys and values of all layers for the positions decoded so far. Not thread-safe: one cache, one generation.</summary>
internal sealed class KeyValueCache : IDisposable
{
    private readonly DecoderConfig _config;
    private readonly WeightPlacement _place;
    private readonly long _batch;
    private readonly LayerCache[] _layers;

    /// <param name="config">The decoder's shape.</param>
    /// <param name="batch">Rows decoded side by side.</param>
    /// <param name="capacity">Positions to make room for, in tokens.</param>
    /// <param name="place">Of the decoder's weights.</param>
    public KeyValueCache(DecoderConfig config, long batch, long capacity, WeightPlacement place)
    {
        (_config, _place, _batch, Capacity) = (config, place, batch, capacity);
        _layers = new LayerCache[config.Layers];
        for (int i = 0; i < _layers.Length; i++)
            _layers[i] = new LayerCache(batch, config.EffectiveKeyValueHeads, capacity, config.EffectiveHeadWidth, config.WindowOf(i), place);
    }

    /// <summary>Positions that the cache has room for.</summary>
    public long Capacity { get; }

    /// <summary>Positions appended so far.</summary>
    public long Length => _layers[0].Length;

    public LayerCache this[int layer] => _layers[layer];

    /// <summary>Bytes that a row of this many positions takes.</summary>
    public static long BytesPerRow(DecoderConfig config, long capacity, WeightPlacement place)
    {
        long positions = Enumerable.Range(0, config.Layers).Sum(i => LayerCache.Room(capacity, config.WindowOf(i)));
        return 2 * positions * config.EffectiveKeyValueHeads * config.EffectiveHeadWidth * place.NumberBytes;
    }

    /// <summary>A new cache in which each row of this one stands <paramref name="times"/> times, one after the other.</summary>
    /// <param name="times">Rows there for each row here.</param>
    /// <param name="capacity">Positions to make room for, in tokens; no fewer than <see cref="Length"/>.</param>
    public KeyValueCache Repeat(long times, long capacity)
    {
        var repeated = new KeyValueCache(_config, _batch * times, capacity, _place);
        for (int i = 0; i < _layers.Length; i++)
            repeated._layers[i].Fill(_layers[i], times);
        return repeated;
    }

    public void Dispose()
    {
        foreach (LayerCache layer in _layers)
            layer.Dispose();
    }
}
