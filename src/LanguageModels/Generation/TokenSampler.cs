using System.Numerics.Tensors;

namespace ResearchML.LanguageModels;

/// <summary>Chooses the next token from logits: greedy, or temperature, then top-k, then top-p.</summary>
/// <remarks>
/// The order is that of Hugging Face's generation. Draws come from a hash of (seed, step): a row repeats its text whatever
/// else is in the batch, and no state is carried.
/// </remarks>
internal sealed class TokenSampler
{
    private readonly GenerationOptions _options;
    private readonly double[] _weights;
    private readonly int[] _ids;

    public TokenSampler(GenerationOptions options, int vocabulary)
    {
        _options = options;
        _weights = new double[vocabulary];
        _ids = new int[vocabulary];
    }

    /// <param name="logits">(V)</param>
    /// <param name="seed">The row's seed.</param>
    /// <param name="step">Number of tokens that the row has generated before.</param>
    /// <exception cref="InvalidOperationException">The logits are not finite.</exception>
    public int Next(ReadOnlySpan<float> logits, ulong seed, int step)
    {
        int likeliest = Likeliest(logits);
        if (_options.IsGreedy)
            return likeliest;
        int candidates = Candidates(logits, logits[likeliest]);
        double mass = 0;
        for (int i = 0; i < candidates; i++)
            mass += _weights[i];
        double target = Uniform(ComponentSeed.Mix(seed, (ulong)step)) * mass;
        for (int i = 0; i < candidates; i++)
        {
            target -= _weights[i];
            if (target < 0)
                return _ids[i];
        }
        return _ids[candidates - 1]; // rounding left a crumb of mass
    }

    /// <summary>The token with the greatest logit.</summary>
    /// <exception cref="InvalidOperationException">The logits are not finite.</exception>
    public static int Likeliest(ReadOnlySpan<float> logits)
    {
        int likeliest = TensorPrimitives.IndexOfMax(logits); // of a NaN, if there is one
        if (!float.IsFinite(logits[likeliest]))
            throw new InvalidOperationException(FormattableString.Invariant($"The model gives {logits[likeliest]} for token {likeliest}: its weights are damaged, or training has diverged."));
        return likeliest;
    }

    /// <summary>Fills the first entries with the tokens that may be drawn and their unnormalised probabilities.</summary>
    private int Candidates(ReadOnlySpan<float> logits, float max)
    {
        int count = 0;
        for (int id = 0; id < logits.Length; id++)
        {
            double weight = Math.Exp((logits[id] - (double)max) / _options.Temperature); // softmax without its denominator
            if (weight > 0)
                (_ids[count], _weights[count++]) = (id, weight);
        }
        bool cut = _options.TopK < count || _options.TopP < 1;
        if (!cut)
            return count;
        // Likeliest first; ties by id, so that the order does not depend on the sort.
        Span<double> weights = _weights.AsSpan(0, count);
        Span<int> ids = _ids.AsSpan(0, count);
        weights.Sort(ids, static (a, b) => b.CompareTo(a));
        for (int start = 0, end; start < count; start = end)
        {
            for (end = start + 1; end < count && weights[end] == weights[start]; end++)
            {
            }
            ids[start..end].Sort();
        }
        count = Math.Min(count, _options.TopK ?? count);
        return _options.TopP < 1 ? Nucleus(weights[..count]) : count;
    }

    private int Nucleus(ReadOnlySpan<double> weights)
    {
        double needed = TensorPrimitives.Sum(weights) * _options.TopP, held = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            held += weights[i];
            if (held >= needed)
                return i + 1;
        }
        return weights.Length;
    }

    private static double Uniform(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));
}
