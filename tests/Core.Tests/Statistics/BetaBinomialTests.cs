using MathNet.Numerics.Distributions;
using ResearchML.Evaluators;
using BetaBinomial = ResearchML.Evaluators.BetaBinomial;

namespace ResearchML.Tests;

[TestClass]
public class BetaBinomialTests
{
    private static readonly (long, long)[] Six = [(10, 0), (10, 1), (10, 3), (20, 9), (20, 20), (5, 0)];
    private static readonly (long, long)[] Far = [(128, 0), (128, 5), (10112, 43), (2980608, 0), (2980608, 1), (1000064, 7)];

    // Newton's steps on the log likelihood of mpmath 1.2.1 at 60 digits, in ln α and ln β, to 1e-30: loggamma for the likelihood, psi for its derivatives, the inverse of minus the Hessian for the errors.
    [TestMethod]
    [DataRow(false, 0.267214108059994, 0.443955048405281, -13.2418965493673, 0.759850684092164, 0.812299688203429, 0.375739169268995, 0.945219267056977)]
    [DataRow(true, 0.105335645581167, 15.7564914478388, -20.9151520926191, 0.542951222730854, 1.40464577365104, 0.00664082674466067, 0.494858455138809)]
    public void The_maximum_is_that_of_60_digits(bool isFar, double alpha, double beta, double likelihood, double alphaError, double betaError, double pass1, double pass10000)
    {
        BetaBinomial fit = BetaBinomial.Fit(isFar ? Far : Six);
        Assert.AreEqual(BetaBinomialStatus.Ok, fit.Status);
        Assert.AreEqual("", fit.Reason);
        // The last step is from within 1e-7 standard errors.
        Assert.AreEqual(alpha, fit.Alpha, 1e-9 * alpha);
        Assert.AreEqual(beta, fit.Beta, 1e-9 * beta);
        Assert.AreEqual(likelihood, fit.LogLikelihood, 1e-12 * -likelihood);
        Assert.AreEqual(alphaError, fit.LogAlphaStandardError, 1e-6 * alphaError);
        Assert.AreEqual(betaError, fit.LogBetaStandardError, 1e-6 * betaError);
        Assert.AreEqual(pass1, fit.PassAt(1), 1e-9 * pass1);
        Assert.AreEqual(pass1, fit.Mean, 1e-9 * pass1);
        Assert.AreEqual(pass10000, fit.PassAt(10000), 1e-9 * pass10000);
        Assert.AreEqual(6, fit.Problems);
    }

    // By the same program. Of the first the likelihood has two maxima, and -53.02 in the other one; the second is nearly all correct.
    [TestMethod]
    [DataRow("44736/310 112364/673 25932/160 3/0 1/0 18/7 496/1 43591/288 4/0 148/2 2841/16 820/5 142/2 12/0 7/0", 677.689337672493, 105189.485912307, -52.5445699124617)]
    [DataRow("1000000/1000000 1000000/1000000 1000000/999994 1000000/1000000", 80775.0216344118, 0.121162216437287, -5.35895824265323)]
    public void Hard_counts_have_the_maximum_of_60_digits(string counts, double alpha, double beta, double likelihood)
    {
        BetaBinomial fit = BetaBinomial.Fit(Parse(counts));
        // Sums over n of 1e6 leave 1e-9 standard errors, which are 2 here.
        Assert.AreEqual(alpha, fit.Alpha, 1e-8 * alpha);
        Assert.AreEqual(beta, fit.Beta, 1e-8 * beta);
        Assert.AreEqual(likelihood, fit.LogLikelihood, 1e-9);
    }

