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
    /// <exception cref="InvalidOperationException">The loss is no longer a number.</exception>
    public static LanguageModel Train(
        IEnumerable<string?> texts, TrainingObjective objective, LanguageModelTrainerOptions options, ulong seed, Device? device = null, Action<string>? log = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        TokenDocuments documents = Read(texts, options.EffectiveTokenizer, options.Training.CancellationToken);
        log?.Invoke(FormattableString.Invariant($"{documents.Count} documents, {documents.TokenCount} tokens; {documents.EmptyCount} empty texts left out."));

        LanguageModel model = options.StartFrom is LanguageModel start
            ? start.Clone()
            : LanguageModel.Create(options.Model, options.EffectiveTokenizer, seed, device ?? CPU);
        try
        {
            var batches = new PackedBatches(documents, options.Training.BatchSize, model.Config.ContextLength, seed);
            using var run = new TrainingRun(model.Decoder, objective, batches, options.Training);
            run.Run();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
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
        if (documents.TokenCount == documents.Count)
            throw new ArgumentException("Every training text is a single token, so there is nothing to predict.", nameof(texts));
        return documents;
    }
}
