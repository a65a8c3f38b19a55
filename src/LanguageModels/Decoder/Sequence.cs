using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Where the tokens of a forward pass stand, and which of the earlier ones each may attend to.</summary>
/// <param name="Rotation">Rotary turn of each position.</param>
/// <param name="Mask">(B, 1, T, S), added to the attention scores: 0 where attention is allowed, −∞ where not; or <see langword="null"/>.</param>
/// <param name="IsCausal">Whether the plain causal pattern applies and no mask is needed, which is the fastest kernel.</param>
internal sealed record Sequence(RotaryEmbedding.Rotation Rotation, Tensor? Mask, bool IsCausal)
{
    /// <summary>The causal mask of rows that hold several documents, none of which sees another.</summary>
    /// <param name="documents">(B, T): a number per document, the same for all its tokens in the row.</param>
    /// <returns>(B, 1, T, T)</returns>
    public static Tensor DocumentMask(Tensor documents)
    {
        Tensor same = documents.unsqueeze(2) == documents.unsqueeze(1); // (B, T, T)
        return Additive(same.logical_and_(Causal(documents.shape[1], documents.shape[1], documents.device)));
    }

    /// <summary>The causal mask of rows whose first tokens are padding.</summary>
    /// <param name="padding">(B): how many of the first of <paramref name="attended"/> positions are padding.</param>
    /// <param name="given">T, the last positions of the row.</param>
    /// <param name="attended">S, all positions of the row so far.</param>
    /// <returns>(B, 1, T, S)</returns>
    public static Tensor PaddingMask(Tensor padding, long given, long attended)
    {
        Tensor isToken = arange(attended, ScalarType.Int64, padding.device).unsqueeze(0) >= padding.unsqueeze(1); // (B, S)
        Tensor visible = isToken.unsqueeze(1).logical_and(Causal(given, attended, padding.device)); // (B, T, S)
        // A padding position sees nothing, and softmax over nothing is NaN: let it see itself; nobody looks at it.
        Tensor itself = Causal(given, attended, padding.device).logical_and(Causal(given, attended, padding.device, -1).logical_not()); // (T, S)
        return Additive(visible.logical_or_(itself));
    }

    // (B, T, S) -> (B, 1, T, S). Attention would turn a Boolean mask into this itself, in every layer anew.
    private static Tensor Additive(Tensor visible) =>
        zeros(visible.shape, ScalarType.Float32, visible.device).masked_fill_(visible.logical_not(), double.NegativeInfinity).unsqueeze(1);

    // (T, S): position t of the last T of S sees s up to itself; a shift of -1 leaves itself out.
    private static Tensor Causal(long given, long attended, Device device, long shift = 0) =>
        ones([given, attended], ScalarType.Bool, device).tril(attended - given + shift);
}
