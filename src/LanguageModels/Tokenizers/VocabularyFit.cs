namespace ResearchML.LanguageModels;

/// <summary>Whether a tokenizer and a decoder belong together.</summary>
internal static class VocabularyFit
{
    /// <summary>What is wrong, or <see langword="null"/>.</summary>
    /// <param name="embeddings">Token ids that the decoder has embeddings for.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="decoder">What the message calls the decoder.</param>
    /// <remarks>Embeddings may be padded for speed: to a multiple of 128 (GPT-2: 50,257 to 50,304), or by 2% (1.8% in the widest case seen, Phi-2).</remarks>
    public static string? Mismatch(int embeddings, LanguageTokenizer tokenizer, string decoder)
    {
        int ids = tokenizer.VocabularySize, padded = Math.Max((ids + 127) / 128 * 128, (int)(ids * 1.02));
        return embeddings < ids ? $"The tokenizer has {ids} ids, but {decoder} has embeddings for only {embeddings}: they do not belong together."
            : embeddings > padded ? $"The tokenizer has {ids} ids, but {decoder} has embeddings for {embeddings}, more than padding explains: they do not belong together."
            : null;
    }
}
