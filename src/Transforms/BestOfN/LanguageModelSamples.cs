using System.Security.Cryptography;
using System.Text.Json;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Samples of a local model, kept in the store that chat answers are kept in. Sample i draws from (seed, prompt, i): what is missing is drawn, side by side, whatever is there.</summary>
/// <remarks>No claims are held: two processes that share the file may both draw a sample, which is the same.</remarks>
internal sealed class LanguageModelSamples : ISampleSource
{
    private readonly LanguageModel _model;
    private readonly bool _ownsModel;
    private readonly GenerationOptions _options;
    private readonly Lazy<ChatStore> _store;
    private readonly SemaphoreSlim _turn = new(1); // libtorch uses all cores itself
    private bool _disposed;

    /// <param name="model">The model.</param>
    /// <param name="options">Valid options, with the seed.</param>
    /// <param name="cachePath">The file that samples are kept in, or null for memory.</param>
    /// <param name="ownsModel">Whether it is disposed with this.</param>
    public LanguageModelSamples(LanguageModel model, GenerationOptions options, string? cachePath, bool ownsModel)
    {
        (_model, _options, _ownsModel) = (model, options, ownsModel);
        cachePath = cachePath is null ? null : Path.GetFullPath(cachePath); // now: the working directory may change
        _store = new(() => new ChatStore(cachePath, TimeProvider.System, BestOfNOptions.CacheOption));
    }

    public void OpenCache() => _ = _store.Value;

    public string Fingerprint() => ModelFingerprint.Of(_model);

    public async Task<IReadOnlyList<ChatReply>> DrawAsync(Lazy<string> model, IReadOnlyList<string> prompt, int first, int count)
    {
        await _turn.WaitAsync(_options.CancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(BestOfNTransformer));
            return Draw(model.Value, prompt[0], first, count); // read in turn: the weights are not freed meanwhile
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Waits for the draw in flight: the weights are freed after it.</summary>
    public void Dispose()
    {
        _turn.Wait();
        try
        {
            if (_disposed)
                return;
            _disposed = true;
            if (_store.IsValueCreated)
                _store.Value.Dispose();
            if (_ownsModel)
                _model.Dispose();
        }
        finally
        {
            _turn.Release();
        }
    }

    private ChatReply[] Draw(string model, string prompt, int first, int count)
    {
        IReadOnlyList<int> tokens = _model.Tokenizer.Encode(prompt, specialTokens: true);
        if (tokens.Count == 0 && _model.Tokenizer.BosId is null)
            throw new FormatException("the prompt is empty, and the tokenizer has no BOS to begin from");
        string stem = Stem(model, tokens);
        string[] keys = [.. Enumerable.Range(first, count).Select(i => FormattableString.Invariant($"{stem}/{i}"))];
        ChatReply?[] replies = Array.ConvertAll(keys, _store.Value.Find);
        for (int start = 0, end; start < count; start = end)
        {
            for (end = start; end < count && replies[end] is null == replies[start] is null; end++)
            {
            }
            if (replies[start] is not null)
                continue;
            var run = new SampleOptions { FirstSample = first + start, Samples = end - start, Generation = _options };
            IReadOnlyList<string> texts = _model.Sample(prompt, run);
            _store.Value.RecordAll(keys[start..end], texts);
            for (int i = start; i < end; i++)
                replies[i] = new ChatReply(texts[i - start], 0, 0, FinishReason: null, Cached: false, Error: null);
        }
        return replies!;
    }

    /// <summary>SHA-256 of the model, the prompt and all that changes a sample but its index.</summary>
    private string Stem(string model, IReadOnlyList<int> tokens)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
            JsonSerializer.Serialize(json, new { Model = model, tokens, _options.MaxTokens, _options.Temperature, _options.TopK, _options.TopP, _options.StopStrings, _options.StopAtEos, _options.Seed });
        return Convert.ToHexString(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }
}
