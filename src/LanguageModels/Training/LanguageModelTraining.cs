using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Texts and options to a trained model: the engine behind the trainers.</summary>
public static class LanguageModelTraining
{
    /// <summary>Trains a model with an objective.</summary>
    /// <param name="texts">One document each. Empty ones are left out.</param>
    /// <param name="objective">What to minimise.</param>
    /// <param name="options">Shape, tokenizer, start and schedule.</param>
    /// <param name="seed">Of the weights and of the order of the documents.</param>
    /// <param name="device">Where to train. Default: the CPU.</param>
    /// <param name="log">Told in words what was read. Default: nobody.</param>
    /// <returns>A model that the caller owns.</returns>
    /// <exception cref="ArgumentException">The texts have no tokens at all, or <paramref name="options"/> contradict themselves.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The training's token was cancelled.</exception>
    /// <exception cref="CheckpointException">The checkpoints to resume from are of another run.</exception>
    /// <exception cref="InvalidOperationException">The loss is no longer a number, or another run writes into the checkpoints' folder or the log.</exception>
    /// <exception cref="IOException">A checkpoint or the log cannot be written, or the log would replace another kind of file.</exception>
    public static LanguageModel Train(
        IEnumerable<string?> texts, TrainingObjective objective, LanguageModelTrainerOptions options, ulong seed, Device? device = null, Action<string>? log = null) =>
        Train(texts, objective, options, seed, seedIsGiven: true, device, log);

