using MathNet.Numerics;
using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>Success probabilities that differ from problem to problem by a Beta distribution, fitted to counts: pass@k at any k, also past the samples that were drawn, and its power-law tail.</summary>
/// <remarks>
/// <para>p ~ Beta(α, β) for each problem, c of its n samples correct: P(c | n) = C(n, c)·B(α + c, β + n − c)/B(α, β) (Skellam 1948, JRSS B 10, 257-261; Griffiths 1973, Biometrics 29, 637-648, for its maximum
/// likelihood). Then, over problems, pass@k = 1 − E (1 − p)^k = 1 − B(α, β + k)/B(α, β), and 1 − pass@k → Γ(α + β)/Γ(β)·k^−α.</para>
/// <para>Schaeffer et al. 2025, "How Do Large Language Monkeys Get Their Power (Laws)?", arXiv:2502.17578: a density of success probabilities that rises as p^(α−1) at 0 makes −ln pass@k fall as k^−α,
/// although each problem's failures fall exponentially. Where we differ: the power law is told of 1 − pass@k, to which −ln pass@k tends and of which the Beta has the exact form; and the support is all of
/// (0, 1), with two parameters, without a largest probability as a third.</para>
/// <para>The maximum is found in the logit of the mean and ln(α + β), with analytic derivatives. Counts without a maximum are refused, with <see cref="Status"/> and <see cref="Reason"/>, and all figures are NaN.
/// A fit is only as good as its family: ask <see cref="GoodnessOfFit"/> before going past the samples. Problems whose number of samples was chosen by their outcomes, as when sampling stops at the first
/// success, bias unbiased pass@k but not this fit.</para>
/// <para>Immutable and thread-safe. Nothing depends on the order of problems.</para>
/// </remarks>
public sealed class BetaBinomial
{
    private readonly BetaBinomialCounts _counts;
    private readonly (double MeanMean, double MeanSize, double SizeSize) _covariance = (double.NaN, double.NaN, double.NaN); // of logit mean and ln(α + β)

    private BetaBinomial(BetaBinomialCounts counts, (double Alpha, double Beta)? start = null, CancellationToken cancellation = default)
    {
        _counts = counts;
        Status = Refusal(counts);
        if (Status == BetaBinomialStatus.Ok)
        {
            (double alpha, double beta, BetaBinomialSlope slope, Status) = BetaBinomialFitter.Fit(counts, start, cancellation);
            if (Status == BetaBinomialStatus.Ok)
                (Alpha, Beta, LogLikelihood, _covariance) = (alpha, beta, counts.LogLikelihood(alpha, beta), slope.Covariance());
        }
    }

    /// <summary>Whether there is a fit, and if not why.</summary>
    public BetaBinomialStatus Status { get; }

    /// <summary>Why there is no fit, in a sentence; empty where there is one.</summary>
    public string Reason => BetaBinomialReason.Of(Status, _counts);

    /// <summary>How many problems have a sample. Problems without are left out.</summary>
    public int Problems => _counts.Problems;

    /// <summary>α &gt; 0, which decides how many problems are nearly impossible. NaN without a fit.</summary>
    public double Alpha { get; } = double.NaN;

    /// <summary>β &gt; 0. NaN without a fit.</summary>
    public double Beta { get; } = double.NaN;

    /// <summary>The natural logarithm of the likelihood at the maximum, with the binomial coefficients C(n, c). NaN without a fit.</summary>
    public double LogLikelihood { get; } = double.NaN;

    /// <summary>The mean success probability α/(α + β), which is pass@1. NaN without a fit.</summary>
    public double Mean => Alpha / (Alpha + Beta);

    /// <summary>The standard error of ln α: <see cref="Alpha"/> times e to ± 1.96 of it is a 95% interval. By the observed information; NaN without a fit.</summary>
    public double LogAlphaStandardError => StandardError(Beta / (Alpha + Beta), 1);

    /// <summary>The standard error of ln β, as <see cref="LogAlphaStandardError"/>.</summary>
    public double LogBetaStandardError => StandardError(-Mean, 1);

