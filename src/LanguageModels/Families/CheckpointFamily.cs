using System.Text.Json;

namespace ResearchML.LanguageModels;

/// <summary>A family of checkpoints: what its <c>config.json</c> means, and how its tensors are called.</summary>
/// <remarks>The decoder knows parts, not families. Sources: Hugging Face's <c>transformers</c>, <c>configuration_*.py</c> and <c>modeling_*.py</c> of each.</remarks>
internal abstract class CheckpointFamily
{
    private static readonly CheckpointFamily[] All =
        [new LlamaFamily(), new MistralFamily(), new Qwen2Family(), new Qwen3Family(), new Gpt2Family()];

    /// <summary>The names of all families, for messages.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(family => $"\"{family.ModelType}\""));

    /// <summary>The family of that <c>model_type</c>, or <see langword="null"/>.</summary>
    public static CheckpointFamily? Of(string modelType) => Array.Find(All, family => family.ModelType == modelType);

    /// <summary>What the config calls it.</summary>
    public abstract string ModelType { get; }

    /// <summary>The class that Hugging Face loads it with.</summary>
    public abstract string Architecture { get; }

    /// <summary>What a model with an output layer puts before the names of a model without one.</summary>
    public virtual string Prefix => "model.";

    /// <summary>Reads the fields of a config.</summary>
    /// <exception cref="CheckpointException">A field is missing, of another type, or asks for what the decoder lacks.</exception>
    public abstract DecoderConfig Read(JsonFields fields);

    /// <summary>Writes the fields of a config, but for <c>model_type</c>, <c>architectures</c> and the token ids.</summary>
    public abstract void Write(Utf8JsonWriter json, DecoderConfig config);

    /// <summary>The property of a config for which the family has no word, or <see langword="null"/>.</summary>
    public abstract string? Lacks(DecoderConfig config);

    /// <summary>The tensors of a checkpoint, one by one, so that a config that asks for billions costs nothing.</summary>
    public virtual IEnumerable<StoredTensor> Tensors(DecoderConfig config) =>
        DecoderShapes.Of(config).Select(weight => new StoredTensor(weight.Name, weight.Shape));

    /// <summary>Whether a checkpoint may hold a tensor of that name although the decoder has no use for it.</summary>
    public virtual bool IsDispensable(string name, DecoderConfig config) =>
        (config.TieEmbeddings && name == DecoderShapes.Head) || name.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal);
}
