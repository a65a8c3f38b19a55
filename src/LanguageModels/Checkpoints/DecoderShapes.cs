namespace ResearchML.LanguageModels;

/// <summary>Names and shapes of a decoder's weights, known from its config alone, so that a file can be checked before memory is taken.</summary>
internal static class DecoderShapes
{
    /// <summary>The output layer where it is not tied to the embedding.</summary>
    public const string Head = "lm_head.weight";

    public static IEnumerable<(string Name, long[] Shape)> Of(DecoderConfig config)
    {
        long vocabulary = config.VocabularySize!.Value, width = config.Width;
        yield return ("model.embed_tokens.weight", [vocabulary, width]);
        if (config.Positions == PositionEncoding.Learned)
            yield return ("model.embed_positions.weight", [config.ContextLength, width]);
        for (int i = 0; i < config.Layers; i++)
        {
            foreach ((string name, long[] shape) in Layer(config))
                yield return (FormattableString.Invariant($"model.layers.{i}.{name}"), shape);
        }
        foreach ((string name, long[] shape) in Norm("model.norm", config))
            yield return (name, shape);
        if (!config.TieEmbeddings)
            yield return (Head, [vocabulary, width]);
    }

    private static IEnumerable<(string Name, long[] Shape)> Layer(DecoderConfig config)
    {
        long width = config.Width, inner = config.EffectiveFeedForwardWidth, head = config.EffectiveHeadWidth;
        long queries = config.Heads * head, keys = config.EffectiveKeyValueHeads * head;
        bool attentionBias = config.Biases.HasFlag(DecoderBiases.QueryKeyValue), feedForwardBias = config.Biases.HasFlag(DecoderBiases.FeedForward);
        IEnumerable<(string, long[])> weights =
        [
            .. Norm("input_layernorm", config),
            .. Linear("self_attn.q_proj", queries, width, attentionBias),
            .. Linear("self_attn.k_proj", keys, width, attentionBias),
            .. Linear("self_attn.v_proj", keys, width, attentionBias),
            .. Linear("self_attn.o_proj", width, queries, config.Biases.HasFlag(DecoderBiases.AttentionOutput)),
            .. config.QueryKeyNorm ? [("self_attn.q_norm.weight", [head]), ("self_attn.k_norm.weight", [head])] : Array.Empty<(string, long[])>(),
            .. Norm("post_attention_layernorm", config),
            .. config.FeedForward == FeedForwardKind.GatedSilu ? Linear("mlp.gate_proj", inner, width, feedForwardBias) : [],
            .. Linear("mlp.up_proj", inner, width, feedForwardBias),
            .. Linear("mlp.down_proj", width, inner, feedForwardBias),
        ];
        return weights;
    }

    private static (string, long[])[] Norm(string name, DecoderConfig config) => config.Norm == Normalization.Layer
        ? [(name + ".weight", [config.Width]), (name + ".bias", [config.Width])]
        : [(name + ".weight", [config.Width])];

    private static (string, long[])[] Linear(string name, long outputs, long inputs, bool bias) => bias
        ? [(name + ".weight", [outputs, inputs]), (name + ".bias", [outputs])]
        : [(name + ".weight", [outputs, inputs])];
}
