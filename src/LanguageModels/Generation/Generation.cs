using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>A batch of sequences on their way: each step adds one token to every row that is not finished.</summary>
/// <remarks>
/// When the columns of the key-value cache run out, the rows that are not finished are encoded anew, each from where its own
/// window begins: a row sees the same tokens beside others as alone. A row that outgrows the context goes on from its last half.
/// </remarks>
internal sealed class Generation : IDisposable
{
    private readonly LanguageModel _model;
    private readonly GenerationOptions _options;
    private readonly IReadOnlyList<GeneratedSequence> _rows;
    private readonly TokenSampler _sampler;
    private EncodedRows? _prompts; // another's, until the rows have begun from it
    private GeneratedSequence[] _active = []; // rows of the cache; those that finish stay until it is made anew
    private EncodedRows? _encoded; // what _active has in the cache
    private DecodingStep? _step; // for the rows of the cache; null where they are not for it

    /// <param name="model">The model.</param>
    /// <param name="rows">Rows that have generated nothing yet.</param>
    /// <param name="options">Valid options, those of the rows.</param>
    /// <param name="prompts">The rows' prompts, encoded: each is that of as many rows, which stand one after the other. The caller's to dispose, after the first step. Default: each row's is encoded.</param>
    public Generation(LanguageModel model, IReadOnlyList<GeneratedSequence> rows, GenerationOptions options, EncodedRows? prompts = null)
    {
        (_model, _rows, _options, _prompts) = (model, rows, options, prompts);
        // Embeddings past the tokenizer's ids are padding of the weights and cannot be decoded.
        _sampler = new TokenSampler(options, model.Tokenizer.VocabularySize);
    }

    public IReadOnlyList<GeneratedSequence> Sequences => _rows;

    /// <summary>How often windows were encoded: once, and again whenever the context was full; not where encoded prompts were given.</summary>
    public int Prefills { get; private set; }

    /// <summary>Tokens that were encoded in all of them, padding included.</summary>
    public long EncodedTokens { get; private set; }

    public bool IsFinished => _rows.All(r => r.IsFinished);

    /// <summary>Steps until every row is finished.</summary>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public void Run()
    {
        while (!IsFinished)
            Step();
    }

    /// <summary>Adds a token to every row that is not finished.</summary>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public void Step()
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        float[] logits = _encoded is null || _encoded.IsFull ? Logits(Begin()) : _step is null ? Logits(Advance(_encoded)) : Advance(_step, _encoded); // (B, V)
        int vocabulary = _model.Config.VocabularySize!.Value, decodable = _model.Tokenizer.VocabularySize;
        for (int i = 0; i < _active.Length; i++)
        {
            if (!_active[i].IsFinished)
                _active[i].Add(_sampler.Next(logits.AsSpan(i * vocabulary, decodable), _active[i].Seed, _active[i].Tokens.Count));
        }
    }

    public void Dispose()
    {
        _encoded?.Dispose();
        _step?.Dispose();
        (_encoded, _step) = (null, null);
    }

    /// <summary>Makes a new cache of the window of every row that is not finished. Returns the last position's hidden states, (B, W).</summary>
    private Tensor Begin()
    {
        Dispose();
        _active = [.. _rows.Where(r => !r.IsFinished)];
        int context = _model.Config.ContextLength;
        IReadOnlyList<int>[] windows = [.. _active.Select(r => r.Window(context))];
        int remaining = _active.Max(r => _options.MaxTokens - r.Tokens.Count);
        long capacity = Math.Min(context, (long)windows.Max(w => w.Count) + remaining);
        _encoded = _prompts is null ? Encode(windows, capacity) : _prompts.Repeat(_active.Length / _prompts.Padding.Length, capacity);
        _prompts = null;
        if (DecodingStep.Serves(_model.Decoder, _active.Length))
            _step = new DecodingStep(_model.Decoder, _encoded.Padding);
        return _encoded.Last;
    }

    private EncodedRows Encode(IReadOnlyList<int>[] windows, long capacity)
    {
        var encoded = new EncodedRows(_model.Decoder, windows, capacity, _options.CancellationToken);
        Prefills++;
        EncodedTokens += encoded.Cache.Length * windows.Length;
        return encoded;
    }

    private float[] Logits(Tensor hidden) => _model.Decoder.Logits(hidden).cpu().contiguous().data<float>().ToArray(); // (B, V)

    private float[] Advance(DecodingStep step, EncodedRows encoded)
    {
        step.Advance(Array.ConvertAll(_active, r => r.All[^1]), encoded.Cache);
        return step.Logits;
    }

    /// <summary>Encodes the newest token of every row. Returns its hidden states, (B, W).</summary>
    private Tensor Advance(EncodedRows encoded)
    {
        long[] ids = [.. _active.Select(r => (long)r.All[^1])];
        return encoded.Append(tensor(ids, [_active.Length, 1], device: _model.Device));
    }
}