    [TestMethod]
    public void The_search_always_ends_at_a_maximum_or_with_a_reason()
    {
        var random = new Random(1);
        var statuses = new HashSet<BetaBinomialStatus>();
        for (int world = 0; world < 2000; world++)
        {
            double alpha = Math.Pow(10, (random.NextDouble() * 4) - 2), beta = Math.Pow(10, (random.NextDouble() * 4) - 2), most = Math.Pow(10, random.NextDouble() * 3);
            BetaBinomialCounts counts = BetaBinomialCounts.Of(Enumerable.Range(0, random.Next(2, 40)).Select(_ =>
            {
                int n = (int)Math.Pow(most, random.NextDouble());
                return ((long)n, (long)Binomial.Sample(random, Math.Clamp(Beta.Sample(random, alpha, beta), 0, 1), n));
            }));
            BetaBinomial fit = BetaBinomial.Fit(counts.Distinct.SelectMany(d => Enumerable.Repeat((d.Samples, d.Correct), d.Weight)));
            statuses.Add(fit.Status);
            Assert.AreNotEqual(BetaBinomialStatus.NotConverged, fit.Status);
            double highest = fit.Status == BetaBinomialStatus.Ok ? fit.LogLikelihood : counts.BinomialLogLikelihood();
            for (double logSize = -2; logSize < 5 && fit.Status is (BetaBinomialStatus.Ok or BetaBinomialStatus.NoSpread); logSize += 0.5)
            {
                double size = Math.Pow(10, logSize), mean = fit.Status == BetaBinomialStatus.Ok ? fit.Mean : counts.Rate;
                Assert.IsTrue(counts.LogLikelihood(mean * size, (1 - mean) * size) <= highest + 1e-9, $"world {world}");
            }
        }

        Assert.IsTrue(statuses.IsSupersetOf([BetaBinomialStatus.Ok, BetaBinomialStatus.NoSpread, BetaBinomialStatus.NoSuccess, BetaBinomialStatus.AllOrNothing]));
    }

    [TestMethod]
    public void The_likelihood_is_scipys()
    {
        // scipy.stats.betabinom.logpmf([0, 1, 3, 9, 20, 0], [10, 10, 10, 20, 20, 5], 0.267214108059994, 0.443955048405281).sum() == -13.24189654936734
        Assert.AreEqual(-13.24189654936734, BetaBinomial.Fit(Six).LogLikelihood, 1e-11);
        // One problem, one sample: ln of α/(α + β) and of β/(α + β).
        Assert.AreEqual(Math.Log(0.2), BetaBinomialCounts.Of([(1, 1)]).LogLikelihood(0.5, 2), 1e-14);
        Assert.AreEqual(Math.Log(0.8), BetaBinomialCounts.Of([(1, 0)]).LogLikelihood(0.5, 2), 1e-14);
    }

    [TestMethod]
    [DataRow(0.3, 20.0)]
    [DataRow(2.0, 0.4)]
    public void The_derivatives_are_those_of_the_likelihood(double alpha, double beta)
    {
        BetaBinomialCounts counts = BetaBinomialCounts.Of(Six);
        double At(double mean, double size) => counts.LogLikelihood(Math.Exp(size) / (1 + Math.Exp(-mean)), Math.Exp(size) / (1 + Math.Exp(mean)));
        double m = Math.Log(alpha / beta), s = Math.Log(alpha + beta);
        const double H = 1e-3; // at which fourth derivatives, and the last digits, each leave some 1e-6
        BetaBinomialSlope slope = counts.Slope(alpha, beta);
        Assert.AreEqual((At(m + H, s) - At(m - H, s)) / (2 * H), slope.Mean, 1e-5);
        Assert.AreEqual((At(m, s + H) - At(m, s - H)) / (2 * H), slope.Size, 1e-5);
        Assert.AreEqual((At(m + H, s) - (2 * At(m, s)) + At(m - H, s)) / (H * H), slope.MeanMean, 1e-5);
        Assert.AreEqual((At(m, s + H) - (2 * At(m, s)) + At(m, s - H)) / (H * H), slope.SizeSize, 1e-5);
        Assert.AreEqual((At(m + H, s + H) - At(m + H, s - H) - At(m - H, s + H) + At(m - H, s - H)) / (4 * H * H), slope.MeanSize, 1e-5);
    }

    [TestMethod]
    public void Neither_the_order_of_problems_nor_problems_without_samples_change_a_bit()
    {
        BetaBinomial fit = BetaBinomial.Fit(Far), other = BetaBinomial.Fit([(0, 0), .. Far.Reverse(), (0, 0)]);
        Assert.AreEqual((fit.Alpha, fit.Beta, fit.LogLikelihood, fit.Problems), (other.Alpha, other.Beta, other.LogLikelihood, other.Problems));
    }

