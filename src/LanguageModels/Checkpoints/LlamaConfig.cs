using System.Text.Json;

namespace ResearchML.LanguageModels;

/// <summary>A <see cref="DecoderConfig"/> as the <c>config.json</c> of a Hugging Face <c>llama</c> checkpoint.</summary>
internal static class LlamaConfig
{
    private const string Family = "llama";

    /// <exception cref="CheckpointException">The text is not JSON, or describes a model that this decoder is not.</exception>
    public static DecoderConfig Read(ReadOnlySpan<byte> json, string file)
    {
        var fields = JsonFields.Parse(json, file);
        fields.MustBe("model_type", Family);
        fields.MustBe("hidden_act", "silu");
        fields.MustBeFalse("attention_bias");
        fields.MustBeFalse("mlp_bias");
        fields.MustBeAbsent("rope_scaling");
        fields.MustBeAbsent("quantization_config");
        int width = fields.Int32("hidden_size"), heads = fields.Int32("num_attention_heads");
        var config = new DecoderConfig
        {
            VocabularySize = fields.Int32("vocab_size"),
            Width = width,
            FeedForwardWidth = fields.Int32("intermediate_size"),
            Layers = fields.Int32("num_hidden_layers"),
            Heads = heads,
            KeyValueHeads = fields.Int32("num_key_value_heads", heads),
            HeadWidth = fields.Int32("head_dim", heads > 0 ? width / heads : 0),
            ContextLength = fields.Int32("max_position_embeddings"),
            NormEpsilon = fields.Double("rms_norm_eps", 1e-6),
            RopeTheta = RopeTheta(fields),
            TieEmbeddings = fields.Boolean("tie_word_embeddings", false),
            InitializerDeviation = fields.Double("initializer_range", 0.02),
        };
        try
        {
            config.Validate();
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new CheckpointException($"'{file}' describes an impossible model: {e.Message}", e);
        }
        return config;
    }

    public static byte[] Write(DecoderConfig config, LanguageTokenizer tokenizer)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("architectures");
            json.WriteStringValue("LlamaForCausalLM");
            json.WriteEndArray();
            json.WriteString("model_type", Family);
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
            json.WriteNumber("initializer_range", config.InitializerDeviation);
            json.WriteBoolean("tie_word_embeddings", config.TieEmbeddings);
            json.WriteBoolean("attention_bias", false);
            json.WriteBoolean("mlp_bias", false);
            WriteId(json, "bos_token_id", tokenizer.BosId);
            WriteId(json, "eos_token_id", tokenizer.EosId);
            WriteId(json, "pad_token_id", tokenizer.PadId);
            json.WriteString("torch_dtype", "float32");
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    // Newer files keep what they say of the rotary positions together.
    private static double RopeTheta(JsonFields fields)
    {
        if (fields.Object("rope_parameters") is not JsonFields rope)
            return fields.Double("rope_theta", 10_000);
        rope.MustBe("rope_type", "default");
        return rope.Double("rope_theta", fields.Double("rope_theta", 10_000));
    }

    private static void WriteId(Utf8JsonWriter json, string name, int? id)
    {
        if (id is int value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
