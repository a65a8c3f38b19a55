namespace ResearchML.LanguageModels;

/// <summary>Names and shapes of a decoder's weights, known from its config alone, so that a file can be checked before memory is taken.</summary>
internal static class DecoderShapes
{
    public static IEnumerable<(string Name, long[] Shape)> Of(DecoderConfig config)
    {
        long vocabulary = config.VocabularySize!.Value, width = config.Width, inner = config.EffectiveFeedForwardWidth;
        long queries = (long)config.Heads * config.EffectiveHeadWidth, keys = (long)config.EffectiveKeyValueHeads * config.EffectiveHeadWidth;
        yield return ("model.embed_tokens.weight", [vocabulary, width]);
        for (int i = 0; i < config.Layers; i++)
        {
            string layer = FormattableString.Invariant($"model.layers.{i}.");
            yield return (layer + "input_layernorm.weight", [width]);
            yield return (layer + "self_attn.q_proj.weight", [queries, width]);
            yield return (layer + "self_attn.k_proj.weight", [keys, width]);
            yield return (layer + "self_attn.v_proj.weight", [keys, width]);
            yield return (layer + "self_attn.o_proj.weight", [width, queries]);
            yield return (layer + "post_attention_layernorm.weight", [width]);
            yield return (layer + "mlp.gate_proj.weight", [inner, width]);
            yield return (layer + "mlp.up_proj.weight", [inner, width]);
            yield return (layer + "mlp.down_proj.weight", [width, inner]);
        }
        yield return ("model.norm.weight", [width]);
        if (!config.TieEmbeddings)
            yield return ("lm_head.weight", [vocabulary, width]);
    }
}
