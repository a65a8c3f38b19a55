using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>What an objective sees of a step. Legend: B batch, T positions, W width.</summary>
/// <param name="Decoder">Gives logits from hidden states.</param>
/// <param name="Hidden">(B, T, W) hidden states before the output layer.</param>
/// <param name="Targets">(B, T) int64: the token that follows each position in its document, or <see cref="Ignored"/>.</param>
/// <param name="Step">Steps done before this one, from 0.</param>
/// <param name="Progress">Share of the training that is done, from 0 to 1.</param>
public sealed record ObjectiveBatch(Decoder Decoder, Tensor Hidden, Tensor Targets, int Step, double Progress)
{
    /// <summary>The target of a position that has no next token in its document. It is what cross-entropy ignores by default.</summary>
    public const long Ignored = -100;
}
