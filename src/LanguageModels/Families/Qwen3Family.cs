using System.Text.Json;

namespace ResearchML.LanguageModels;

/// <summary>Qwen 3: Llama with a norm of each head's queries and keys.</summary>
/// <remarks>Yang et al. 2025, arXiv:2505.09388, section 2.</remarks>
internal sealed class Qwen3Family : CheckpointFamily
{
    private const DecoderBiases Attention = DecoderBiases.QueryKeyValue | DecoderBiases.AttentionOutput;

    public override string ModelType => "qwen3";

    public override string Architecture => "Qwen3ForCausalLM";

    public override DecoderConfig Read(JsonFields fields) => QwenWindow.Read(fields, RotaryFields.Read(fields, keyValueHeads: 32, headWidth: 128) with
    {
        ModelType = ModelType,
        QueryKeyNorm = true,
        Biases = fields.Boolean("attention_bias", false) ? Attention : DecoderBiases.None,
    });

    public override void Write(Utf8JsonWriter json, DecoderConfig config)
    {
        RotaryFields.Write(json, config);
        QwenWindow.Write(json, config);
        json.WriteBoolean("attention_bias", config.Biases == Attention);
    }

    public override string? Lacks(DecoderConfig config) =>
        RotaryFields.Lacks(config)
        ?? (!config.QueryKeyNorm ? nameof(config.QueryKeyNorm)
        : config.Biases is not (DecoderBiases.None or Attention) ? nameof(config.Biases)
        : null);
}
