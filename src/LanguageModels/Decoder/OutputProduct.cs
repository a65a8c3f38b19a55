using TorchSharp;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Hidden states to logits, in float32 also where the weights are BF16.</summary>
/// <remarks>A BF16 logit near 20 is a multiple of 1/8, so that neighbours in likelihood become ties: the product is float32, over
/// float32 copies of one block of the weights at a time.</remarks>
internal static class OutputProduct
{
    // 16 MB of weights (4,096 ids by width 1,024), and as much of logits, at a time.
    private const long BlockNumbers = 4L << 20;

    /// <param name="x">(…, W)</param>
    /// <param name="weight">(V, W)</param>
    /// <returns>(…, V)</returns>
    public static Tensor Logits(Tensor x, Tensor weight)
    {
        if (weight.dtype == ScalarType.Float32)
            return nn.functional.linear(x, weight);
        var parts = new List<Tensor>();
        foreach ((long first, long count) in Blocks(weight, rows: 1))
        {
            using Tensor rows = weight.narrow(0, first, count).to(ScalarType.Float32); // (v, W)
            parts.Add(nn.functional.linear(x, rows)); // (…, v)
        }
        return parts.Count == 1 ? parts[0] : cat(parts, -1);
    }

    /// <summary>log softmax(x Wᵀ) at one id a row, a block of ids at a time: all the logits, (N, V), never stand in memory.</summary>
    /// <param name="x">(N, W)</param>
    /// <param name="weight">(V, W)</param>
    /// <param name="ids">(N), int64.</param>
    /// <returns>(N)</returns>
    public static Tensor LogProbabilities(Tensor x, Tensor weight, Tensor ids)
    {
        Tensor total = full([x.shape[0]], Constants.MinusInfinity, ScalarType.Float32, x.device); // (N) log Σ exp of the logits so far
        Tensor own = zeros([x.shape[0]], ScalarType.Float32, x.device); // (N) the logit of the row's id
        foreach ((long first, long count) in Blocks(weight, x.shape[0]))
        {
            using var scope = NewDisposeScope();
            Tensor logits = Logits(x, weight.narrow(0, first, count)); // (N, v)
            using Scalar start = first.ToScalar(), last = (count - 1).ToScalar();
            Tensor place = ids.sub(start); // (N)
            Tensor isHere = place.ge(Constants.Zero).logical_and_(place.le(last));
            own.add_(logits.gather(1, place.clamp(Constants.Zero, last).unsqueeze(1)).squeeze(1).masked_fill(isHere.logical_not(), Constants.Zero), Constants.One);
            total.copy_(total.logaddexp(logits.logsumexp(1)));
        }
        return own.add(total, Constants.MinusOne);
    }

    private static IEnumerable<(long First, long Count)> Blocks(Tensor weight, long rows)
    {
        long ids = weight.shape[0], block = Math.Max(1, BlockNumbers / Math.Max(weight.shape[1], rows));
        for (long first = 0; first < ids; first += block)
            yield return (first, Math.Min(block, ids - first));
    }
}
