using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>A decoder with its tokenizer: generates text, scores text, and saves itself in Hugging Face's layout.</summary>
/// <remarks>Immutable and thread-safe. Dispose it when all use has ended: its weights live outside .NET's memory.</remarks>
public sealed class LanguageModel : IDisposable
{
    private bool _disposed;

    /// <summary>Joins a decoder and a tokenizer; the model owns the decoder from here on.</summary>
    /// <exception cref="ArgumentException">The tokenizer and the decoder do not belong together.</exception>
    /// <param name="decoder">The network.</param>
    /// <param name="tokenizer">Text to token ids and back.</param>
    /// <param name="endTokens">Ids that end a text beside the tokenizer's EOS; those that are not in its vocabulary are left out.</param>
    internal LanguageModel(Decoder decoder, LanguageTokenizer tokenizer, IEnumerable<int>? endTokens = null)
    {
        CheckVocabulary(decoder.Config, tokenizer);
        (Decoder, Tokenizer) = (decoder, tokenizer);
        IEnumerable<int> own = tokenizer.EosId is int eos ? [eos] : [];
        EndTokens = [.. own.Concat(endTokens ?? []).Where(id => (uint)id < (uint)tokenizer.VocabularySize).Distinct()];
    }

    /// <summary>The network.</summary>
    public Decoder Decoder { get; }

    /// <summary>Its shape.</summary>
    public DecoderConfig Config => Decoder.Config;

    /// <summary>Text to token ids and back.</summary>
    public LanguageTokenizer Tokenizer { get; }

    /// <summary>Ids that end a text: the tokenizer's EOS, and what <c>config.json</c> and <c>generation_config.json</c> name beside it
    /// (a chat model ends its turn with another token than its documents). May be empty.</summary>
    public IReadOnlyList<int> EndTokens { get; }

    /// <summary>How a chat is written for this model, as its tokenizer's files have it.</summary>
    /// <exception cref="InvalidOperationException">They have none that is recognised.</exception>
    public ChatTemplate ChatTemplate => Tokenizer.ChatTemplate
        ?? throw new InvalidOperationException("The model's tokenizer files have no chat template, or none that is recognised: choose one by name, as in ChatTemplate.Named(\"ChatML\").");

    /// <summary>Where the weights live.</summary>
    public Device Device => Decoder.Device;

    /// <summary>Loads a checkpoint folder in Hugging Face's layout: <c>config.json</c> of a <c>llama</c>, <c>mistral</c>, <c>qwen2</c>,
    /// <c>qwen3</c> or <c>gpt2</c> model, <c>model.safetensors</c> or its shards, and a tokenizer.</summary>
    /// <param name="folder">Path of the folder.</param>
    /// <param name="options">Precision and memory. Default: <see cref="LoadModelOptions"/>'s defaults.</param>
    /// <param name="device">Where the weights go. Default: the CPU.</param>
    /// <exception cref="CheckpointException">A file is missing, damaged, asks for what is not supported, or disagrees with another; the message names file and field.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ResearchML.Torch.TorchUnavailableException">No libtorch could be loaded.</exception>
    public static LanguageModel Load(string folder, LoadModelOptions? options = null, Device? device = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new LoadModelOptions();
        options.Validate();
        Torch.TorchRuntime.EnsureAvailable();
        return CheckpointFolder.Load(folder, options, device ?? CPU);
    }

    /// <summary>Makes a model with fresh weights.</summary>
    /// <param name="config">Its shape; the vocabulary is the tokenizer's unless it is set.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="seed">Of the weights: the same seed gives the same bits.</param>
    /// <param name="device">Where the weights go. Default: the CPU.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape is not possible.</exception>
    /// <exception cref="ArgumentException"><see cref="DecoderConfig.VocabularySize"/> is less than the tokenizer has ids, or more than padding explains.</exception>
    /// <exception cref="ResearchML.Torch.TorchUnavailableException">No libtorch could be loaded.</exception>
    public static LanguageModel Create(DecoderConfig config, LanguageTokenizer tokenizer, ulong seed, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(tokenizer);
        config = config with { VocabularySize = config.VocabularySize ?? tokenizer.VocabularySize };
        config.Validate();
        CheckVocabulary(config, tokenizer);
        Torch.TorchRuntime.EnsureAvailable();
        Decoder decoder = DecoderWeights.NewDecoder(config, new WeightPlacement(ScalarType.Float32, device ?? CPU));
        decoder.Initialize(seed);
        return new LanguageModel(decoder, tokenizer);
    }

