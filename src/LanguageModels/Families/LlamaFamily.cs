using System.Text.Json;

namespace ResearchML.LanguageModels;

/// <summary>Llama 1 to 3, and the many models that share their layout.</summary>
internal sealed class LlamaFamily : CheckpointFamily
{
    private const DecoderBiases Attention = DecoderBiases.QueryKeyValue | DecoderBiases.AttentionOutput;

    public override string ModelType => "llama";

    public override string Architecture => "LlamaForCausalLM";

    public override DecoderConfig Read(JsonFields fields) => RotaryFields.Read(fields) with
    {
        ModelType = ModelType,
        Biases = (fields.Boolean("attention_bias", false) ? Attention : 0) | (fields.Boolean("mlp_bias", false) ? DecoderBiases.FeedForward : 0),
    };

    public override void Write(Utf8JsonWriter json, DecoderConfig config)
    {
        RotaryFields.Write(json, config);
        json.WriteBoolean("attention_bias", config.Biases.HasFlag(Attention));
        json.WriteBoolean("mlp_bias", config.Biases.HasFlag(DecoderBiases.FeedForward));
    }

    public override string? Lacks(DecoderConfig config) =>
        RotaryFields.Lacks(config)
        ?? (config.QueryKeyNorm ? nameof(config.QueryKeyNorm)
        : config.SlidingWindow is not null ? nameof(config.SlidingWindow)
        : (config.Biases & Attention) is not (DecoderBiases.None or Attention) ? nameof(config.Biases)
        : null);
}
