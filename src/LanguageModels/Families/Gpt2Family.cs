using System.Text.Json;

namespace ResearchML.LanguageModels;

/// <summary>GPT-2: learned positions, LayerNorm, GELU, biases everywhere; matrices stored as (inputs, outputs), queries, keys and values as one.</summary>
/// <remarks>Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", section 2.3.</remarks>
internal sealed class Gpt2Family : CheckpointFamily
{
    private const string TanhGelu = "gelu_new", ErrorFunctionGelu = "gelu";

    public override string ModelType => "gpt2";

    public override string Architecture => "GPT2LMHeadModel";

    public override string Prefix => "transformer.";

    public override DecoderConfig Read(JsonFields fields)
    {
        fields.MustBe("activation_function", TanhGelu, "gelu_pytorch_tanh", ErrorFunctionGelu);
        fields.MustBe("scale_attn_weights", true);
        fields.MustBe("scale_attn_by_inverse_layer_idx", false);
        fields.MustBe("reorder_and_upcast_attn", false);
        fields.MustBe("add_cross_attention", false);
        int width = fields.Int32("n_embd"), heads = fields.Int32("n_head");
        return new DecoderConfig
        {
            ModelType = ModelType,
            VocabularySize = fields.Int32("vocab_size"),
            Width = width,
            FeedForwardWidth = fields.NullableInt32("n_inner", null) ?? (int)Math.Min(int.MaxValue, 4L * width),
            Layers = fields.Int32("n_layer"),
            Heads = heads,
            KeyValueHeads = heads,
            HeadWidth = heads > 0 ? width / heads : 0,
            ContextLength = fields.Int32("n_positions"),
            NormEpsilon = fields.Double("layer_norm_epsilon", 1e-5),
            TieEmbeddings = fields.Boolean("tie_word_embeddings", true),
            InitializerDeviation = fields.Double("initializer_range", 0.02),
            Norm = Normalization.Layer,
            Positions = PositionEncoding.Learned,
            FeedForward = fields.Text("activation_function") == ErrorFunctionGelu ? FeedForwardKind.Gelu : FeedForwardKind.GeluTanh,
            Biases = DecoderBiases.All,
        };
    }

    public override void Write(Utf8JsonWriter json, DecoderConfig config)
    {
        json.WriteString("activation_function", config.FeedForward == FeedForwardKind.Gelu ? ErrorFunctionGelu : TanhGelu);
        json.WriteNumber("n_embd", config.Width);
        json.WriteNumber("n_inner", config.EffectiveFeedForwardWidth);
        json.WriteNumber("n_layer", config.Layers);
        json.WriteNumber("n_head", config.Heads);
        json.WriteNumber("n_positions", config.ContextLength);
        json.WriteNumber("vocab_size", config.VocabularySize!.Value);
        json.WriteNumber("layer_norm_epsilon", config.NormEpsilon);
        json.WriteNumber("initializer_range", config.InitializerDeviation);
        json.WriteBoolean("scale_attn_weights", true);
        json.WriteBoolean("tie_word_embeddings", config.TieEmbeddings);
    }

    public override string? Lacks(DecoderConfig config) =>
        config.Norm != Normalization.Layer ? nameof(config.Norm)
        : config.FeedForward == FeedForwardKind.GatedSilu ? nameof(config.FeedForward)
        : config.Positions != PositionEncoding.Learned ? nameof(config.Positions)
        : config.Biases != DecoderBiases.All ? nameof(config.Biases)
        : config.QueryKeyNorm ? nameof(config.QueryKeyNorm)
        : config.SlidingWindow is not null ? nameof(config.SlidingWindow)
        : config.EffectiveKeyValueHeads != config.Heads ? nameof(config.KeyValueHeads)
        : config.EffectiveHeadWidth * (long)config.Heads != config.Width ? nameof(config.HeadWidth)
        : null;

    public override IEnumerable<StoredTensor> Tensors(DecoderConfig config)
    {
        long width = config.Width, inner = config.EffectiveFeedForwardWidth;
        yield return Same("transformer.wte.weight", "model.embed_tokens.weight", config.VocabularySize!.Value, width);
        yield return Same("transformer.wpe.weight", "model.embed_positions.weight", config.ContextLength, width);
        for (int i = 0; i < config.Layers; i++)
        {
            string from = FormattableString.Invariant($"transformer.h.{i}."), to = FormattableString.Invariant($"model.layers.{i}.");
            yield return Same(from + "ln_1.weight", to + "input_layernorm.weight", width);
            yield return Same(from + "ln_1.bias", to + "input_layernorm.bias", width);
            yield return new StoredTensor(from + "attn.c_attn.weight", [width, 3 * width], QueryKeyValue(to, "weight"), Transposed: true);
            yield return new StoredTensor(from + "attn.c_attn.bias", [3 * width], QueryKeyValue(to, "bias"), Transposed: false);
            yield return new StoredTensor(from + "attn.c_proj.weight", [width, width], [to + "self_attn.o_proj.weight"], Transposed: true);
            yield return Same(from + "attn.c_proj.bias", to + "self_attn.o_proj.bias", width);
            yield return Same(from + "ln_2.weight", to + "post_attention_layernorm.weight", width);
            yield return Same(from + "ln_2.bias", to + "post_attention_layernorm.bias", width);
            yield return new StoredTensor(from + "mlp.c_fc.weight", [width, inner], [to + "mlp.up_proj.weight"], Transposed: true);
            yield return Same(from + "mlp.c_fc.bias", to + "mlp.up_proj.bias", inner);
            yield return new StoredTensor(from + "mlp.c_proj.weight", [inner, width], [to + "mlp.down_proj.weight"], Transposed: true);
            yield return Same(from + "mlp.c_proj.bias", to + "mlp.down_proj.bias", width);
        }
        yield return Same("transformer.ln_f.weight", "model.norm.weight", width);
        yield return Same("transformer.ln_f.bias", "model.norm.bias", width);
        if (!config.TieEmbeddings)
            yield return new StoredTensor(DecoderShapes.Head, [config.VocabularySize!.Value, width]);
    }

    // Old files hold each layer's causal mask as well.
    public override bool IsDispensable(string name, DecoderConfig config) =>
        base.IsDispensable(name, config)
        || name.EndsWith(".attn.bias", StringComparison.Ordinal) || name.EndsWith(".attn.masked_bias", StringComparison.Ordinal);

    private static StoredTensor Same(string name, string parameter, params long[] shape) => new(name, shape, [parameter], Transposed: false);

    private static string[] QueryKeyValue(string layer, string kind) =>
        [$"{layer}self_attn.q_proj.{kind}", $"{layer}self_attn.k_proj.{kind}", $"{layer}self_attn.v_proj.{kind}"];
}
