using static TorchSharp.torch;

namespace ResearchML.Trainers;

/// <summary>Between what the k-shot loss is minimised by and what the data are: the calibrated readout of a k-shot model, and the post-hoc transform of a next-token model.</summary>
/// <remarks>
/// With π the distribution of the data and p the minimiser of Σ π_y·L(p_y) on the simplex, L(p) = −ln(1 − (1 − p)^k) and q = 1 − p:
/// <list type="bullet">
/// <item><description>(1) −L'(p) = k·q^(k−1)/(1 − q^k) = w(p)/p, with w the weight of <see cref="KShotLoss"/>.</description></item>
/// <item><description>(2) π_y·w(p_y)/p_y = λ wherever π_y &gt; 0: Karush, Kuhn and Tucker's condition. L' goes to −1/p at 0, so that p_y &gt; 0 there; elsewhere p_y = 0.</description></item>
/// <item><description>(3) π_y = λ·r(p_y), r(p) = p/w(p) = (1 − q^k)/(k·q^(k−1)): the inverse link, λ from Σ π = 1.</description></item>
/// <item><description>(4) p_y = r⁻¹(π_y/λ), λ from Σ p = 1: the forward link. L is convex, so it is the one minimiser.</description></item>
/// </list>
/// The loss is of Chen et al. 2025, arXiv:2502.07154; the links are derived here (docs/k-shot.md). Everything is computed in float64, in logarithms: r(p) passes 10^3000 at k = 1e4 and p = 1/2.
/// </remarks>
public static class KShotLink
{
    private const double SumTolerance = 1e-4;
    private const double Least = 1e-300; // probabilities below it count as it: denormal numbers have no digits
    private const double Step = 4.5e-16; // two units of float64's last place

    /// <summary>The inverse link (3): what distribution of the data the minimiser <paramref name="probabilities"/> speaks of.</summary>
    /// <param name="probabilities">(…, V) float32 or float64, each row a distribution; rows are brought to the sum 1 first.</param>
    /// <param name="k">Samples it was trained for. At least 1, finite; 1 gives the rows back.</param>
    /// <returns>(…, V) of the same type, without a gradient. A row with a probability of 1 stays as it is.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1 or not finite.</exception>
    /// <exception cref="ArgumentException">A probability is NaN or negative, a row's sum is further than 1e-4 from 1, or the type is another.</exception>
    public static Tensor Calibrate(Tensor probabilities, double k) => Transform(probabilities, nameof(probabilities), k, Inverse);

    /// <summary>The forward link (4): the minimiser of the k-shot loss on data of distribution <paramref name="pi"/>.</summary>
    /// <param name="pi">(…, V) float32 or float64, each row a distribution; rows are brought to the sum 1 first.</param>
    /// <param name="k">Samples. At least 1, finite; 1 gives the rows back.</param>
    /// <returns>(…, V) of the same type, without a gradient, to 1e-12 in float64. Zeros stay zeros.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1 or not finite.</exception>
    /// <exception cref="ArgumentException">A probability is NaN or negative, a row's sum is further than 1e-4 from 1, or the type is another.</exception>
    public static Tensor Apply(Tensor pi, double k) => Transform(pi, nameof(pi), k, Minimise);

