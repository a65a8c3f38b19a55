using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Which earlier positions each position may attend to.</summary>
/// <param name="Mask">(B or 1, 1, T, S), added to the attention scores: 0 where attention is allowed, −∞ where not; or <see langword="null"/>.</param>
/// <param name="IsCausal">Whether the plain causal pattern applies and no mask is needed, which is the fastest kernel.</param>
internal sealed record AttentionPattern(Tensor? Mask, bool IsCausal)
{
    /// <summary>The pattern of rows of one document each, without padding, from position 0 on.</summary>
    public static AttentionPattern Causal { get; } = new(null, IsCausal: true);

    /// <summary>The pattern of one last position that sees all that it is given.</summary>
    public static AttentionPattern All { get; } = new(null, IsCausal: false);

    /// <summary>The causal pattern of rows that hold several documents, none of which sees another.</summary>
    /// <param name="documents">(B, T): a number per document, the same for all its tokens in the row.</param>
    /// <param name="window">Positions that each sees at most, itself included; <see langword="null"/> for all.</param>
    /// <param name="type">Type of the mask: that of the queries.</param>
    public static AttentionPattern WithinDocuments(Tensor documents, int? window, ScalarType type)
    {
        Tensor same = documents.unsqueeze(2) == documents.unsqueeze(1); // (B, T, T)
        long length = documents.shape[1];
        return Masked(same.logical_and_(Visible(length, length, length, window, documents.device)), type); // (B, 1, T, T)
    }

    /// <summary>The causal pattern of rows whose first positions may be padding.</summary>
    /// <param name="padding">(B): how many of the first of <paramref name="end"/> positions are padding; <see langword="null"/> for none.</param>
    /// <param name="given">T: the last positions of the row.</param>
    /// <param name="attended">S: the positions that the keys and values at hand belong to, the last of the row.</param>
    /// <param name="end">All positions of the row so far.</param>
    /// <param name="window">Positions that each sees at most, itself included; <see langword="null"/> for all.</param>
    /// <param name="place">Type of the mask, that of the queries, and its device.</param>
    public static AttentionPattern Continuing(Tensor? padding, long given, long attended, long end, int? window, WeightPlacement place)
    {
        bool seesAll = padding is null && given == 1 && (window is null || attended <= window);
        if (seesAll)
            return All;
        if (padding is null && given == end && (window is null || end <= window))
            return Causal;
        Tensor visible = Visible(given, attended, end, window, place.Device).unsqueeze(0); // (1, T, S)
        if (padding is null)
            return Masked(visible, place.ProductType);
        Tensor keys = Positions(end - attended, attended, place.Device); // (S)
        Tensor isToken = keys.unsqueeze(0) >= padding.unsqueeze(1); // (B, S)
        // A padding position sees nothing, and softmax over nothing is NaN: let it see itself; nobody looks at it.
        Tensor itself = Positions(end - given, given, place.Device).unsqueeze(1) == keys; // (T, S)
        return Masked(isToken.unsqueeze(1).logical_and(visible).logical_or_(itself), place.ProductType); // (B, 1, T, S)
    }

    /// <summary>(T, S), float32, to be added to the scores of a row's last <paramref name="given"/> of <paramref name="end"/> positions: 0 where one sees, −∞ where not.</summary>
    public static Tensor ScoreMask(long given, long attended, long end, int? window, Device device) =>
        Masked(Visible(given, attended, end, window, device).unsqueeze(0), ScalarType.Float32).Mask!.view(given, attended);

    // (T, S): position t of the last T sees s of the last S up to itself, and no further back than the window.
    private static Tensor Visible(long given, long attended, long end, int? window, Device device)
    {
        Tensor queries = Positions(end - given, given, device).unsqueeze(1), keys = Positions(end - attended, attended, device); // (T, 1), (S)
        Tensor visible = keys <= queries;
        return window is int width ? visible.logical_and_(keys > Positions(end - given - width, given, device).unsqueeze(1)) : visible;
    }

    private static Tensor Positions(long first, long count, Device device) => Sequence.Consecutive(first, count, device);

    // (B, T, S) -> (B, 1, T, S). Attention would turn a Boolean mask into this itself, in every layer anew.
    private static AttentionPattern Masked(Tensor visible, ScalarType type) =>
        new(zeros(visible.shape, type, visible.device).masked_fill_(visible.logical_not(), Constants.MinusInfinity).unsqueeze(1), IsCausal: false);
}
