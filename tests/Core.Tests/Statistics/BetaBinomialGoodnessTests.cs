using MathNet.Numerics.Distributions;
using ResearchML.Evaluators;
using BetaBinomial = ResearchML.Evaluators.BetaBinomial;

namespace ResearchML.Tests;

[TestClass]
public class BetaBinomialGoodnessTests
{
    [TestMethod]
    public void Its_p_is_uniform_where_the_family_is_right()
    {
        const int Seeds = 200;
        double[] p = [.. Enumerable.Range(0, Seeds).Select(seed => BetaBinomial.Fit(BetaBinomialTests.Planted(60, 0.4, 6, 50, seed)).GoodnessOfFit(39, (ulong)seed).PValue)];
        // Of Binomial(200, q) all but 1 in 1,000 on each side: 2 to 21 for q = 0.05, 78 to 122 for q = 0.5 (scipy.stats.binom.ppf([.001, .999], 200, q)).
        Assert.IsTrue(p.Count(x => x <= 0.05) is >= 2 and <= 21, $"{p.Count(x => x <= 0.05)} of {Seeds} below 0.05");
        Assert.IsTrue(p.Count(x => x <= 0.5) is >= 78 and <= 122, $"{p.Count(x => x <= 0.5)} of {Seeds} below 0.5");
    }

    [TestMethod]
    public void A_world_of_two_kinds_of_problems_is_rejected()
    {
        int rejected = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            BetaBinomial fit = BetaBinomial.Fit(Enumerable.Range(0, 120).Select(i => (100L, (long)Binomial.Sample(random, i % 2 == 0 ? 0.02 : 0.6, 100))));
            rejected += fit.GoodnessOfFit(39, 1).PValue <= 0.05 ? 1 : 0;
        }

        Assert.AreEqual(20, rejected);
    }

    [TestMethod]
    public void It_tells_where_the_fit_is_worst()
    {
        (long, long)[] counts = [.. Enumerable.Range(0, 60).Select(i => (64L, i % 2 == 0 ? 1L : 40L))];
        BetaBinomial fit = BetaBinomial.Fit(counts);
        BetaBinomialTest test = fit.GoodnessOfFit(99, 1);
        Assert.AreEqual(fit.PassAt(test.K), test.Fitted);
        Assert.AreEqual(counts.Average(c => PassAtK.Unbiased(c.Item1, c.Item2, test.K)), test.Observed, 1e-12);
        Assert.AreEqual((0.01, 99), (test.PValue, test.Replicates));
        Assert.IsTrue(test.Distance > 3);
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bits_whatever_the_order()
    {
        (long, long)[] counts = [.. BetaBinomialTests.Planted(40, 0.5, 5, 30, 3), .. BetaBinomialTests.Planted(40, 0.5, 5, 70, 4)];
        BetaBinomialTest test = BetaBinomial.Fit(counts).GoodnessOfFit(19, 5);
        Assert.AreEqual(test, BetaBinomial.Fit(counts.Reverse()).GoodnessOfFit(19, 5));
        Assert.AreNotEqual(test, BetaBinomial.Fit(counts).GoodnessOfFit(19, 6));
    }

    [TestMethod]
    public void Simulated_counts_have_the_fits_distribution()
    {
        // P(C = 0) and the mean of 1,000,000 samples of a hard problem, and of shapes whose P(C = 0) underflows.
        foreach ((double alpha, double beta, long n) in new[] { (0.2, 5000.0, 1_000_000L), (400.0, 30.0, 5000L) })
        {
            double[] draws = [.. BetaBinomialSimulation.Draws(alpha, beta, n, 4000, seed: 1).Select(c => (double)c)];
            double mean = n * alpha / (alpha + beta), none = Math.Exp(-ResearchML.Statistics.GammaDifferences.LogGamma(beta, alpha, n));
            double deviation = Math.Sqrt(mean * (1 - (mean / n)) * (alpha + beta + n) / (alpha + beta + 1));
            // Four standard errors: missed once in 15,000 seeds.
            Assert.AreEqual(mean, draws.Average(), 4 * deviation / Math.Sqrt(draws.Length));
            Assert.AreEqual(none, draws.Count(c => c == 0) / 4000.0, (4 * Math.Sqrt(none / draws.Length)) + 1e-12);
        }
    }

    [TestMethod]
    public void It_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        BetaBinomial fit = BetaBinomial.Fit(BetaBinomialTests.Planted(40, 0.5, 5, 30, 3));
        Assert.ThrowsExactly<OperationCanceledException>(() => fit.GoodnessOfFit(cancellation: stop.Token));
    }
}
