namespace ResearchML.LanguageModels;

/// <summary>How a block's input is normalised.</summary>
public enum Normalization
{
    /// <summary>RMSNorm, x / √(mean(x²) + ε) · g: <c>llama</c>, <c>mistral</c>, <c>qwen2</c>, <c>qwen3</c>.</summary>
    RootMeanSquare,

    /// <summary>LayerNorm, (x − mean(x)) / √(var(x) + ε) · g + b: <c>gpt2</c>.</summary>
    Layer,
}
