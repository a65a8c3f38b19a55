using System.Text.Json;

namespace ResearchML.LanguageModels;

/// <summary>The fields that the configs of <c>llama</c>, <c>mistral</c>, <c>qwen2</c> and <c>qwen3</c> have in common.</summary>
internal static class RotaryFields
{
    /// <param name="fields">The config.</param>
    /// <param name="keyValueHeads">What a missing <c>num_key_value_heads</c> means; <see langword="null"/>: as many as heads.</param>
    /// <param name="headWidth">What a missing <c>head_dim</c> means; <see langword="null"/>: width / heads.</param>
    public static DecoderConfig Read(JsonFields fields, int? keyValueHeads = null, int? headWidth = null)
    {
        fields.MustBe("hidden_act", "silu");
        fields.MustBe("partial_rotary_factor", 1);
        int width = fields.Int32("hidden_size"), heads = fields.Int32("num_attention_heads"), contextLength = fields.Int32("max_position_embeddings");
        (double theta, Llama3RopeScaling? scaling) = ReadRope(fields, contextLength);
        return new DecoderConfig
        {
            VocabularySize = fields.Int32("vocab_size"),
            Width = width,
            FeedForwardWidth = fields.Int32("intermediate_size"),
            Layers = fields.Int32("num_hidden_layers"),
            Heads = heads,
            KeyValueHeads = fields.NullableInt32("num_key_value_heads", keyValueHeads) ?? heads,
            HeadWidth = fields.Int32("head_dim", headWidth ?? (heads > 0 ? width / heads : 0)),
            ContextLength = contextLength,
            NormEpsilon = fields.Double("rms_norm_eps", 1e-6),
            RopeTheta = theta,
            RopeScaling = scaling,
            TieEmbeddings = fields.Boolean("tie_word_embeddings", false),
            InitializerDeviation = fields.Double("initializer_range", 0.02),
        };
    }

    public static void Write(Utf8JsonWriter json, DecoderConfig config)
    {
        json.WriteString("hidden_act", "silu");
        json.WriteNumber("hidden_size", config.Width);
        json.WriteNumber("intermediate_size", config.EffectiveFeedForwardWidth);
        json.WriteNumber("num_hidden_layers", config.Layers);
        json.WriteNumber("num_attention_heads", config.Heads);
        json.WriteNumber("num_key_value_heads", config.EffectiveKeyValueHeads);
        json.WriteNumber("head_dim", config.EffectiveHeadWidth);
        json.WriteNumber("vocab_size", config.VocabularySize!.Value);
        json.WriteNumber("max_position_embeddings", config.ContextLength);
        json.WriteNumber("rms_norm_eps", config.NormEpsilon);
        json.WriteNumber("rope_theta", config.RopeTheta);
        if (config.RopeScaling is Llama3RopeScaling scaling)
            Write(json, scaling);
        json.WriteNumber("initializer_range", config.InitializerDeviation);
        json.WriteBoolean("tie_word_embeddings", config.TieEmbeddings);
    }

    /// <summary>The part of a config that none of these families has a word for, or <see langword="null"/>.</summary>
    public static string? Lacks(DecoderConfig config) =>
        config.Norm != Normalization.RootMeanSquare ? nameof(config.Norm)
        : config.FeedForward != FeedForwardKind.GatedSilu ? nameof(config.FeedForward)
        : config.Positions != PositionEncoding.Rotary ? nameof(config.Positions)
        : null;

    private static void Write(Utf8JsonWriter json, Llama3RopeScaling scaling)
    {
        json.WriteStartObject("rope_scaling");
        json.WriteString("rope_type", "llama3");
        json.WriteNumber("factor", scaling.Factor);
        json.WriteNumber("low_freq_factor", scaling.LowFrequencyFactor);
        json.WriteNumber("high_freq_factor", scaling.HighFrequencyFactor);
        json.WriteNumber("original_max_position_embeddings", scaling.OriginalContextLength);
        json.WriteEndObject();
    }

    // Newer files keep all that they say of the rotary positions together, older ones have the base beside the scaling.
    private static (double Theta, Llama3RopeScaling? Scaling) ReadRope(JsonFields fields, int contextLength)
    {
        double theta = fields.Double("rope_theta", 10_000);
        if ((fields.Object("rope_parameters") ?? fields.Object("rope_scaling")) is not JsonFields rope)
            return (theta, null);
        string name = rope.Text("rope_type") is null && rope.Text("type") is not null ? "type" : "rope_type";
        rope.MustBe(name, "default", "llama3");
        rope.MustHaveOnly("rope_type", "type", "rope_theta", "factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings", "partial_rotary_factor");
        rope.MustBe("partial_rotary_factor", 1);
        if (rope.Text(name) is null)
            rope.MustBeAbsent("factor"); // of a scaling that the file does not name
        theta = rope.Double("rope_theta", theta);
        return rope.Text(name) != "llama3" ? (theta, null) : (theta, new Llama3RopeScaling(
            rope.Double("factor"), rope.Double("low_freq_factor"), rope.Double("high_freq_factor"), rope.Int32("original_max_position_embeddings", contextLength)));
    }
}
