using ResearchML.LanguageModels;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.Trainers;

/// <summary>The k-shot loss of a token, L = −ln(1 − (1 − p)^k): minus the log of the chance that at least one of k independent samples is the target.</summary>
/// <remarks>
/// Chen et al. 2025, "Rethinking fine-tuning when scaling test-time compute: limiting confidence improves mathematical reasoning", arXiv:2502.07154,
/// whose Direct Coverage Optimization takes p of a whole answer. Where we differ: p is of one token given the true ones before it, so that k samples are k tries at each token, and
/// the loss of a text is no longer minus the log of its pass@k.
/// Yu 2025, arXiv:2511.16231, argues against pass@k as an objective: its gradient is that of pass@1 with another weight per example, and vanishes where exploration is needed most. Here that weight is w of (4).
/// <para>Numerics. With p the target's probability, q = 1 − p and t = −k·ln q, every number of a row is float64; what has a number per token stays in the logits' type.</para>
/// <list type="bullet">
/// <item><description>(1) t ≥ ln 2: L = −log1p(−e^−t).</description></item>
/// <item><description>(2) t &lt; ln 2: L = −ln(−expm1(−t)), as 1 − e^−t cancels there.</description></item>
/// <item><description>(3) t &lt; 0.01: L = −ln p − ln k + c with c = (t/2 − t²/24 + t⁴/2880) − (p/2 + 5p²/24 + p³/8 + 251p⁴/2880 + 19p⁵/288), the series of ln(t/(1 − e^−t)) and of ln(−ln(1 − p)/p); p may underflow there, ln p does not. The next terms are below 1e-13.</description></item>
/// <item><description>(4) ∇L = w·∇(−ln p), w = k·p/(q·expm1(t)) in (0, 1], from ln w = ln k + ln p + (k − 1)·ln q + L.</description></item>
/// <item><description>(5) t &lt; 0.01: ln w = (k − 1)·ln q + c, which is (4) with ln p and ln k cancelled by hand.</description></item>
/// </list>
/// q is the other tokens' sum over the whole, never 1 − p: in float32 p is 1, and −ln p is 0, from q = 4e-8 on, while L = q^k still has all its digits at q = 1e-14. Only where p &lt; 1/2 is ln q = log1p(−p) the better conditioned.
/// Relative error against 60-digit arithmetic, from float32 logits, p from 1e-30 to 1 − 1e-14 and k to 1e4: at most 1e-5, or 4·2^-24·t where that is more (an error of q is magnified k times).
/// k = 1 is the exception: it is <c>cross_entropy</c> itself, with its rounding.
/// </remarks>
public static class KShotLoss
{
    private const double Series = 1e-2; // below this t, (3) and (5)

    /// <summary>The mean loss of the targets that count, differentiable once.</summary>
    /// <param name="logits">(…, V) float32 or float64, any number of leading dimensions.</param>
    /// <param name="targets">(…) int64, from 0 to V − 1, or <see cref="ObjectiveBatch.Ignored"/>.</param>
    /// <param name="k">Samples. At least 1, finite, not necessarily whole; 1 is <c>cross_entropy</c>, to the bit.</param>
    /// <returns>A scalar of the logits' type. As with <c>cross_entropy</c>, NaN with a gradient of 0 where all targets are ignored.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1 or not finite; a target is not in the vocabulary.</exception>
    /// <exception cref="ArgumentException">The shapes do not match, or a type is another.</exception>
    public static Tensor Forward(Tensor logits, Tensor targets, double k)
    {
        using var scope = NewDisposeScope();
        return Evaluate(logits, targets, k).Mean.MoveToOuterDisposeScope();
    }

    /// <summary>Exact pass@k of a token, elementwise: 1 − (1 − p)^k, as −expm1(k·log1p(−p)); the loss is minus its logarithm.</summary>
    /// <remarks>Chen et al. 2021, "Evaluating large language models trained on code", arXiv:2107.03374, section 2.1, estimate the same number from counts of samples.
    /// Where we differ: nothing is sampled, as p is known wherever the answer is one token.</remarks>
    /// <param name="probabilities">Any shape, float32 or float64, from 0 to 1; they need not sum to anything.</param>
    /// <param name="k">Samples. At least 1, finite; 1 gives the probabilities back.</param>
    /// <returns>The same shape and type, computed in float64, without a gradient.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1 or not finite.</exception>
    /// <exception cref="ArgumentException">A probability is NaN, below 0 or above 1, or the type is another.</exception>
    public static Tensor PassAt(Tensor probabilities, double k)
    {
        RequireShots(k);
        using var scope = NewDisposeScope();
        using var detached = no_grad();
        Tensor p = RequireProbabilities(probabilities, nameof(probabilities));
        if (((Term)p > 1).Tensor.any().item<bool>())
            throw new ArgumentException(FormattableString.Invariant($"Probabilities must be from 0 to 1, but one is {p.max().item<double>()}."), nameof(probabilities));
        Tensor result = k == 1 ? p.clone() : -((-(Term)p).Log1p() * k).Expm1();
        return result.to(probabilities.dtype, copy: true).MoveToOuterDisposeScope();
    }

