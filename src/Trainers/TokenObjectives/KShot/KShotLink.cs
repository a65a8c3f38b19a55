using ResearchML.Torch;
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
        Term sum = p.sum(-1, true); // (…, 1)
        Term wrong = !((sum - 1).Abs() <= SumTolerance);
        if (wrong.Tensor.any().item<bool>())
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Each row of probabilities must sum to 1 within {SumTolerance}, but one sums to {sum.Tensor.masked_select(wrong)[0].item<double>()}."), name);
        }
        if (k == 1 || p.shape[^1] == 1 || p.numel() == 0)
            return rows.detach().clone().MoveToOuterDisposeScope();
        Tensor result = link((p / sum.Tensor).reshape(-1, p.shape[^1]), k); // (N, V)
        return result.reshape(p.shape).to(rows.dtype, copy: true).MoveToOuterDisposeScope();
    }

    /// <summary>(3) for rows (N, V), k &gt; 1, V &gt; 1.</summary>
    private static Tensor Inverse(Tensor p, double k)
    {
        // Above 1/2, 1 − p loses digits that the others' sum keeps. 0 has no logarithm: the least number stands for it, which leaves the row one-hot.
        Term others = Others(p, p.argmax(-1, true)).AtLeast(Least); // (N, 1)
        Term x = Term.Where((Term)p > 0.5, -others.Log(), -(-(Term)p).Log1p()); // (N, V) −ln q
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
        Term first = best.narrow(1, 0, 1), second = best.narrow(1, 1, 1); // (N, 1)
        Tensor top = places.narrow(1, 0, 1); // (N, 1)
        Term absent = (Term)pi <= 0; // (N, V)
        Term rest = absent.Tensor.scatter(1, top, ones_like(top, dtype: ScalarType.Bool)); // (N, V) true where y is not summed
        Term others = Others(pi, top); // (N, 1)
        Term logTop = Term.Where(others < 0.5, (-others).Log1p(), first.Log()); // (N, 1) the others' sum has the digits where π_top is almost 1
        Term logPi = Term.Where(absent, 1, ((Term)pi).AtLeast(Least)).Log().Tensor.scatter(1, top, logTop); // (N, V)
        Term outcomes = ((Term)(!absent).Tensor.sum(1, true, ScalarType.Float64)).AtLeast(2); // (N, 1)
        Term low = (LogRatio(-(-outcomes.Tensor.reciprocal()).log1p(), k) - logTop).AtLeast(0); // (N, 1)
        Term high = LogRatio(low.Full(Math.Log(2)), k) - second.AtLeast(Least).Log(); // (N, 1)
        high = maximum(low, high);
        Term s = low;
        Tensor? near = null; // (N, V) x of the last s, from which the next is a step or two
        for (int i = 0; i < 200; i++)
        {
            using var scope = NewDisposeScope();
            Term x = Invert(logPi + s, k, near); // (N, V) −ln q
            Term slope = Slope(x, k).Tensor.reciprocal(); // (N, V) dx/ds
            Term sum = (-(-x).Expm1()).Filled(rest, 0).Tensor.sum(1, true); // (N, 1)
            Term height = sum.Log() + x.Tensor.gather(1, top); // (N, 1) H
            Term rise = (Term)((-x).Exp() * slope).Filled(rest, 0).Tensor.sum(1, true) / sum + slope.Tensor.gather(1, top); // (N, 1) H'
            Term below = height < 0;
            Term nextLow = Term.Where(below, s, low), nextHigh = Term.Where(below, high, s);
            Term next = s - height / rise;
            next = Term.Where(next >= nextLow & next <= nextHigh, next, (nextLow + nextHigh) / 2);
            Term still = (next - s).Abs() > (s.Abs() + 1) * Step & height.Abs() > (sum.Log().Abs() + 1) * (2 * Step) & second > 0;
            bool settled = !still.Tensor.any().item<bool>();
            near = (x + slope * (next - s)).Tensor.MoveToOuterDisposeScope();
            (low, high, s) = (nextLow.Tensor.MoveToOuterDisposeScope(), nextHigh.Tensor.MoveToOuterDisposeScope(), next.Tensor.MoveToOuterDisposeScope());
            if (settled)
                break;
        }
        Term p = (-(-(Term)Invert(logPi + s, k, near)).Expm1()).Filled(absent, 0); // (N, V)
        return Term.Where(second > 0, p / p.Tensor.sum(1, true), pi); // one outcome alone stays as it is
    }

    /// <summary>The sum of all but the place <paramref name="top"/> (N, 1) of rows (N, V): (N, 1).</summary>
    private static Term Others(Tensor p, Tensor top) => p.scatter(1, top, zeros_like(top, dtype: ScalarType.Float64)).sum(1, true);

    /// <summary>ln r(p) for x = −ln(1 − p): (k − 1)·x + ln(1 − e^−kx) − ln k.</summary>
    private static Term LogRatio(Term x, double k)
    {
        Term y = x * k;
        return x * (k - 1) + Term.Where(y > Math.Log(2), (-(-y).Exp()).Log1p(), (-(-y).Expm1()).Log()) - Math.Log(k);
    }

    /// <summary>d ln r/dx = k/(1 − e^−kx) − 1 = k − 1 + k/(e^kx − 1); the first form cancels where k is almost 1.</summary>
    private static Term Slope(Term x, double k) => (Term)(x * k).Expm1().Tensor.reciprocal() * k + (k - 1);

    /// <summary>x with ln r = <paramref name="u"/>.</summary>
    /// <remarks>From k·r = e^((k−1)x) − e^−x follow x ≥ ln(k·r)/(k − 1), x ≥ r/(1 + k·r), x ≤ ln(1 + k·r)/(k − 1) and, for k·r &lt; 1, e^−x ≥ 1 − k·r, thus e^−x ≤ (1 − k·r)^(1−k) − k·r. ln r is concave in x: from the left, Newton's method climbs to the root and never passes it; from the right, its first step ends left of it.</remarks>
    /// <param name="u">(N, V) ln r.</param>
    /// <param name="k">Samples, more than 1.</param>
    /// <param name="near">(N, V) a guess of x; or <see langword="null"/>, for the bounds.</param>
    private static Tensor Invert(Term u, double k, Tensor? near)
    {
        using var scope = NewDisposeScope();
        Term logShots = u + Math.Log(k); // ln(k·r)
        Term soft = logShots.AtLeast(0) + (-logShots.Abs()).Exp().Log1p(); // ln(1 + k·r)
        Term high = soft / (k - 1), tolerance = (u.Abs() + 4) * Step;
        Term rest = -logShots.AtMost(-1e-300).Expm1(); // 1 − k·r, where that is positive
        Term x = maximum(logShots / (k - 1), (u - soft).Exp());
        x = maximum(x, Term.Where(logShots < 0, -((rest.Log() * (1 - k)).Expm1() + rest).Log(), 0)); // (1 − k·r)^(1−k) − k·r
        Term least = minimum(x, high);
        x = near is null ? least : minimum(maximum(near, least), high);
        for (int i = 0; i < 100; i++)
        {
            using var inner = NewDisposeScope();
            Term next = minimum(maximum(x + (u - LogRatio(x, k)) / Slope(x, k), least), high);
            bool settled = ((next - x).Abs() <= x * tolerance).Tensor.all().item<bool>();
            x = next.Tensor.MoveToOuterDisposeScope();
            if (settled)
                break;
        }
        return x.Tensor.MoveToOuterDisposeScope();
    }
}