    [TestMethod]
    public void All_problems_twice_have_the_same_maximum_and_a_smaller_error()
    {
        BetaBinomial once = BetaBinomial.Fit(Six), twice = BetaBinomial.Fit([.. Six, .. Six]);
        Assert.AreEqual(once.Alpha, twice.Alpha, 1e-7);
        Assert.AreEqual(once.Beta, twice.Beta, 1e-7);
        Assert.AreEqual(2 * once.LogLikelihood, twice.LogLikelihood, 1e-11);
        Assert.AreEqual(once.LogAlphaStandardError / Math.Sqrt(2), twice.LogAlphaStandardError, 1e-6);
    }

    [TestMethod]
    public void Wrong_for_correct_is_beta_for_alpha()
    {
        BetaBinomial fit = BetaBinomial.Fit(Six), mirror = BetaBinomial.Fit(Six.Select(s => (s.Item1, s.Item1 - s.Item2)));
        Assert.AreEqual(fit.Alpha, mirror.Beta, 1e-7);
        Assert.AreEqual(fit.Beta, mirror.Alpha, 1e-7);
        Assert.AreEqual(fit.LogLikelihood, mirror.LogLikelihood, 1e-11);
    }

    [TestMethod]
    [DataRow(0.3, 20.0)]
    [DataRow(0.8, 2.0)]
    [DataRow(3.0, 1.0)]
    public void It_recovers_what_was_planted(double alpha, double beta)
    {
        // 3,000 problems: the errors are a few percent. Five of them each way are missed once in a million seeds.
        BetaBinomial fit = BetaBinomial.Fit(Planted(3000, alpha, beta, 200, seed: 1));
        Assert.AreEqual(0, Math.Log(fit.Alpha / alpha), 5 * fit.LogAlphaStandardError);
        Assert.AreEqual(0, Math.Log(fit.Beta / beta), 5 * fit.LogBetaStandardError);
        Assert.IsTrue(fit.LogAlphaStandardError is > 0.005 and < 0.1);
    }

    [TestMethod]
    public void Intervals_hold_the_planted_pass_at_k_as_often_as_they_say()
    {
        const double Alpha = 0.4, Beta = 10;
        double[] ks = [1, 100, 1e4];
        int[] held = new int[ks.Length];
        for (int seed = 0; seed < 200; seed++)
        {
            BetaBinomial fit = BetaBinomial.Fit(Planted(100, Alpha, Beta, 100, seed));
            for (int i = 0; i < ks.Length; i++)
            {
                var interval = fit.PassAtInterval(ks[i]);
                double truth = -Math.Exp(MathNet.Numerics.SpecialFunctions.BetaLn(Alpha, Beta + ks[i]) - MathNet.Numerics.SpecialFunctions.BetaLn(Alpha, Beta)) + 1;
                Assert.AreEqual(fit.PassAt(ks[i]), interval.Value);
                held[i] += interval.Lower <= truth && truth <= interval.Upper ? 1 : 0;
            }
        }

        // Binomial(200, 0.95) is below 179 with probability 0.0005 and above 198 with 0.0004 (scipy.stats.binom).
        foreach (int count in held)
            Assert.IsTrue(count is >= 179 and <= 198, string.Join(", ", held));
    }

    [TestMethod]
    public void Pass_at_k_needs_no_whole_k_and_goes_from_0_to_1()
    {
        BetaBinomial fit = BetaBinomial.Fit(Far);
        Assert.AreEqual(0, fit.PassAt(0));
        double before = 0;
        for (double k = 0.5; k < 1e9; k *= 1.7)
        {
            Assert.IsTrue(fit.PassAt(k) > before && fit.PassAt(k) < 1);
            before = fit.PassAt(k);
        }
    }

    [TestMethod]
    public void The_tail_is_a_power_law_from_where_it_says()
    {
        foreach ((long, long)[] counts in new[] { Six, Far })
        {
            BetaBinomial fit = BetaBinomial.Fit(counts);
            double from = fit.TailHoldsFrom();
            double Share(double k) => (1 - fit.PassAt(k)) / (fit.TailCoefficient * Math.Pow(k, -fit.TailExponent));
            Assert.AreEqual(fit.Alpha, fit.TailExponent);
            Assert.AreEqual(from == 1 ? Math.Abs(Share(1) - 1) : 0.01, Math.Abs(Share(from) - 1), 1e-6);
            Assert.AreEqual(1, Share(1e6 * from), 1e-6);
            Assert.IsTrue(fit.TailHoldsFrom(0.001) > from);
        }
    }