    /// <summary>The mean, and the rows without a graph, (N) float64, 0 where ignored.</summary>
    internal static (Tensor Mean, Tensor Rows) Evaluate(Tensor logits, Tensor targets, double k)
    {
        RequireShots(k);
        (logits, targets) = Flatten(logits, targets); // (N, V), (N)
        if (k == 1)
        {
            // The two halves of cross_entropy, so that the rows come without a second pass. nll_loss ignores -100 by itself.
            Tensor logP = nn.functional.log_softmax(logits, 1); // (N, V)
            return (
                nn.functional.nll_loss(logP, targets), // ()
                nn.functional.nll_loss(logP.detach(), targets, reduction: nn.Reduction.None).to(ScalarType.Float64)); // (N)
        }
        Tensor rows = RowLoss.apply(logits, targets, k); // (N)
        Tensor count = (!((Term)targets).Is(ObjectiveBatch.Ignored)).Tensor.sum(); // ()
        return ((rows.sum() / count).to(logits.dtype), rows.detach());
    }

    /// <summary>Every row's loss, (N) float64 with a graph, 0 where ignored; N is the product of the leading dimensions. <paramref name="k"/> = 1 takes the general way.</summary>
    internal static Tensor Rows(Tensor logits, Tensor targets, double k)
    {
        RequireShots(k);
        (logits, targets) = Flatten(logits, targets);
        return RowLoss.apply(logits, targets, k);
    }

    /// <summary>−ln p from the loss: solves L = −ln(1 − (1 − p)^k), row by row.</summary>
    /// <param name="rows">(N) float64 losses.</param>
    /// <param name="k">Samples.</param>
    internal static Term NegativeLogLikelihood(Term rows, double k)
    {
        Term logQ = Term.Where(rows > Math.Log(2), (-(-rows).Exp()).Log1p(), (-(-rows).Expm1()).Log()) / k; // ln q = ln(1 − e^−L)/k
        return Term.Where(rows > 36, rows + Math.Log(k), -(-logQ.Expm1()).Log()); // e^-36 < 2^-51: L = −ln p − ln k there
    }

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1 or not finite.</exception>
    internal static void RequireShots(double k)
    {
        if (!(k >= 1) || !double.IsFinite(k))
            throw new ArgumentOutOfRangeException(nameof(k), k, FormattableString.Invariant($"k must be finite and at least 1, but is {k}."));
    }

    /// <summary>The probabilities in float64.</summary>
    /// <exception cref="ArgumentException">One is NaN or below 0, or the type is another.</exception>
    internal static Tensor RequireProbabilities(Tensor probabilities, string name)
    {
        ArgumentNullException.ThrowIfNull(probabilities, name);
        if (probabilities.dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"Probabilities must be Float32 or Float64, but are {probabilities.dtype}: convert them first.", name);
        Tensor p = probabilities.detach().to(ScalarType.Float64);
        Tensor wrong = !((Term)p >= 0); // NaN too
        if (wrong.any().item<bool>())
            throw new ArgumentException(FormattableString.Invariant($"Probabilities must be from 0 to 1, but one is {p.masked_select(wrong)[0].item<double>()}."), name);
        return p;
    }

