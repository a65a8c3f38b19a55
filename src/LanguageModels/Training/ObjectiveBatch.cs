using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>What an objective sees of a step. Legend: B batch, T positions, W width.</summary>
/// <param name="Decoder">Gives logits from hidden states.</param>
/// <param name="Hidden">(B, T, W) hidden states before the output layer.</param>
/// <param name="Targets">(B, T) int64: the token that follows each position in its document, or <see cref="Ignored"/>.</param>
/// <param name="Step">Optimizer steps done before this one, from 0.</param>
/// <param name="Progress">Share of the training that is done, from 0 to 1.</param>
public sealed record ObjectiveBatch(Decoder Decoder, Tensor Hidden, Tensor Targets, int Step, double Progress)
{
    /// <summary>The target of a position that has no such token in its document. It is what cross-entropy ignores by default.</summary>
    public const long Ignored = -100;

    /// <summary>(B, T) int64: a number per document, rising from left to right in a row; or <see langword="null"/>, where each row is of one.</summary>
    public Tensor? Documents { get; init; }

    /// <summary>What <see cref="TrainingObjective.CreateHeads"/> made, or <see langword="null"/>.</summary>
    public nn.Module? Heads { get; init; }

    /// <summary>The tokens further ahead.</summary>
    /// <param name="distance">How far ahead of each position, in tokens; 1 is <see cref="Targets"/>. At least 1.</param>
    /// <returns>(B, T) int64, <see cref="Ignored"/> where the document, or the row, ends before.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="distance"/> is less than 1.</exception>
    public Tensor TargetsAhead(int distance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(distance, 1);
        if (distance == 1)
            return Targets;
        long length = Targets.shape[1], shift = Math.Min(distance - 1, length);
        Term none = ((Term)Targets.narrow(1, 0, shift)).Full(Ignored); // (B, s)
        Term ahead = Targets.narrow(1, shift, length - shift); // (B, T - s)
        if (Documents is not null)
        {
            Tensor same = Documents.narrow(1, shift, length - shift) == Documents.narrow(1, 0, length - shift);
            ahead = ahead.Filled(!(Term)same, Ignored);
        }
        return cat([ahead, none], 1);
    }
}