    /// <summary>A copy with float32 weights of its own, on the same device: what training starts from.</summary>
    public LanguageModel Clone()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Decoder copy = DecoderWeights.NewDecoder(Config, new WeightPlacement(ScalarType.Float32, Device));
        using (no_grad())
        {
            foreach ((TorchSharp.Modules.Parameter to, TorchSharp.Modules.Parameter from) in copy.parameters().Zip(Decoder.parameters()))
                to.copy_(from);
        }
        return new LanguageModel(copy, Tokenizer, EndTokens);
    }

    /// <summary>Writes <c>config.json</c>, the weights and the tokenizer into a folder that Hugging Face's loaders read. F16 and
    /// BF16 weights that are computed in float32 go back in the type they came in, without loss; all others are written in the type
    /// that they are kept in (<see cref="LoadModelOptions.Precision"/>). A <c>generation_config.json</c> in the folder is removed: its end tokens
    /// go into <c>config.json</c>, its sampling defaults are not ours.</summary>
    /// <param name="folder">Path of the folder, made if it does not exist. Each file is written whole or not at all.</param>
    /// <param name="maximumShardBytes">Most tensor data in one weights file, in bytes, over 0; more go into shards with an index. Default 5 GB, as in Hugging Face's.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximumShardBytes"/> is not over 0.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string folder, long maximumShardBytes = Torch.SafetensorsFolder.DefaultMaximumShardBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumShardBytes);
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckpointFolder.Save(this, folder, maximumShardBytes);
    }

    /// <summary>Continues a text.</summary>
    /// <param name="prompt">The text so far; may be empty where the tokenizer has a BOS id. BOS is put before it. Special tokens that it spells count as such, as <see cref="ChatTemplate.Render"/> spells them.</param>
    /// <param name="options">How to choose tokens and when to stop. Default: <see cref="GenerationOptions"/>'s defaults.</param>
    /// <returns>The continuation, without the prompt and without the stop string that ended it.</returns>
    /// <exception cref="ArgumentException">The prompt is empty and the tokenizer has no BOS id.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model's weights are damaged: it gives logits that are not finite.</exception>
    /// <exception cref="OperationCanceledException"><see cref="GenerationOptions.CancellationToken"/> was cancelled.</exception>
    public string Generate(string prompt, GenerationOptions? options = null) => GenerateBatch([prompt], options)[0];

    /// <summary>Continues several texts side by side; each as if it were alone.</summary>
    /// <inheritdoc cref="Generate" path="/exception"/>
    /// <param name="prompts">The texts so far. The same prompt given twice is sampled twice.</param>
    /// <param name="options">How to choose tokens and when to stop.</param>
    /// <returns>The continuations, in the order of <paramref name="prompts"/>.</returns>
    public IReadOnlyList<string> GenerateBatch(IReadOnlyList<string> prompts, GenerationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        return [.. Run([.. prompts.Select(EncodePrompt)], options).Select(s => s.Text)];
    }

    /// <summary>Continues texts of independent rows: a row's draws depend on the seed and on its text, so that equal rows get equal continuations.</summary>
    /// <inheritdoc cref="Generate" path="/exception"/>
    /// <param name="prompts">The texts so far. An empty one without a BOS id to start from gives an empty continuation.</param>
    /// <param name="options">How to choose tokens and when to stop; its seed is not looked at.</param>
    /// <param name="seed">Seed of all rows.</param>
    /// <returns>The continuations, in the order of <paramref name="prompts"/>.</returns>
    public IReadOnlyList<string> GenerateRows(IReadOnlyList<string> prompts, GenerationOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<int>[] tokens = [.. prompts.Select(EncodePrompt)];
        int[] rows = [.. Enumerable.Range(0, tokens.Length).Where(i => tokens[i].Count > 0 || Tokenizer.BosId is not null)];
        var texts = new string[tokens.Length];
        Array.Fill(texts, "");
        IReadOnlyList<IReadOnlyList<int>> starts = [.. rows.Select(i => tokens[i])];
        foreach ((int row, GeneratedSequence sequence) in rows.Zip(Run(starts, options, [.. starts.Select(t => GenerationSeeds.Of(t, seed))])))
            texts[row] = sequence.Text;
        return texts;
    }

    /// <summary>Continues a sequence of token ids.</summary>
    /// <inheritdoc cref="Generate" path="/exception"/>
    /// <param name="prompt">Ids so far; empty means from BOS alone. BOS is put before them unless they begin with it.</param>
    /// <param name="options">How to choose tokens and when to stop.</param>
    /// <returns>The ids that follow, without BOS, the prompt and EOS.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public IReadOnlyList<int> GenerateTokens(IReadOnlyList<int> prompt, GenerationOptions? options = null) =>
        GenerateTokensBatch([prompt], options)[0];

    /// <summary>Continues several sequences of token ids side by side; each as if it were alone.</summary>
    /// <inheritdoc cref="GenerateTokens" path="/exception"/>
    /// <param name="prompts">Ids so far, of any lengths. The same prompt given twice is sampled twice.</param>
    /// <param name="options">How to choose tokens and when to stop.</param>
    /// <returns>The ids that follow, in the order of <paramref name="prompts"/>.</returns>
    public IReadOnlyList<IReadOnlyList<int>> GenerateTokensBatch(IReadOnlyList<IReadOnlyList<int>> prompts, GenerationOptions? options = null) =>
        [.. Run(prompts, options).Select(s => s.Tokens)];

    /// <summary>Continues a text several times, each time with draws of its own; the prompt goes through the network once for all of them.</summary>
    /// <inheritdoc cref="Generate" path="/exception"/>
    /// <param name="prompt">The text so far, as in <see cref="Generate"/>.</param>
    /// <param name="options">How many samples, and how each is generated. Default: <see cref="SampleOptions"/>'s defaults.</param>
    /// <returns>The continuations: what <see cref="GenerateBatch"/> gives for the prompt given as many times, but for float rounding.</returns>
    public IReadOnlyList<string> Sample(string prompt, SampleOptions? options = null) => SampleBatch([prompt], options)[0];

    /// <summary>Continues each of several texts several times; each prompt goes through the network once.</summary>
    /// <inheritdoc cref="Generate" path="/exception"/>
    /// <param name="prompts">The texts so far. A prompt given twice gets other samples the second time.</param>
    /// <param name="options">How many samples of each prompt, and how each is generated.</param>
    /// <returns>The samples of each prompt, in the order of <paramref name="prompts"/>.</returns>
    public IReadOnlyList<IReadOnlyList<string>> SampleBatch(IReadOnlyList<string> prompts, SampleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new Sampling(this, options ?? new SampleOptions()).Run([.. prompts.Select(EncodePrompt)], s => s.Text);
    }

    /// <summary>Continues a sequence of token ids several times, each time with draws of its own; the prompt goes through the network once.</summary>
    /// <inheritdoc cref="GenerateTokens" path="/exception"/>
    /// <param name="prompt">Ids so far, as in <see cref="GenerateTokens"/>.</param>
    /// <param name="options">How many samples, and how each is generated.</param>
    /// <returns>The ids of each sample, without BOS, the prompt and EOS.</returns>
    public IReadOnlyList<IReadOnlyList<int>> SampleTokens(IReadOnlyList<int> prompt, SampleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new Sampling(this, options ?? new SampleOptions()).Run([prompt], s => s.Tokens)[0];
    }

    /// <summary>The probability of every token to come next after a text, from one pass through the network: exact pass@k of answers of one token.</summary>
    /// <param name="prompt">The text so far, as in <see cref="Generate"/>; of one that is longer than the context, the model sees the last half context.</param>
    /// <exception cref="ArgumentException">The prompt is empty and the tokenizer has no BOS id.</exception>
    /// <exception cref="InvalidOperationException">The model's weights are damaged: it gives logits that are not finite.</exception>
    public NextTokenDistribution NextToken(string prompt) => NextTokenBatch([prompt])[0];

    /// <summary>The probabilities of what comes next after each of several texts; each as if it were alone.</summary>
    /// <inheritdoc cref="NextToken" path="/exception"/>
    /// <param name="prompts">The texts so far.</param>
    /// <param name="cancellationToken">Stops between two passes through the network. Default: never.</param>
    /// <returns>A distribution a prompt, in the order of <paramref name="prompts"/>; each takes 8 bytes per id of the vocabulary.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public IReadOnlyList<NextTokenDistribution> NextTokenBatch(IReadOnlyList<string> prompts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return NextTokens.Of(this, prompts, [.. prompts.Select(EncodePrompt)], cancellationToken);
    }

    /// <summary>Continues a text token by token, as each is decoded.</summary>
    /// <inheritdoc cref="Generate" path="/exception"/>
    /// <param name="prompt">The text so far.</param>
    /// <param name="options">How to choose tokens and when to stop.</param>
    /// <param name="cancellationToken">Stops between two tokens, as does <see cref="GenerationOptions.CancellationToken"/>.</param>
    /// <returns>Each token with the text that became certain with it; the texts join to what <see cref="Generate"/> returns.</returns>
    public IAsyncEnumerable<GeneratedToken> GenerateAsync(string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        options?.Validate();
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Stream(EncodePrompt(prompt), options ?? new GenerationOptions(), cancellationToken);
    }

    /// <summary>Continues a sequence of token ids token by token, as each is decoded.</summary>
    /// <inheritdoc cref="GenerateTokens" path="/exception"/>
    /// <param name="prompt">Ids so far, as in <see cref="GenerateTokens"/>.</param>
    /// <param name="options">How to choose tokens and when to stop.</param>
    /// <param name="cancellationToken">Stops between two tokens, as does <see cref="GenerationOptions.CancellationToken"/>.</param>
    /// <returns>Each token with the text that became certain with it.</returns>
    public IAsyncEnumerable<GeneratedToken> GenerateTokensAsync(IReadOnlyList<int> prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        options?.Validate();
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Stream(prompt, options ?? new GenerationOptions(), cancellationToken);
    }

    private async IAsyncEnumerable<GeneratedToken> Stream(
        IReadOnlyList<int> prompt, GenerationOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using Generation generation = Start([prompt], options);
        GeneratedSequence sequence = generation.Sequences[0];
        int emitted = 0;
        while (!sequence.IsFinished)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // libtorch works synchronously: a thread of the pool keeps the caller's free.
            await Task.Run(generation.Step, CancellationToken.None).ConfigureAwait(false);
            if (sequence.Tokens.Count > emitted || sequence.HasPendingText)
                yield return new GeneratedToken(sequence.Tokens.Count > emitted ? sequence.Tokens[^1] : null, sequence.TakeText());
            emitted = sequence.Tokens.Count;
        }
    }

    /// <summary>Log-probabilities of texts, several at a time; each as if it were alone.</summary>
    /// <param name="texts">Texts of any length; those longer than the context are windowed as <see cref="ScoringOptions.Stride"/> says.</param>
    /// <param name="options">Batch size, stride, cancellation. Default: <see cref="ScoringOptions"/>'s defaults.</param>
    /// <returns>A score per text, in the same order. A <see langword="null"/> or empty text has no tokens and the loss NaN.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException"><see cref="ScoringOptions.CancellationToken"/> was cancelled.</exception>
    public IReadOnlyList<TextScore> Score(IReadOnlyList<string?> texts, ScoringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return LikelihoodScoring.Score(this, texts, options ?? new ScoringOptions());
    }

    /// <summary>Frees the weights. Any use after it is an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _disposed = true;
        Decoder.Dispose();
    }

    internal Generation Start(IReadOnlyList<IReadOnlyList<int>> prompts, GenerationOptions options, IReadOnlyList<ulong>? rowSeeds = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        options.Validate();
        rowSeeds ??= GenerationSeeds.ForEach(prompts, options.SeedBits);
        return new(this, [.. prompts.Select((p, i) => NewRow(p, options, rowSeeds[i]))], options);
    }

    /// <summary>A row that begins from a prompt.</summary>
    /// <param name="prompt">Ids; BOS is put before them unless they begin with it.</param>
    /// <param name="options">When it ends.</param>
    /// <param name="seed">Of its draws.</param>
    /// <exception cref="ArgumentException">The prompt is empty and the tokenizer has no BOS id.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    internal GeneratedSequence NewRow(IReadOnlyList<int> prompt, GenerationOptions options, ulong seed) => new(Tokenizer, EndTokens, options, prompt, seed);

    // A rendered chat is full of special tokens; what is scored or trained on is a document, which must not forge any.
    private IReadOnlyList<int> EncodePrompt(string prompt) => Tokenizer.Encode(prompt, specialTokens: true);

    private static void CheckVocabulary(DecoderConfig config, LanguageTokenizer tokenizer)
    {
        if (VocabularyFit.Mismatch(config.VocabularySize!.Value, tokenizer, "the model") is string mismatch)
            throw new ArgumentException(mismatch, nameof(tokenizer));
    }

    private IReadOnlyList<GeneratedSequence> Run(IReadOnlyList<IReadOnlyList<int>> prompts, GenerationOptions? options, IReadOnlyList<ulong>? rowSeeds = null)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        if (prompts.Count == 0)
            return [];
        using Generation generation = Start(prompts, options ?? new GenerationOptions(), rowSeeds);
        generation.Run();
        return generation.Sequences;
    }
}