    [TestMethod]
    public void Counts_of_which_the_tail_holds_at_once_say_1()
    {
        // α + 2β ≈ 1: the first correction, α(α + 2β − 1)/2k, is gone.
        BetaBinomial fit = BetaBinomial.Fit(Planted(20000, 0.5, 0.25, 50, seed: 4));
        Assert.AreEqual(1, fit.TailHoldsFrom(0.1));
    }

    [TestMethod]
    [DataRow("", BetaBinomialStatus.TooFewProblems, "No problem has samples: at least 2 are needed")]
    [DataRow("10/3 0/0", BetaBinomialStatus.TooFewProblems, "Only one problem has samples: at least 2 are needed")]
    [DataRow("10/0 20/0", BetaBinomialStatus.NoSuccess, "None of 30 samples of 2 problems was correct")]
    [DataRow("10/10 20/20", BetaBinomialStatus.NoFailure, "All 30 samples of 2 problems were correct")]
    [DataRow("1/0 1/1 1/1", BetaBinomialStatus.SingleSamples, "Each of 3 problems has one sample")]
    [DataRow("10/10 20/0 1/1", BetaBinomialStatus.AllOrNothing, "only correct or only wrong samples")]
    [DataRow("100/50 100/50 100/50", BetaBinomialStatus.NoSpread, "150 of 300 samples of 3 problems were correct, spread as though all problems had the probability 0.5")]
    [DataRow("100/0 100/1 100/1 100/0", BetaBinomialStatus.NoSpread, "2 of 400 samples")]
    [DataRow("1000000/3 2980608/9 128/0", BetaBinomialStatus.NoSpread, "alpha + beta = infinity")]
    public void Counts_without_a_maximum_are_refused_with_a_reason(string counts, BetaBinomialStatus status, string reason)
    {
        BetaBinomial fit = BetaBinomial.Fit(Parse(counts));
        Assert.AreEqual(status, fit.Status);
        StringAssert.Contains(fit.Reason, reason);
        foreach (double figure in new[] { fit.Alpha, fit.Beta, fit.Mean, fit.LogLikelihood, fit.PassAt(10), fit.PassAtInterval(10).Value, fit.PassAtInterval(10).Lower, fit.TailExponent, fit.TailCoefficient, fit.TailHoldsFrom(), fit.LogAlphaStandardError, fit.LogBetaStandardError, fit.GoodnessOfFit().PValue })
            Assert.IsTrue(double.IsNaN(figure));
    }

    [TestMethod]
    public void A_little_more_spread_than_binomial_is_a_fit()
    {
        // Tarone's score Σ c(c−1)/p + (n−c)(n−c−1)/(1−p) − n(n−1), whose sign says whether the likelihood falls towards the limit: below 0 for 45 and 55, above 0 for 40 and 60.
        Assert.AreEqual(BetaBinomialStatus.NoSpread, BetaBinomial.Fit([(100, 45), (100, 55), (100, 50)]).Status);
        Assert.AreEqual(BetaBinomialStatus.Ok, BetaBinomial.Fit([(100, 38), (100, 62), (100, 50)]).Status);
    }

    [TestMethod]
    public void Impossible_arguments_are_refused()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => BetaBinomial.Fit([(3, 1), (3, 4)])).Message, "Problem 1: 4 of 3 samples cannot be correct.");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => BetaBinomial.Fit([(3, -1)]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => BetaBinomial.Fit([(-3, 0)]));
        Assert.ThrowsExactly<ArgumentNullException>(() => BetaBinomial.Fit(null!));
        BetaBinomial fit = BetaBinomial.Fit(Six);
        foreach (double k in new[] { -1, double.NaN, double.PositiveInfinity })
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => fit.PassAt(k));
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => fit.PassAtInterval(k));
        }

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => fit.PassAtInterval(1, 1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => fit.TailHoldsFrom(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => fit.GoodnessOfFit(0));
    }

    private static IEnumerable<(long, long)> Parse(string counts) =>
        counts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => c.Split('/')).Select(c => (long.Parse(c[0]), long.Parse(c[1])));

    internal static (long, long)[] Planted(int problems, double alpha, double beta, int samples, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, problems).Select(_ => ((long)samples, (long)Binomial.Sample(random, Beta.Sample(random, alpha, beta), samples)))];
    }
}
