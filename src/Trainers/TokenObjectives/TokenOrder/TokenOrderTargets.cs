using ResearchML.LanguageModels;
using ResearchML.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace ResearchML.Trainers;

/// <summary>The order of upcoming tokens as shares of one, of the few tokens that have any: softmax over v of (window − d), d being the distance to the next occurrence of v.</summary>
/// <remarks>
/// Zuhri, Fuadi and Aji 2025, arXiv:2508.19228. Softmax needs differences of scores only, so that the share of a token is e^−d over the sum of e^−d of all that occur: the window matters only by what it
/// cuts off, and beyond distance 104 a share is 0 in float32 (e^−104 is less than half its least number). A token at place s is the first of its kind after t exactly if it did not occur between:
/// its previous occurrence is not after t. One sort a row finds the previous occurrences, so that the work is O(T·log T + T·min(window, 104)), and (T, V) scores are never made.
/// Legend: B batch, T positions, D = min(window, 104, T), V vocabulary.
/// </remarks>
/// <param name="Tokens">(B, T, D) int64: the token at each distance 1 to D; 0 where it does not count.</param>
/// <param name="Shares">(B, T, D) float32: its share, 0 where there is none, or it is out of the document, or a nearer one is of its kind. A position's shares sum to 1, or are all 0.</param>
public sealed record TokenOrderTargets(Tensor Tokens, Tensor Shares)
{
    private const int Farthest = 104;

    /// <summary>Finds the shares.</summary>
    /// <param name="targets">(B, T) int64: the token that follows each position in its document, or <see cref="ObjectiveBatch.Ignored"/>.</param>
    /// <param name="documents">(B, T) int64: a number per document, rising from left to right in a row; or <see langword="null"/>, where each row is of one.</param>
    /// <param name="window">Distances that count, from 1 to this. At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="window"/> is less than 1.</exception>
    public static TokenOrderTargets Of(Tensor targets, Tensor? documents, int window)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        long length = targets.shape[1], reach = Math.Min(Math.Min(window, Farthest), length);
        using Scalar end = length.ToScalar();
        Tensor place = arange(end, ScalarType.Int64, targets.device); // (T)
        Tensor tokens = Ahead(targets, reach); // (B, T, D)
        Tensor counts = !((Term)tokens).Is(ObjectiveBatch.Ignored); // (B, T, D)
        if (documents is not null)
            counts = counts.logical_and(Ahead(documents, reach) == documents.unsqueeze(2));
        // Documents lie one after another: a previous occurrence in another document is before all of this one, and needs no second look.
        Tensor isFirst = counts.logical_and(Ahead(Previous(targets, place), reach) < place.unsqueeze(1)); // (B, T, D)
        Tensor scores = place.narrow(0, 0, reach).neg().to(ScalarType.Float32).expand(isFirst.shape); // (B, T, D): 1 − d
        Tensor none = isFirst.logical_not();
        // Softmax over nothing is NaN: take it over all, and drop them.
        Tensor left = none.logical_and(isFirst.any(2, keepdim: true));
        Term shares = nn.functional.softmax(((Term)scores).Filled(left, double.NegativeInfinity), 2);
        return new TokenOrderTargets(((Term)tokens).Filled(none, 0).Tensor.MoveToOuterDisposeScope(), shares.Filled(none, 0).Tensor.MoveToOuterDisposeScope());
    }

    /// <summary>The listwise loss, −Σ_v share_v · log softmax(scores)_v, mean over the positions that have a token ahead; 0 where none has.</summary>
    /// <param name="scores">(B, T, V)</param>
    /// <returns>A scalar.</returns>
    public Tensor Loss(Tensor scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        Term has = (Term)Shares.sum(dim: 2) > 0; // (B, T)
        // Shares sum to 1, so that the loss is log Σ exp less the mean score under them: (B, T, V) log-softmax is not made.
        Term losses = (Term)scores.logsumexp(2) - (scores.gather(2, Tokens) * Shares).sum(dim: 2); // (B, T)
        return losses.Filled(!has, 0).Tensor.sum() / ((Term)has.Tensor.sum()).AtLeast(1).Tensor;
    }

    // (B, T) to (B, T, D): what stands at each place and the D - 1 after it, with what no target is beyond the row.
    private static Tensor Ahead(Tensor x, long reach)
    {
        Term beyond = x.new_empty([x.shape[0], reach - 1]);
        return cat([x, beyond.Full(ObjectiveBatch.Ignored)], 1).unfold(1, reach, 1);
    }

    // (B, T): the place of the same token's previous occurrence in the row, or -1.
    private static Tensor Previous(Tensor targets, Tensor place)
    {
        long length = targets.shape[1];
        Tensor order = ((Term)targets * length + place).Tensor.argsort(1); // (B, T): places by token, and by place among equal tokens
        Tensor sorted = targets.gather(1, order); // (B, T)
        Tensor isSame = sorted.narrow(1, 1, length - 1) == sorted.narrow(1, 0, length - 1); // (B, T - 1)
        Tensor before = ((Term)order.narrow(1, 0, length - 1)).Filled(!(Term)isSame, -1); // (B, T - 1)
        return ((Term)order).Full(-1).Tensor.scatter(1, order.narrow(1, 1, length - 1), before);
    }
}
