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

    /// <summary>Loads a checkpoint folder: <c>config.json</c> of a <c>llama</c> model, <c>model.safetensors</c>, and a tokenizer.</summary>
    /// <param name="folder">Path of the folder.</param>
    /// <returns>A model that the caller owns, on the context's <see cref="MLContext.GpuDeviceId"/>, or the CPU.</returns>
    /// <exception cref="CheckpointException">A file is missing, damaged, asks for what is not supported, or disagrees with another.</exception>
    /// <exception cref="SafetensorsException">The weights file is damaged.</exception>
    /// <exception cref="TorchUnavailableException">No libtorch could be loaded.</exception>
    /// <exception cref="InvalidOperationException">The context asks for a GPU that is not there, and <see cref="MLContext.FallbackToCpu"/> is off.</exception>
    public LanguageModel LoadModel(string folder) => LanguageModel.Load(folder, Environment.SelectTorchDevice());

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
