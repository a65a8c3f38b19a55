using System.Text.Json;

namespace ResearchML.LanguageModels;

/// <summary>Mistral: Llama with a sliding window.</summary>
/// <remarks>Jiang et al. 2023, arXiv:2310.06825.</remarks>
internal sealed class MistralFamily : CheckpointFamily
{
    public override string ModelType => "mistral";

    public override string Architecture => "MistralForCausalLM";

    public override DecoderConfig Read(JsonFields fields)
    {
        fields.MustBeAbsent("layer_types");
        return RotaryFields.Read(fields, keyValueHeads: 8) with
        {
            ModelType = ModelType,
            SlidingWindow = fields.NullableInt32("sliding_window", 4096), // null: none; missing: the first model's
        };
    }

    public override void Write(Utf8JsonWriter json, DecoderConfig config)
    {
        RotaryFields.Write(json, config);
        if (config.SlidingWindow is int window)
            json.WriteNumber("sliding_window", window);
        else
            json.WriteNull("sliding_window");
    }

    public override string? Lacks(DecoderConfig config) =>
        RotaryFields.Lacks(config)
        ?? (config.QueryKeyNorm ? nameof(config.QueryKeyNorm)
        : config.SlidingWindowFromLayer != 0 ? nameof(config.SlidingWindowFromLayer)
        : config.Biases != DecoderBiases.None ? nameof(config.Biases)
        : null);
}