    /// <summary>The exponent of the tail, 1 − pass@k → <see cref="TailCoefficient"/>·k^−exponent: α. NaN without a fit.</summary>
    public double TailExponent => Alpha;

    /// <summary>The coefficient of the tail, Γ(α + β)/Γ(β). NaN without a fit; infinite where it is beyond 1e308.</summary>
    public double TailCoefficient => Math.Exp(LogRising(Beta, Alpha));

    /// <summary>Fits the distribution by maximum likelihood.</summary>
    /// <param name="counts">(problem): n, the samples that were graded, and c, how many of them were correct.</param>
    /// <exception cref="ArgumentNullException"><paramref name="counts"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or more were correct than there are samples.</exception>
    public static BetaBinomial Fit(IEnumerable<(long Samples, long Correct)> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return new BetaBinomial(BetaBinomialCounts.Of(counts.Select((count, i) => count.Correct >= 0 && count.Correct <= count.Samples ? count
            : throw new ArgumentOutOfRangeException(nameof(counts), FormattableString.Invariant($"Problem {i}: {count.Correct} of {count.Samples} samples cannot be correct.")))));
    }

    internal static BetaBinomial Fit(BetaBinomialCounts counts, (double Alpha, double Beta) start, CancellationToken cancellation) => new(counts, start, cancellation);

    /// <summary>pass@k over problems, 1 − B(α, β + k)/B(α, β), to 12 digits.</summary>
    /// <param name="k">How many samples one may try; need not be whole. At least 0 and finite.</param>
    /// <returns>From 0 to 1. NaN without a fit, also where the likelihood has a limit, so that no refusal is drawn as though it were a fit.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is negative or not finite.</exception>
    public double PassAt(double k)
    {
        RequireK(k);
        return Status == BetaBinomialStatus.Ok ? 0 - NearZero.ExpM1(-LogFailure(k)) : double.NaN;
    }

    /// <summary>pass@k with its interval, by the delta method on the scale of ln(−ln(1 − pass@k)), whose ends stay between 0 and 1.</summary>
    /// <param name="k">How many samples one may try. At least 0 and finite.</param>
    /// <param name="level">The share that the interval covers. Between 0 and 1.</param>
    /// <returns>The interval holds the doubt about α and β, from problems and samples, and none about the family: see <see cref="GoodnessOfFit"/>. NaN without a fit.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is negative or not finite, or <paramref name="level"/> is not between 0 and 1.</exception>
    public Estimate PassAtInterval(double k, double level = 0.95)
    {
        RequireK(k);
        double z = NormalDeviate.Of(level);
        if (Status != BetaBinomialStatus.Ok || k == 0)
            return Interval.None(level).Around(PassAt(k));
        double failure = LogFailure(k), s = Alpha + Beta, q = Alpha / s * Beta;
        double byAlpha = GammaDifferences.Digamma(s, k), byBeta = byAlpha - GammaDifferences.Digamma(Beta, k);
        double half = z * StandardError(q * (byAlpha - byBeta), (Alpha * byAlpha) + (Beta * byBeta)) / failure;
        return new Estimate(PassAt(k), -NearZero.ExpM1(-failure * Math.Exp(-half)), -NearZero.ExpM1(-failure * Math.Exp(half)), level);
    }

    /// <summary>The k from which on the tail <see cref="TailCoefficient"/>·k^−α is the failure rate 1 − pass@k but for a share.</summary>
    /// <param name="tolerance">The share. Between 0 and 1. Default 0.01.</param>
    /// <returns>At least 1; about α·|α + 2β − 1|/(2·tolerance) where that is large. NaN without a fit.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is not between 0 and 1.</exception>
    public double TailHoldsFrom(double tolerance = 0.01)
    {
        if (tolerance is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, FormattableString.Invariant($"The tolerance lies between 0 and 1, but is {tolerance}."));
        if (Status != BetaBinomialStatus.Ok)
            return double.NaN;
        // ln of failure over tail, k^α·Γ(β + k)/Γ(α + β + k), goes to 0 from one side.
        double Off(double logK) => Math.Abs(NearZero.ExpM1((Alpha * logK) - LogRising(Beta + Math.Exp(logK), Alpha)));
        double low = 0, high = 1;
        while (Off(high) > tolerance)
            (low, high) = (high, 2 * high);
        if (low == 0 && Off(low) <= tolerance)
            return 1;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Off(middle) > tolerance ? (middle, high) : (low, middle);
        }

