using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>A batch of sequences on their way: each step adds one token to every row that is not finished.</summary>
/// <remarks>
/// Rows of unequal length are padded on the left, so that all end at the same column of the key-value cache. When the
/// columns run out, the rows that are not finished are encoded anew, each from where its own window begins: a row sees the
/// same tokens beside others as alone. A row that outgrows the context goes on from its last half.
/// </remarks>
internal sealed class Generation : IDisposable
{
    private readonly LanguageModel _model;
    private readonly GenerationOptions _options;
    private readonly GeneratedSequence[] _rows;
    private readonly TokenSampler _sampler;
    private GeneratedSequence[] _active = []; // rows of the cache; those that finish stay until it is made anew
    private KeyValueCache? _cache;
    private Tensor? _padding; // (B), null where no row is padded
    private DecodingStep? _step; // for the rows of the cache; null where they are not for it

    public Generation(LanguageModel model, IReadOnlyList<IReadOnlyList<int>> prompts, GenerationOptions options, IReadOnlyList<ulong> seeds)
    {
        options.Validate();
        foreach (int id in prompts.SelectMany(p => p))
        {
            if ((uint)id >= (uint)model.Tokenizer.VocabularySize)
                throw new ArgumentOutOfRangeException(nameof(prompts), id, $"Token id {id} is not in the vocabulary: ids run from 0 to {model.Tokenizer.VocabularySize - 1}.");
        }
        (_model, _options) = (model, options);
        _rows = [.. prompts.Select((p, i) => new GeneratedSequence(model.Tokenizer, model.EndTokens, options, p, seeds[i]))];
        // Embeddings past the tokenizer's ids are padding of the weights and cannot be decoded.
        _sampler = new TokenSampler(options, model.Tokenizer.VocabularySize);
    }

    public IReadOnlyList<GeneratedSequence> Sequences => _rows;

    /// <summary>How often windows were encoded: once, and again whenever the context was full.</summary>
    public int Prefills { get; private set; }

    public bool IsFinished => Array.TrueForAll(_rows, r => r.IsFinished);

    /// <summary>Adds a token to every row that is not finished.</summary>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public void Step()
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        float[] logits = _cache is null || _cache.Length == _cache.Capacity ? Logits(Prefill()) : _step is null ? Logits(Advance()) : Advance(_step); // (B, V)
        int vocabulary = _model.Config.VocabularySize!.Value, decodable = _model.Tokenizer.VocabularySize;
        for (int i = 0; i < _active.Length; i++)
        {
            if (!_active[i].IsFinished)
                _active[i].Add(_sampler.Next(logits.AsSpan(i * vocabulary, decodable), _active[i].Seed, _active[i].Tokens.Count));
        }
    }

    public void Dispose()
    {
        _cache?.Dispose();
        _padding?.Dispose();
        _step?.Dispose();
        (_cache, _padding, _step) = (null, null, null);
    }

    /// <summary>Encodes the window of every row that is not finished into a new cache. Returns the last position's hidden states, (B, W).</summary>
    private Tensor Prefill()
    {
        int context = _model.Config.ContextLength;
        Dispose();
        Prefills++;
        _active = Array.FindAll(_rows, r => !r.IsFinished);
        IReadOnlyList<int>[] windows = [.. _active.Select(r => r.Window(context))];
        int length = windows.Max(w => w.Count);
        int remaining = _active.Max(r => _options.MaxTokens - r.Tokens.Count);
        _cache = new KeyValueCache(_model.Config, _active.Length, Math.Min(context, (long)length + remaining), _model.Decoder.Place);
        var ids = new long[_active.Length * length];
        var padding = new long[_active.Length];
        for (int i = 0; i < _active.Length; i++)
        {
            padding[i] = length - windows[i].Count;
            for (int t = 0; t < windows[i].Count; t++)
                ids[i * length + padding[i] + t] = windows[i][t];
        }
        _padding = padding.All(p => p == 0) ? null : tensor(padding, device: _model.Device).DetachFromDisposeScope();
        if (DecodingStep.Serves(_model.Decoder, _active.Length))
            _step = new DecodingStep(_model.Decoder, padding);
        return LastInPieces(tensor(ids, [_active.Length, length], device: _model.Device));
    }

    // A long prompt goes through the network in pieces: its activations would take more memory than the weights.
    private Tensor LastInPieces(Tensor tokens)
    {
        long length = tokens.shape[1], piece = Math.Max(1, _model.Decoder.TokensPerPass / tokens.shape[0]);
        for (long start = 0; ; start += piece)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            Tensor last = Last(tokens.narrow(1, start, Math.Min(piece, length - start)));
            if (start + piece >= length)
                return last.MoveToOuterDisposeScope();
        }
    }

    private float[] Logits(Tensor hidden) => _model.Decoder.Logits(hidden).cpu().contiguous().data<float>().ToArray(); // (B, V)

    private float[] Advance(DecodingStep step)
    {
        step.Advance(Array.ConvertAll(_active, r => r.All[^1]), _cache!);
        return step.Logits;
    }

    /// <summary>Encodes the newest token of every row. Returns its hidden states, (B, W).</summary>
    private Tensor Advance()
    {
        long[] ids = [.. _active.Select(r => (long)r.All[^1])];
        return Last(tensor(ids, [_active.Length, 1], device: _model.Device));
    }

    private Tensor Last(Tensor tokens) => _model.Decoder.Hidden(tokens, _padding, _cache!).select(1, tokens.shape[1] - 1);
}
