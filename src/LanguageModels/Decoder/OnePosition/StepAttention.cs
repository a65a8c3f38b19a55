using System.Buffers;
using System.Numerics.Tensors;

namespace ResearchML.LanguageModels;

/// <summary><see cref="GroupedQueryAttention"/> of one new position a row to all that the cache holds for it.</summary>
/// <remarks>Each key and value is read once, for all query heads that share it.</remarks>
internal sealed class StepAttention
{
    // G key and value heads, R query heads that share one, S positions attended to, d head width.
    private readonly int _groups;
    private readonly int _sharing;
    private readonly int _headWidth;
    private readonly StepBuffers _buffers;
    private readonly StepRotation? _rotation;
    private readonly StepNorm? _queryNorm;
    private readonly StepNorm? _keyNorm;
    private readonly (StoredMatrix, float[])[] _queryKeyValue;
    private readonly (StoredMatrix, float[])[] _output;

    public StepAttention(DecoderConfig config, string name, StepWeights weights, StepBuffers buffers, StepRotation? rotation)
    {
        (_groups, _headWidth, _buffers, _rotation) = (config.EffectiveKeyValueHeads, config.EffectiveHeadWidth, buffers, rotation);
        _sharing = config.Heads / _groups;
        _queryKeyValue = [(weights.Matrix(name + "q_proj"), buffers.Query), (weights.Matrix(name + "k_proj"), buffers.Key), (weights.Matrix(name + "v_proj"), buffers.Value)];
        _output = [(weights.Matrix(name + "o_proj"), buffers.Output)];
        if (config.QueryKeyNorm)
            (_queryNorm, _keyNorm) = (weights.Norm(name + "q_norm", config.NormEpsilon), weights.Norm(name + "k_norm", config.NormEpsilon));
    }

    /// <summary>From <see cref="StepBuffers.Normed"/> to <see cref="StepBuffers.Output"/>; the new keys and values go to the cache.</summary>
    /// <param name="cache">The layer's earlier positions.</param>
    /// <param name="padding">(rows) how many of each row's first positions are padding.</param>
    public void Apply(LayerCache cache, long[] padding)
    {
        StoredMatrix.Multiply(_buffers.Normed, _buffers.Rows, _queryKeyValue);
        _queryNorm?.Apply(_buffers.Query, _buffers.Query);
        _keyNorm?.Apply(_buffers.Key, _buffers.Key);
        int queries = _groups * _sharing * _headWidth, keys = _groups * _headWidth;
        for (int row = 0; row < _buffers.Rows; row++)
        {
            _rotation?.Apply(row, _buffers.Query.AsSpan(row * queries, queries));
            _rotation?.Apply(row, _buffers.Key.AsSpan(row * keys, keys));
        }
        LayerCache.Place place = cache.Append(_buffers.Key, _buffers.Value);
        WorkSharing.Run(2L * _buffers.Rows * keys * place.Seen * sizeof(float), (share, shares) =>
        {
            int pairs = _buffers.Rows * _groups;
            float[] scores = ArrayPool<float>.Shared.Rent((int)(_sharing * place.Seen)); // (R, S)
            for (int pair = (int)((long)pairs * share / shares), last = (int)((long)pairs * (share + 1) / shares); pair < last; pair++)
                AttendFrom(pair, place, padding[pair / _groups], scores);
            ArrayPool<float>.Shared.Return(scores);
        });
        StoredMatrix.Multiply(_buffers.Attended, _buffers.Rows, _output);
    }

    // softmax(q kᵀ / √d) v of the query heads that share one key and value head of one row.
    private unsafe void AttendFrom(int pair, LayerCache.Place place, long padding, float[] scores)
    {
        // A padding position is no token's to see; the newest is a token.
        int seen = (int)Math.Min(place.Seen, place.Length - padding), width = _headWidth;
        long first = place.Offset(pair, place.End - seen);
        float scale = (float)(1 / Math.Sqrt(width));
        fixed (float* queries = &_buffers.Query[pair * _sharing * width], sums = &_buffers.Attended[pair * _sharing * width]) // (R, d)
        {
            for (int s = 0; s < seen; s++)
            {
                for (int r = 0; r < _sharing; r++)
                    scores[r * seen + s] = scale * place.Keys.Dot(first + (long)s * width, queries + r * width, width);
            }
            new Span<float>(sums, _sharing * width).Clear();
            for (int r = 0; r < _sharing; r++)
                TensorPrimitives.SoftMax(scores.AsSpan(r * seen, seen), scores.AsSpan(r * seen, seen));
            for (int s = 0; s < seen; s++)
            {
                for (int r = 0; r < _sharing; r++)
                    place.Values.AddTo(sums + r * width, scores[r * seen + s], first + (long)s * width, width);
            }
        }
    }
}