    // A seed that was drawn, not given, gives way to that of the checkpoint that is resumed.
    internal static LanguageModel Train(
        IEnumerable<string?> texts, TrainingObjective objective, LanguageModelTrainerOptions options, ulong seed, bool seedIsGiven, Device? device, Action<string>? log)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        objective.Validate(options.EffectiveModel);
        log ??= _ => { };
        // Before the texts are read, which may take hours, since any of these may be refused.
        using TrainingFolder? folder = options.Training.Checkpoints is { } checkpoints ? new TrainingFolder(checkpoints, log) : null;
        using TrainingLogFile? lines = options.Training.LogFile is string logPath ? new TrainingLogFile(logPath) : null;
        if (!seedIsGiven && folder?.Last?.Identity.Seed is ulong stored)
        {
            seed = stored;
            log(FormattableString.Invariant($"No seed was given: {seed} is taken, the checkpoint's."));
        }
        if (options.TokenFile is string path)
        {
            TokenFile.Write(path, texts, options.EffectiveTokenizer, options.Training.CancellationToken);
            using TokenFile file = TokenFile.Open(path);
            return Run(file, objective, options, seed, device, log, folder, lines);
        }
        TokenDocuments documents = Read(texts, options.EffectiveTokenizer, options.Training.CancellationToken);
        log(FormattableString.Invariant($"{documents.EmptyCount} empty texts left out."));
        return Run(documents, objective, options, seed, device, log, folder, lines);
    }

    /// <summary>Trains a model on a corpus that is mapped into memory, not read.</summary>
    /// <param name="corpus">Token ids of the options' tokenizer.</param>
    /// <param name="objective">What to minimise.</param>
    /// <param name="options">Shape, tokenizer, start and schedule.</param>
    /// <param name="seed">Of the weights and of the order of the documents.</param>
    /// <param name="device">Where to train. Default: the CPU.</param>
    /// <param name="log">Told in words what was read. Default: nobody.</param>
    /// <returns>A model that the caller owns.</returns>
    /// <exception cref="ArgumentException">The corpus is of another tokenizer, or <paramref name="options"/> contradict themselves.</exception>
    /// <exception cref="CheckpointException">The checkpoints to resume from are of another run.</exception>
    /// <exception cref="OperationCanceledException">The training's token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The loss is no longer a number, or another run writes into the checkpoints' folder or the log.</exception>
    /// <exception cref="InvalidDataException">The corpus is damaged: its ids are read once and compared with their hash, before the first run on it.</exception>
    /// <exception cref="IOException">A checkpoint or the log cannot be written, or the log would replace another kind of file.</exception>
    public static LanguageModel Train(
        TokenFile corpus, TrainingObjective objective, LanguageModelTrainerOptions options, ulong seed, Device? device = null, Action<string>? log = null)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        objective.Validate(options.EffectiveModel);
        log ??= _ => { };
        LanguageTokenizer tokenizer = options.EffectiveTokenizer;
        if (corpus.VocabularySize != tokenizer.VocabularySize)
            throw new ArgumentException(FormattableString.Invariant($"The token file was written with a tokenizer of {corpus.VocabularySize} ids, and the options' has {tokenizer.VocabularySize}: they must be the same."), nameof(corpus));
        if (corpus.Tokenizer != Fingerprint.Of(tokenizer))
            throw new ArgumentException(FormattableString.Invariant($"The token file was written with another tokenizer of {corpus.VocabularySize} ids than the options': they must be the same. Write it again with TokenFile.Write."), nameof(corpus));
        using TrainingFolder? folder = options.Training.Checkpoints is { } checkpoints ? new TrainingFolder(checkpoints, log) : null;
        using TrainingLogFile? lines = options.Training.LogFile is string logPath ? new TrainingLogFile(logPath) : null;
        corpus.RequireWhole(options.Training.CancellationToken);
        return Run(corpus, objective, options, seed, device, log, folder, lines);
    }

    private static LanguageModel Run(
        ITokenDocuments documents, TrainingObjective objective, LanguageModelTrainerOptions options, ulong seed, Device? device, Action<string> log, TrainingFolder? folder, TrainingLogFile? lines)
    {
        if (documents.TokenCount == documents.Count)
            throw new ArgumentException("Every training text is a single token, so there is nothing to predict.", "texts");
        log(FormattableString.Invariant($"{documents.Count} documents, {documents.TokenCount} tokens."));
        LanguageModel model = options.StartFrom is LanguageModel start
            ? start.Clone()
            : LanguageModel.Create(options.Model, options.EffectiveTokenizer, seed, device ?? CPU);
        try
        {
            log(TrainingPrecision.Describe(options.Training.Precision, model.Device));
            var batches = new PackedBatches(documents, options.Training.BatchSize, model.Config.ContextLength, seed);
            TrainingCheckpoints? checkpoints = folder is null ? null : new TrainingCheckpoints(folder, RunIdentity.Of(model, objective, documents, options, seed));
            using var run = new TrainingRun(model.Decoder, objective, batches, options.Training, seed, () => Measured(model, options.Training), lines);
            run.Run(checkpoints, log);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static double Measured(LanguageModel model, TrainingOptions options)
    {
        // As the trained model will be used: evaluating, its products in the weights' own type.
        ScalarType? training = model.Decoder.Products.Type;
        model.Decoder.Products.Type = null;
        model.Decoder.eval();
        double loss = options.EarlyStopping!.Measure is { } measure ? measure(model) : HeldOutLoss(model, options.EarlyStopping.HeldOut, options.CancellationToken);
        model.Decoder.train();
        model.Decoder.Products.Type = training;
        return loss;
    }

    // Mean nats per token over all documents.
    private static double HeldOutLoss(LanguageModel model, IReadOnlyList<string> heldOut, CancellationToken cancellationToken)
    {
        IReadOnlyList<TextScore> scores = model.Score(heldOut, new ScoringOptions { CancellationToken = cancellationToken });
        return scores.Where(s => s.TokenCount > 0).Sum(s => s.LossNats * s.TokenCount) / scores.Sum(s => (double)s.TokenCount);
    }

    private static TokenDocuments Read(IEnumerable<string?> texts, LanguageTokenizer tokenizer, CancellationToken cancellationToken)
    {
        var documents = new TokenDocuments();
        foreach (string? text in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            documents.Add(text, tokenizer);
        }
        if (documents.Count == 0)
            throw new ArgumentException($"The training data holds no text: {documents.EmptyCount} rows, all of them empty.", nameof(texts));
        return documents;
    }
}
