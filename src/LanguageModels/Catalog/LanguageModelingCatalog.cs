using Microsoft.ML;
using Microsoft.ML.Runtime;
using ResearchML.Torch;

namespace ResearchML.LanguageModels;

/// <summary>Language models on an <see cref="MLContext"/>: loading, training and evaluation. Reached as <c>mlContext.LanguageModeling</c>.</summary>
public sealed class LanguageModelingCatalog
{
    internal LanguageModelingCatalog(IHostEnvironment environment)
    {
        Environment = environment;
        Trainers = new LanguageModelingTrainers(environment);
    }

    /// <summary>The environment that components made here run in: seed, device, log.</summary>
    public IHostEnvironment Environment { get; }

    /// <summary>Trainers of language models. Packages add to it by extension methods.</summary>
    public LanguageModelingTrainers Trainers { get; }

    /// <summary>Loads a checkpoint folder in Hugging Face's layout: <c>config.json</c> of a <c>llama</c>, <c>mistral</c>, <c>qwen2</c>,
    /// <c>qwen3</c> or <c>gpt2</c> model, <c>model.safetensors</c> or its shards, and a tokenizer.</summary>
    /// <param name="folder">Path of the folder.</param>
    /// <param name="options">Precision and memory. Default: <see cref="LoadModelOptions"/>'s defaults.</param>
    /// <returns>A model that the caller owns, on the context's <see cref="MLContext.GpuDeviceId"/>, or the CPU.</returns>
    /// <exception cref="CheckpointException">A file is missing, damaged, asks for what is not supported, or disagrees with another.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="TorchUnavailableException">No libtorch could be loaded.</exception>
    /// <exception cref="InvalidOperationException">The context asks for a GPU that is not there, and <see cref="MLContext.FallbackToCpu"/> is off.</exception>
    public LanguageModel LoadModel(string folder, LoadModelOptions? options = null) => LanguageModel.Load(folder, options, Environment.SelectTorchDevice());

    /// <summary>Learns a byte-level BPE vocabulary from a text column: see <see cref="LanguageTokenizer.Train"/>. Progress goes to ML.NET's log too.</summary>
    /// <param name="data">Rows with the text column; read once.</param>
    /// <param name="textColumnName">Name of the Text column.</param>
    /// <param name="vocabularySize">Tokens, with the 256 bytes, BOS, EOS and PAD: from 259 to 16,777,216. Fewer come out where the texts have no more pairs to merge.</param>
    /// <param name="options">Progress and cancellation. Default: neither.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or is not Text; or <paramref name="vocabularySize"/> is out of its range.</exception>
    /// <exception cref="ArgumentException">The rows hold no text at all.</exception>
    /// <exception cref="OperationCanceledException"><see cref="TokenizerTrainingOptions.CancellationToken"/> was cancelled.</exception>
    public LanguageTokenizer TrainTokenizer(IDataView data, string textColumnName, int vocabularySize, TokenizerTrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(textColumnName);
        return TokenizerTrainingAdapter.Train(Environment, data, textColumnName, vocabularySize, options ?? new TokenizerTrainingOptions());
    }

    /// <summary>Sums up the scores of held-out texts.</summary>
    /// <param name="data">Rows scored by a <see cref="LanguageModelTransformer"/>, or any with the same three columns.</param>
    /// <param name="lossColumnName">Single: mean nats per token of the row; NaN where the row has no tokens.</param>
    /// <param name="tokenCountColumnName">Int32: scored tokens of the row.</param>
    /// <param name="byteCountColumnName">Int32: bytes of the row's text in UTF-8.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public LanguageModelingMetrics Evaluate(
        IDataView data, string lossColumnName = "LossNats", string tokenCountColumnName = "TokenCount", string byteCountColumnName = "ByteCount")
    {
        ArgumentNullException.ThrowIfNull(data);
        return LanguageModelingEvaluator.Evaluate(data, lossColumnName, tokenCountColumnName, byteCountColumnName);
    }
}