        return Math.Exp(high);
    }

    /// <summary>Whether the counts look like those that the fit would make, by a parametric bootstrap.</summary>
    /// <param name="replicates">How many data sets are simulated, each with the problems' own n, and fitted anew. At least 1. Default 199.</param>
    /// <param name="seed">The seed: the same answer on every machine.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The test; its p is NaN without a fit.</returns>
    /// <remarks>
    /// The distance of data from its own fit is the largest, over k = 1, 2, 4, ... up to the smallest n, of |mean unbiased pass@k − fitted pass@k|, each in the standard deviations that simulated data sets have there (Stute, González
    /// Manteiga and Presedo Quindimil 1993, Metrika 40, 243-256: with the fit repeated, the bootstrap's p is uniform where the family is right, in the limit of many problems).
    /// A small p says that the Beta is the wrong family; a large one that the counts cannot tell. Each n is taken as given, whatever it was chosen by. Takes at most 64 MiB beside the counts, however large n is.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="replicates"/> is not positive.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public BetaBinomialTest GoodnessOfFit(int replicates = 199, ulong seed = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(replicates);
        return Status == BetaBinomialStatus.Ok
            ? new BetaBinomialSimulation(this, _counts, cancellation).Test(replicates, seed)
            : new BetaBinomialTest(double.NaN, double.NaN, 0, double.NaN, double.NaN, 0);
    }

    /// <summary>pass@k where the likelihood is highest: of the fit, or of the limit that it rises towards.</summary>
    internal double PassAtOrLimit(double k) => Status switch
    {
        BetaBinomialStatus.Ok => PassAt(k),
        BetaBinomialStatus.NoSpread => -NearZero.ExpM1(k * NearZero.Log1P(-_counts.Rate)),
        _ => _counts.Rate, // of no success 0, of no failure 1, of all or nothing the share of all
    };

    // −ln(1 − pass@k) = ln Γ(α + β + k)·Γ(β)/(Γ(α + β)·Γ(β + k))
    private double LogFailure(double k) => GammaDifferences.LogGamma(Beta, Alpha, k);

    // ln Γ(x + a)/Γ(x)
    private static double LogRising(double x, double a) => GammaDifferences.LogGamma(1, x - 1, a) + SpecialFunctions.GammaLn(1 + a);

    private double StandardError(double byMean, double bySize) =>
        Math.Sqrt((byMean * byMean * _covariance.MeanMean) + (2 * byMean * bySize * _covariance.MeanSize) + (bySize * bySize * _covariance.SizeSize));

    private static void RequireK(double k)
    {
        if (k is not (>= 0 and < double.PositiveInfinity))
            throw new ArgumentOutOfRangeException(nameof(k), k, FormattableString.Invariant($"k must be at least 0 and finite, but is {k}."));
    }

    private static BetaBinomialStatus Refusal(BetaBinomialCounts counts) => counts.Problems < 2 ? BetaBinomialStatus.TooFewProblems
        : counts.Distinct.All(d => d.Correct == 0) ? BetaBinomialStatus.NoSuccess
        : counts.Distinct.All(d => d.Correct == d.Samples) ? BetaBinomialStatus.NoFailure
        : counts.Distinct.All(d => d.Samples == 1) ? BetaBinomialStatus.SingleSamples
        : counts.Distinct.All(d => d.Correct == 0 || d.Correct == d.Samples) ? BetaBinomialStatus.AllOrNothing
        : BetaBinomialStatus.Ok;
}
