using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Where the tokens of a forward pass stand, and which of the earlier ones each may attend to.</summary>
/// <param name="Positions">(T) or (B, T), int64.</param>
/// <param name="Rotation">Rotary turn of each position; <see langword="null"/> where positions are learned vectors.</param>
/// <param name="Full">What positions see in layers without a window.</param>
/// <param name="Windowed">What they see in layers with a sliding window.</param>
internal sealed record Sequence(Tensor Positions, RotaryEmbedding.Rotation? Rotation, AttentionPattern Full, AttentionPattern Windowed)
{
    /// <summary>(T) positions from <paramref name="first"/> on, int64.</summary>
    public static Tensor Consecutive(long first, long count, Device device)
    {
        var positions = new long[count]; // not by arange, which takes numbers: see Constants
        for (long i = 0; i < count; i++)
            positions[i] = first + i;
        return tensor(positions, device: device);
    }

    /// <summary>Positions counted from the start of each document of a row.</summary>
    /// <param name="documents">(B, T): a number per document, the same for all its tokens in the row.</param>
    /// <returns>(B, T)</returns>
    public static Tensor PositionsWithin(Tensor documents)
    {
        Tensor index = Consecutive(0, documents.shape[1], documents.device).expand(documents.shape); // (B, T)
        Tensor goesOn = (documents.roll(1, 1) == documents).logical_and_(index.gt(Constants.Zero)); // (B, T): false where a document begins
        (Tensor start, _) = index.masked_fill(goesOn, Constants.Zero).cummax(1); // (B, T): where the document of each position begins
        return index.add(start, Constants.MinusOne);
    }
}
