using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>Problems' counts, and the Beta-binomial likelihood of them. Problems with equal counts are one entry with a weight.</summary>
internal sealed class BetaBinomialCounts
{
    private readonly (double Value, double Weight)[] _correct, _wrong, _samples;

    private BetaBinomialCounts((long Samples, long Correct, int Weight)[] distinct)
    {
        Distinct = distinct;
        _correct = Tally(distinct.Select(d => (d.Correct, d.Weight)));
        _wrong = Tally(distinct.Select(d => (d.Samples - d.Correct, d.Weight)));
        _samples = Tally(distinct.Select(d => (d.Samples, d.Weight)));
        Problems = distinct.Sum(d => d.Weight);
        Rate = distinct.Sum(d => d.Weight * (double)d.Correct) / distinct.Sum(d => d.Weight * (double)d.Samples);
    }

    /// <summary>Each pair of counts and how many problems have it, in order of samples and correct ones.</summary>
    public (long Samples, long Correct, int Weight)[] Distinct { get; }

    public int Problems { get; }

    /// <summary>Correct samples over all samples.</summary>
    public double Rate { get; }

    /// <summary>Takes counts; a problem without samples says nothing and is left out.</summary>
    public static BetaBinomialCounts Of(IEnumerable<(long Samples, long Correct)> counts)
    {
        var weights = new Dictionary<(long, long), int>();
        foreach ((long Samples, long Correct) count in counts)
        {
            if (count.Samples > 0)
                weights[count] = weights.GetValueOrDefault(count) + 1;
        }

        return new BetaBinomialCounts([.. weights.Select(w => (w.Key.Item1, w.Key.Item2, w.Value)).Order()]);
    }

    /// <summary>ln L = Σ ln [C(n, c)·B(α + c, β + n − c)/B(α, β)].</summary>
    public double LogLikelihood(double alpha, double beta)
    {
        double sum = 0;
        foreach ((long n, long c, int weight) in Distinct)
        {
            // By the rarer of correct and wrong samples, of which the large terms are few.
            sum += weight * (c <= n - c ? LogProbability(n, c, alpha, beta) : LogProbability(n, n - c, beta, alpha));
        }

        return sum;
    }

    /// <summary>ln L in the limit α + β = ∞: one common probability, <see cref="Rate"/>.</summary>
    public double BinomialLogLikelihood()
    {
        double sum = 0;
        foreach ((long n, long c, int weight) in Distinct)
            sum += weight * (GammaDifferences.LogGamma(1, n - c, c) + (c * Math.Log(Rate)) + ((n - c) * NearZero.Log1P(-Rate)));
        return sum;
    }

    /// <summary>Gradient and Hessian of ln L in η = ln(α/β), the logit of the mean, and λ = ln(α + β).</summary>
    public BetaBinomialSlope Slope(double alpha, double beta)
    {
        double s = alpha + beta, q = alpha / s * beta; // dα/dη = −dβ/dη = q, dα/dλ = α, dβ/dλ = β
        (double correct, double correct2) = Sums(alpha, _correct); // Σ ψ(α + c) − ψ(α), and of ψ'
        (double wrong, double wrong2) = Sums(beta, _wrong);
        (double samples, double samples2) = Sums(s, _samples);
        double gradientMean = q * (correct - wrong), gradientSize = (alpha * correct) + (beta * wrong) - (s * samples);
        return new BetaBinomialSlope(
            gradientMean, gradientSize,
            (q * q * (correct2 + wrong2)) + ((beta - alpha) / s * gradientMean),
            (q * ((alpha * correct2) - (beta * wrong2))) + gradientMean,
            (alpha * alpha * correct2) + (beta * beta * wrong2) - (s * s * samples2) + gradientSize);
    }

    // ln [C(n, c)·B(α + c, β + n − c)/B(α, β)]: the three Γ of C(n, c) = Γ(n + 1)/(Γ(c + 1)·Γ(n − c + 1)) and the six of the two B, in three differences that lose no digits.
    private static double LogProbability(long n, long c, double alpha, double beta) =>
        GammaDifferences.LogGamma(1, alpha - 1, c) - GammaDifferences.LogGamma(n - c + 1, alpha + beta - 1, c) - GammaDifferences.LogGamma(beta, alpha, n - c);

    private static (double First, double Second) Sums(double x, (double Value, double Weight)[] counts)
    {
        double first = 0, second = 0;
        foreach ((double value, double weight) in counts)
        {
            first += weight * GammaDifferences.Digamma(x, value);
            second += weight * GammaDifferences.Trigamma(x, value);
        }

        return (first, second);
    }

    private static (double Value, double Weight)[] Tally(IEnumerable<(long Value, int Weight)> counts) =>
        [.. counts.Where(c => c.Value > 0).GroupBy(c => c.Value, c => c.Weight).OrderBy(g => g.Key).Select(g => ((double)g.Key, (double)g.Sum()))];
}
