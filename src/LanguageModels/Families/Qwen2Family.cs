using System.Text.Json;

namespace ResearchML.LanguageModels;

/// <summary>Qwen 2 and 2.5: Llama with biases on queries, keys and values.</summary>
/// <remarks>Yang et al. 2024, arXiv:2407.10671, section 2.2.1.</remarks>
internal sealed class Qwen2Family : CheckpointFamily
{
    public override string ModelType => "qwen2";

    public override string Architecture => "Qwen2ForCausalLM";

    public override DecoderConfig Read(JsonFields fields) => QwenWindow.Read(fields, RotaryFields.Read(fields, keyValueHeads: 32) with
    {
        ModelType = ModelType,
        Biases = DecoderBiases.QueryKeyValue,
    });

    public override void Write(Utf8JsonWriter json, DecoderConfig config)
    {
        RotaryFields.Write(json, config);
        QwenWindow.Write(json, config);
    }

    public override string? Lacks(DecoderConfig config) =>
        RotaryFields.Lacks(config)
        ?? (config.QueryKeyNorm ? nameof(config.QueryKeyNorm)
        : config.Biases != DecoderBiases.QueryKeyValue ? nameof(config.Biases)
        : null);
}
