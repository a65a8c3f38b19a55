using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Causal attention of whole rows, a block of queries at a time, so that its weights can be looked at without T × T of them in memory.</summary>
/// <remarks>softmax(Q·Kᵀ/√d)·V, equation 1 of Vaswani et al. 2017, arXiv:1706.03762, in float32; keys after a block's last query are not computed.</remarks>
internal static class BlockwiseAttention
{
    // B rows, T positions, H query heads, G key and value heads, d head width; Q queries of a block, S keys that they see.
    private const long BlockBytes = 16 << 20;
    private const int MostQueries = 128; // half a block's square is computed for nothing

    /// <summary>Attends, and shows each block of weights on the way.</summary>
    /// <param name="queries">(B, T, H, d)</param>
    /// <param name="keys">(B, T, G, d)</param>
    /// <param name="values">(B, T, G, d)</param>
    /// <param name="window">Positions that each query sees at most, itself included; <see langword="null"/> for all.</param>
    /// <param name="show">Sees the weights.</param>
    /// <returns>(B, T, H, d)</returns>
    public static Tensor Attend(Tensor queries, Tensor keys, Tensor values, int? window, Action<AttentionBlock> show)
    {
        Tensor v = values.to(ScalarType.Float32).transpose(1, 2); // (B, G, T, d)
        Tensor attended = empty(queries.shape, ScalarType.Float32, queries.device);
        foreach (AttentionBlock block in Blocks(queries, keys, window))
        {
            show(block);
            (long count, long seen) = (block.Weights.shape[2], block.Weights.shape[3]);
            Tensor y = Grouped(block.Weights, keys.shape[2]).matmul(v.narrow(2, block.FirstKey, seen)); // (B, G, H/G·Q, d)
            attended.narrow(1, block.FirstQuery, count).copy_(y.view(queries.shape[0], queries.shape[2], count, queries.shape[3]).transpose(1, 2));
        }
        return attended;
    }

    /// <summary>Shows each block of weights.</summary>
    /// <inheritdoc cref="Attend" path="/param"/>
    public static void Show(Tensor queries, Tensor keys, int? window, Action<AttentionBlock> show)
    {
        foreach (AttentionBlock block in Blocks(queries, keys, window))
            show(block);
    }

    // Each block's tensors are freed when the next is asked for.
    private static IEnumerable<AttentionBlock> Blocks(Tensor queries, Tensor keys, int? window)
    {
        (long batch, long length, long heads) = (queries.shape[0], queries.shape[1], queries.shape[2]);
        Tensor q = (Term)queries.to(ScalarType.Float32).transpose(1, 2) * (1 / Math.Sqrt(queries.shape[3])); // (B, H, T, d)
        Tensor k = keys.to(ScalarType.Float32).permute(0, 2, 3, 1); // (B, G, d, T)
        long most = Math.Clamp(BlockBytes / (sizeof(float) * batch * heads * length), 1, MostQueries);
        for (long first = 0; first < length; first += most)
        {
            using var scope = NewDisposeScope();
            long count = Math.Min(most, length - first), end = first + count;
            long firstKey = window is int width ? Math.Max(0, first - width + 1) : 0, seen = end - firstKey;
            Tensor scores = Grouped(q.narrow(2, first, count), keys.shape[2]).matmul(k.narrow(3, firstKey, seen)).view(batch, heads, count, seen); // (B, H, Q, S)
            if (window is null)
                scores.narrow(3, first, count).add_(AttentionPattern.ScoreMask(count, count, end, window, queries.device), Constants.One);
            else
                scores.add_(AttentionPattern.ScoreMask(count, seen, end, window, queries.device), Constants.One);
            yield return new AttentionBlock((int)first, (int)firstKey, scores.softmax(-1));
        }
    }

    // (B, H, Q, n) -> (B, G, H/G·Q, n): the query heads of a group stand as rows beside each other.
    private static Tensor Grouped(Tensor x, long groups) => x.reshape(x.shape[0], groups, -1, x.shape[3]);
}
