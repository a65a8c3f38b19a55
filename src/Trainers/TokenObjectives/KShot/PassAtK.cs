using static TorchSharp.torch;

namespace ResearchML.Trainers;

/// <summary>Exact pass@k from a probability: the chance that at least one of k independent samples is right, 1 − (1 − p)^k.</summary>
/// <remarks>Chen et al. 2021, "Evaluating large language models trained on code", arXiv:2107.03374, section 2.1, estimate the same number from counts of samples.
/// Where we differ: nothing is sampled, as p is known wherever the answer is one token.</remarks>
public static class PassAtK
{
    /// <summary>1 − (1 − p)^k, elementwise, as −expm1(k·log1p(−p)).</summary>
    /// <param name="probabilities">Any shape, float32 or float64, from 0 to 1; they need not sum to anything.</param>
    /// <param name="k">Samples. At least 1, finite; 1 gives the probabilities back.</param>
    /// <returns>The same shape and type, computed in float64, without a gradient.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1 or not finite.</exception>
    /// <exception cref="ArgumentException">A probability is NaN, below 0 or above 1, or the type is another.</exception>
    public static Tensor Of(Tensor probabilities, double k)
    {
        KShotLoss.RequireShots(k);
        using var scope = NewDisposeScope();
        using var detached = no_grad();
        Tensor p = Require(probabilities, nameof(probabilities));
        if (p.gt(1).any().item<bool>())
            throw new ArgumentException(FormattableString.Invariant($"Probabilities must be from 0 to 1, but one is {p.max().item<double>()}."), nameof(probabilities));
        Tensor result = k == 1 ? p.clone() : -((-p).log1p() * k).expm1();
        return result.to(probabilities.dtype, copy: true).MoveToOuterDisposeScope();
    }

    /// <summary>The probabilities in float64.</summary>
    /// <exception cref="ArgumentException">One is NaN or below 0, or the type is another.</exception>
    internal static Tensor Require(Tensor probabilities, string name)
    {
        ArgumentNullException.ThrowIfNull(probabilities, name);
        if (probabilities.dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"Probabilities must be Float32 or Float64, but are {probabilities.dtype}: convert them first.", name);
        Tensor p = probabilities.detach().to(ScalarType.Float64);
        Tensor wrong = p.ge(0).logical_not(); // NaN too
        if (wrong.any().item<bool>())
            throw new ArgumentException(FormattableString.Invariant($"Probabilities must be from 0 to 1, but one is {p.masked_select(wrong)[0].item<double>()}."), name);
        return p;
    }
}
