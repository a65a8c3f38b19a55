namespace ResearchML.LanguageModels;

/// <summary>What a loaded model's weights are kept in, and multiplied in; in training, what they are multiplied in. Norms, the residual stream and logits are float32 either way.</summary>
public enum Precision
{
    /// <summary><see cref="BFloat16"/> where the checkpoint is BF16 and the hardware multiplies it (a CPU with avx512_bf16, or
    /// CUDA); else <see cref="Float32"/>.</summary>
    Auto,

    /// <summary>Float32: 4 bytes a weight.</summary>
    Float32,

    /// <summary>BF16: 2 bytes a weight, 8 bits of precision. Weights of another type are rounded.</summary>
    BFloat16,
}
