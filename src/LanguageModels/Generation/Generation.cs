using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>A batch of sequences on their way: each step adds one token to every row that is not finished.</summary>
/// <remarks>
/// Rows of unequal length are padded on the left, so that all end at the same column of the key-value cache. A row that
/// fills the context goes on from its last half, which is encoded anew; no token of the text is dropped, only forgotten.
/// </remarks>
internal sealed class Generation : IDisposable
{
    private readonly LanguageModel _model;
    private readonly GenerationOptions _options;
    private readonly GeneratedSequence[] _rows;
    private readonly TokenSampler _sampler;
    private KeyValueCache? _cache;
    private Tensor? _padding; // (B), null where no row is padded

    public Generation(LanguageModel model, IReadOnlyList<IReadOnlyList<int>> prompts, GenerationOptions options, IReadOnlyList<ulong> seeds)
    {
        options.Validate();
        foreach (int id in prompts.SelectMany(p => p))
        {
            if ((uint)id >= (uint)model.Config.VocabularySize!.Value)
                throw new ArgumentOutOfRangeException(nameof(prompts), id, $"Token id {id} is not in the vocabulary: ids run from 0 to {model.Config.VocabularySize - 1}.");
        }
        (_model, _options) = (model, options);
        _rows = [.. prompts.Select((p, i) => new GeneratedSequence(model.Tokenizer, options, p, seeds[i]))];
        // Embeddings past the tokenizer's ids are padding of the weights and cannot be decoded.
        _sampler = new TokenSampler(options, model.Tokenizer.VocabularySize);
    }

    public IReadOnlyList<GeneratedSequence> Sequences => _rows;

    public bool IsFinished => Array.TrueForAll(_rows, r => r.IsFinished);

    /// <summary>Adds a token to every row that is not finished.</summary>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public void Step()
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor hidden = _cache is null || _cache.Length == _cache.Capacity ? Prefill() : Advance(); // (B, W)
        int decodable = _model.Tokenizer.VocabularySize;
        using Tensor logits = _model.Decoder.Logits(hidden).narrow(1, 0, decodable).to(ScalarType.Float32).cpu().contiguous(); // (B, V)
        float[] scores = logits.data<float>().ToArray();
        for (int i = 0; i < _rows.Length; i++)
        {
            if (!_rows[i].IsFinished)
                _rows[i].Add(_sampler.Next(scores.AsSpan(i * decodable, decodable), _rows[i].Seed, _rows[i].Tokens.Count));
        }
    }

    public void Dispose()
    {
        _cache?.Dispose();
        _padding?.Dispose();
    }

    /// <summary>Encodes the end of every row into a new cache. Returns the last position's hidden states, (B, W).</summary>
    private Tensor Prefill()
    {
        int context = _model.Config.ContextLength;
        IReadOnlyList<int>[] windows = [.. _rows.Select(r => Window(r.All, context))];
        int length = windows.Max(w => w.Count);
        int remaining = _rows.Where(r => !r.IsFinished).Max(r => _options.MaxTokens - r.Tokens.Count);
        Dispose();
        _cache = new KeyValueCache(_model.Config, _rows.Length, Math.Min(context, (long)length + remaining), _model.Device);
        var ids = new long[_rows.Length * length];
        var padding = new long[_rows.Length];
        for (int i = 0; i < _rows.Length; i++)
        {
            padding[i] = length - windows[i].Count;
            for (int t = 0; t < windows[i].Count; t++)
                ids[i * length + padding[i] + t] = windows[i][t];
        }
        _padding = padding.All(p => p == 0) ? null : tensor(padding, device: _model.Device).DetachFromDisposeScope();
        return Last(tensor(ids, [_rows.Length, length], device: _model.Device));
    }

    /// <summary>Encodes the newest token of every row. Returns its hidden states, (B, W).</summary>
    private Tensor Advance()
    {
        long[] ids = [.. _rows.Select(r => (long)r.All[^1])];
        return Last(tensor(ids, [_rows.Length, 1], device: _model.Device));
    }

    private Tensor Last(Tensor tokens) => _model.Decoder.Hidden(tokens, _padding, _cache!).select(1, tokens.shape[1] - 1);

    private static IReadOnlyList<int> Window(IReadOnlyList<int> ids, int context) =>
        ids.Count < context ? ids : [.. ids.Skip(ids.Count - context / 2)];
}