    private static Tensor Transform(Tensor rows, string name, double k, Func<Tensor, double, Tensor> link)
    {
        KShotLoss.RequireShots(k);
        using var scope = NewDisposeScope();
        using var detached = no_grad();
        Tensor p = KShotLoss.RequireProbabilities(rows, name);
        if (p.ndim == 0 || p.shape[^1] == 0)
            throw new ArgumentException($"Probabilities have the shape (…, V), but are ({string.Join(", ", p.shape)}).", name);
        Tensor sum = p.sum(-1, true); // (…, 1)
        Tensor wrong = (sum - 1).abs().le(SumTolerance).logical_not();
        if (wrong.any().item<bool>())
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Each row of probabilities must sum to 1 within {SumTolerance}, but one sums to {sum.masked_select(wrong)[0].item<double>()}."), name);
        }
        if (k == 1 || p.shape[^1] == 1 || p.numel() == 0)
            return rows.detach().clone().MoveToOuterDisposeScope();
        Tensor result = link((p / sum).reshape(-1, p.shape[^1]), k); // (N, V)
        return result.reshape(p.shape).to(rows.dtype, copy: true).MoveToOuterDisposeScope();
    }

    /// <summary>(3) for rows (N, V), k &gt; 1, V &gt; 1.</summary>
    private static Tensor Inverse(Tensor p, double k)
    {
        // Above 1/2, 1 − p loses digits that the others' sum keeps. 0 has no logarithm: the least number stands for it, which leaves the row one-hot.
        Tensor top = p.argmax(-1, true); // (N, 1)
        Tensor others = p.scatter(1, top, zeros_like(top, dtype: ScalarType.Float64)).sum(1, true).clamp_min(Least); // (N, 1)
        Tensor x = where(p > 0.5, -others.log(), -(-p).log1p()); // (N, V) −ln q
        return nn.functional.softmax(LogRatio(x, k), 1);
    }

    /// <summary>(4) for rows (N, V), k &gt; 1, V &gt; 1.</summary>
    /// <remarks>
    /// s = −ln λ solves H(s) = ln Σ_{y≠top} p_y − ln(1 − p_top) = 0 with p_y = r⁻¹(π_y·e^s): H rises, and no digit is lost where p_top is almost 1.
    /// Newton's method between bounds, halved where a step leaves them. Below: s ≥ 0, as p ≤ r(p); s ≥ ln r(1/n) − ln π_top, as p_top ≥ 1/n of n outcomes.
    /// Above: two outcomes have 1/2 each once the second has, s ≤ ln r(1/2) − ln π_second.
    /// </remarks>
    private static Tensor Minimise(Tensor pi, double k)
    {
        (Tensor best, Tensor places) = pi.topk(2, 1); // (N, 2)
        Tensor top = places.narrow(1, 0, 1); // (N, 1)
        Tensor absent = pi.le(0); // (N, V)
        Tensor rest = absent.scatter(1, top, ones_like(top, dtype: ScalarType.Bool)); // (N, V) true where y is not summed
        Tensor others = pi.scatter(1, top, zeros_like(top, dtype: ScalarType.Float64)).sum(1, true); // (N, 1)
        Tensor logTop = where(others < 0.5, (-others).log1p(), best.narrow(1, 0, 1).log()); // (N, 1) the others' sum has the digits where π_top is almost 1
        Tensor logPi = where(absent, 1, pi.clamp_min(Least)).log().scatter(1, top, logTop); // (N, V)
        Tensor outcomes = absent.logical_not().sum(1, true, ScalarType.Float64).clamp_min(2); // (N, 1)
        Tensor low = (LogRatio(-(-outcomes.reciprocal()).log1p(), k) - logTop).clamp_min(0); // (N, 1)
        Tensor high = LogRatio(full_like(low, Math.Log(2)), k) - best.narrow(1, 1, 1).clamp_min(Least).log(); // (N, 1)
        high = maximum(low, high);
        Tensor s = low;
        for (int i = 0; i < 200; i++)
        {
            using var scope = NewDisposeScope();
            Tensor x = Invert(logPi + s, k); // (N, V) −ln q
            Tensor slope = Slope(x, k).reciprocal(); // (N, V) dx/ds
            Tensor sum = (-(-x).expm1()).masked_fill(rest, 0).sum(1, true); // (N, 1)
            Tensor height = sum.log() + x.gather(1, top); // (N, 1) H
            Tensor rise = ((-x).exp() * slope).masked_fill(rest, 0).sum(1, true) / sum + slope.gather(1, top); // (N, 1) H'
            Tensor below = height < 0;
            Tensor nextLow = where(below, s, low), nextHigh = where(below, high, s);
            Tensor next = s - height / rise;
            next = where((next >= nextLow) & (next <= nextHigh), next, (nextLow + nextHigh) / 2);
            Tensor still = (next - s).abs().gt((s.abs() + 1) * Step) & height.abs().gt((sum.log().abs() + 1) * (2 * Step)) & best.narrow(1, 1, 1).gt(0);
            bool settled = !still.any().item<bool>();
            (low, high, s) = (nextLow.MoveToOuterDisposeScope(), nextHigh.MoveToOuterDisposeScope(), next.MoveToOuterDisposeScope());
            if (settled)
                break;
        }
        Tensor p = (-(-Invert(logPi + s, k)).expm1()).masked_fill(absent, 0); // (N, V)
        return where(best.narrow(1, 1, 1) > 0, p / p.sum(1, true), pi); // one outcome alone stays as it is
    }

    /// <summary>ln r(p) for x = −ln(1 − p): (k − 1)·x + ln(1 − e^−kx) − ln k.</summary>
    private static Tensor LogRatio(Tensor x, double k)
    {
        Tensor y = x * k;
        return x * (k - 1) + where(y > Math.Log(2), (-(-y).exp()).log1p(), (-(-y).expm1()).log()) - Math.Log(k);
    }

    /// <summary>d ln r/dx = k/(1 − e^−kx) − 1 = k − 1 + k/(e^kx − 1); the first form cancels where k is almost 1.</summary>
    private static Tensor Slope(Tensor x, double k) => k / (x * k).expm1() + (k - 1);

    /// <summary>x with ln r = <paramref name="u"/>.</summary>
    /// <remarks>From k·r = e^((k−1)x) − e^−x follow x ≥ ln(k·r)/(k − 1), x ≥ r/(1 + k·r), x ≤ ln(1 + k·r)/(k − 1) and, for k·r &lt; 1, e^−x ≥ 1 − k·r, thus e^−x ≤ (1 − k·r)^(1−k) − k·r. ln r is concave in x: from the left, Newton's method climbs to the root and never passes it.</remarks>
    private static Tensor Invert(Tensor u, double k)
    {
        using var scope = NewDisposeScope();
        Tensor logShots = u + Math.Log(k); // ln(k·r)
        Tensor soft = logShots.clamp_min(0) + (-logShots.abs()).exp().log1p(); // ln(1 + k·r)
        Tensor high = soft / (k - 1), tolerance = (u.abs() + 4) * Step;
        Tensor rest = -logShots.clamp_max(-1e-300).expm1(); // 1 − k·r, where that is positive
        Tensor x = maximum(logShots / (k - 1), (u - soft).exp());
        x = maximum(x, where(logShots < 0, -((rest.log() * (1 - k)).expm1() + rest).log(), 0)); // (1 − k·r)^(1−k) − k·r
        x = minimum(x, high);
        for (int i = 0; i < 100; i++)
        {
            using var inner = NewDisposeScope();
            Tensor next = minimum(x + (u - LogRatio(x, k)) / Slope(x, k), high);
            bool settled = (next - x).abs().le(x * tolerance).all().item<bool>();
            x = next.MoveToOuterDisposeScope();
            if (settled)
                break;
        }
        return x.MoveToOuterDisposeScope();
    }
}