    private static (Tensor Logits, Tensor Targets) Flatten(Tensor logits, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(targets);
        if (logits.dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"Logits must be Float32 or Float64, but are {logits.dtype}: convert them first.", nameof(logits));
        if (targets.dtype != ScalarType.Int64)
            throw new ArgumentException($"Targets must be Int64, but are {targets.dtype}.", nameof(targets));
        if (logits.ndim == 0 || logits.shape[^1] == 0 || !logits.shape.AsSpan()[..^1].SequenceEqual(targets.shape))
            throw new ArgumentException($"Logits of shape (…, V) go with targets of shape (…), but they are ({string.Join(", ", logits.shape)}) and ({string.Join(", ", targets.shape)}).", nameof(targets));
        long vocabulary = logits.shape[^1];
        logits = logits.reshape(targets.numel(), vocabulary);
        targets = targets.reshape(-1);
        Term ids = targets;
        Tensor outside = !ids.Is(ObjectiveBatch.Ignored) & (ids < 0 | ids >= vocabulary);
        if (outside.any().item<bool>())
        {
            long id = targets.masked_select(outside)[0].item<long>();
            throw new ArgumentOutOfRangeException(nameof(targets), FormattableString.Invariant(
                $"Target {id} is not in the vocabulary of {vocabulary} tokens: targets are from 0 to {vocabulary - 1}, or {ObjectiveBatch.Ignored} to be left out."));
        }
        return (logits, targets);
    }

    /// <summary>Forward and gradient of the rows. N rows, V tokens.</summary>
    private sealed class RowLoss : autograd.SingleTensorFunction<RowLoss>
    {
        public override string Name => nameof(RowLoss);

        public override Tensor forward(autograd.AutogradContext context, params object[] vars)
        {
            (Tensor logits, Tensor targets, double k) = ((Tensor)vars[0], (Tensor)vars[1], (double)vars[2]);
            using var scope = NewDisposeScope();
            Term ignored = ((Term)targets).Is(ObjectiveBatch.Ignored); // (N)
            Tensor column = ((Term)targets).AtLeast(0).Tensor.unsqueeze(1); // (N, 1)
            Tensor shares = nn.functional.softmax(logits, 1); // (N, V)
            Term gap = Wide(logits.gather(1, column).squeeze(1)) - Wide(logits.amax([1L])); // (N) z_y − max z
            Term logOwn = gap + Wide(shares.amax([1L])).Log(); // (N) ln of y's share, finite where the share underflows: the greatest share is 1/Σ e^(z − max z)
            shares.scatter_(1, column, zeros_like(column, dtype: shares.dtype));
            Term others = Wide(shares.sum(dim: 1)); // (N)
            Term whole = logOwn.Exp() + others; // (N) 1, but for rounding
            Term logP = logOwn - whole.Log(), p = logP.Exp(), q = others / whole; // (N)

            Term logQ = Term.Where(p < 0.5, (-p).Log1p(), q.Log()); // (N)
            Term t = logQ * -k; // (N)
            Term few = t < Series;
            Term c = t * (t * (t * t / 2880 - 1.0 / 24) + 0.5) - p * (p * (p * (p * (p * (19.0 / 288) + 251.0 / 2880) + 0.125) + 5.0 / 24) + 0.5);
            Term loss = Term.Where(few, c - logP - Math.Log(k), // (3)
                Term.Where(t < Math.Log(2), -(-(-t).Expm1()).Log(), -(-(-t).Exp()).Log1p())); // (2), (1)
            Term logW = logQ * (k - 1) + Term.Where(few, c, logP + Math.Log(k) + loss); // (5), (4)
            Save(context, shares, column, logW.Exp(), q, ignored);
            return loss.Filled(ignored, 0).Tensor.MoveToOuterDisposeScope(); // (N)
        }

        public override List<Tensor> backward(autograd.AutogradContext context, Tensor gradient)
        {
            using var scope = NewDisposeScope();
            List<Tensor> saved = context.get_saved_variables();
            (Tensor shares, Tensor column, Tensor w, Tensor q, Tensor ignored) = (saved[0], saved[1], saved[2], saved[3], saved[4]);
            // Filled after the product: where all rows are ignored, the mean's gradient is infinite.
            Tensor factor = ((Term)gradient * w).Filled(ignored, 0); // (N)
            Tensor result = shares * factor.unsqueeze(1).to(shares.dtype); // (N, V): w·p_j for the other tokens
            result.scatter_(1, column, (factor * -q).unsqueeze(1).to(shares.dtype)); // −w·q for the target: p − 1 without the cancellation
            return [result.MoveToOuterDisposeScope(), null!, null!];
        }

        // A tensor that is saved must outlive the scope of forward.
        private static void Save(autograd.AutogradContext context, params Tensor[] tensors) =>
            context.save_for_backward([.. tensors.Select(t => t.MoveToOuterDisposeScope())]);

        private static Term Wide(Tensor x) => x.to(ScalarType.Float64);
    }
}
