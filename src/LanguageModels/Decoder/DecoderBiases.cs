namespace ResearchML.LanguageModels;

/// <summary>Which linear maps of a layer add a bias.</summary>
[Flags]
public enum DecoderBiases
{
    /// <summary>None, as in <c>llama</c>, <c>mistral</c> and <c>qwen3</c>.</summary>
    None = 0,

    /// <summary>Those that make queries, keys and values, as in <c>qwen2</c>.</summary>
    QueryKeyValue = 1,

    /// <summary>The one from the heads back to the residual stream.</summary>
    AttentionOutput = 2,

    /// <summary>Those of the feed-forward block.</summary>
    FeedForward = 4,

    /// <summary>All of them, as in <c>gpt2</c>.</summary>
    All = QueryKeyValue | AttentionOutput | FeedForward,
}
