using MathNet.Numerics.Distributions;
using ResearchML.Evaluators;
using ResearchML.Statistics;
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
    [DataRow(0.2, 5000.0, 1_000_000L)] // a hard problem
    [DataRow(400.0, 30.0, 5000L)] // P(C = 0) underflows
    [DataRow(0.4, 6.0, 50L)]
    [DataRow(2.0, 3.0, 7L)]
    [DataRow(0.05, 0.05, 300L)]
    public void Simulated_counts_have_the_fits_distribution(double alpha, double beta, long n)
    {
        foreach (int tabled in new[] { 1 << 22, 0 }) // by the table of probabilities, and by drawing p and then c
            AssertDistributed(BetaBinomialSimulation.Draws(alpha, beta, n, 20_000, seed: 1, tabled), c => BetaBinomialCounts.Of([(n, c)]).LogLikelihood(alpha, beta));
    }

    [TestMethod]
    [DataRow(100L, 0.02)]
    [DataRow(100L, 0.3)]
    [DataRow(1000L, 0.5)]
    [DataRow(1_000_000L, 1.5e-5)]
    [DataRow(40_000L, 0.11)]
    public void Binomial_counts_have_their_distribution(long n, double p)
    {
        var random = new Random(1);
        AssertDistributed([.. Enumerable.Range(0, 20_000).Select(_ => BinomialVariate.Draw(n, p, random))], c => Binomial.PMFLn(p, (int)n, (int)c));
    }

    [TestMethod]
    [DataRow(1e-15)]
    [DataRow(1e-9)]
    [DataRow(0.31)]
    [DataRow(0.5)]
    public void Binomial_counts_of_2_to_the_53_have_their_mean_and_variance(double p)
    {
        const long N = 1L << 53;
        var random = new Random(3);
        double mean = N * p, variance = mean * (1 - p);
        double[] off = [.. Enumerable.Range(0, 20_000).Select(_ => (BinomialVariate.Draw(N, p, random) - mean) / Math.Sqrt(variance))];
        // Four standard errors, of the mean 1/sqrt(20,000) and of the square sqrt((2 + 1/variance)/20,000).
        Assert.AreEqual(0, off.Average(), 4 / Math.Sqrt(off.Length));
        Assert.AreEqual(1, off.Average(z => z * z), 4 * Math.Sqrt((2 + (1 / variance)) / off.Length));
    }

    [TestMethod]
    public void Shapes_far_below_1_draw_all_or_nothing()
    {
        // Gamma variates of shape 1e-3 are mostly below 1e-308: as doubles, 0/0.
        long[] draws = BetaBinomialSimulation.Draws(1e-3, 1e-3, 1_000_000_000, 2000, seed: 1, mostTabled: 0);
        Assert.AreEqual(1000, draws.Count(c => c == 1_000_000_000), 4 * Math.Sqrt(500));
        Assert.IsTrue(draws.Count(c => c == 0) > 850);
    }

    [TestMethod]
    public void Counts_of_any_size_take_little_memory()
    {
        (long, long)[] counts = [.. BetaBinomialTests.Planted(40, 0.5, 5, 30, 3).Select(c => (c.Item1 * 100_000_000, (c.Item2 * 100_000_000) + 1))];
        BetaBinomial fit = BetaBinomial.Fit(counts);
        long before = GC.GetAllocatedBytesForCurrentThread();
        BetaBinomialTest test = fit.GoodnessOfFit(19, 1);
        Assert.IsTrue(test.PValue is > 0 and <= 1);
        Assert.IsTrue(GC.GetAllocatedBytesForCurrentThread() - before < 100_000_000);
    }

    [TestMethod]
    public void It_is_stopped_while_it_makes_its_tables()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        BetaBinomial fit = BetaBinomial.Fit(BetaBinomialTests.Planted(40, 0.5, 5, 30, 3).Select(c => (c.Item1 * 100_000, c.Item2 * 100_000)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsExactly<OperationCanceledException>(() => fit.GoodnessOfFit(cancellation: stop.Token));
        Assert.IsTrue(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000, "a table of 3,000,000 probabilities takes 24 MB");
    }

    [TestMethod]
    public void It_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        BetaBinomial fit = BetaBinomial.Fit(BetaBinomialTests.Planted(40, 0.5, 5, 30, 3));
        Assert.ThrowsExactly<OperationCanceledException>(() => fit.GoodnessOfFit(cancellation: stop.Token));
    }

    // Chi-square over bins of at least a twentieth each; missed once in 10,000 seeds.
    private static void AssertDistributed(long[] draws, Func<long, double> logProbability)
    {
        var bins = new List<(double Expected, int Seen)>();
        long[] sorted = [.. draws.Order()];
        double expected = 0, all = 0;
        int seen = 0, at = 0;
        for (long c = 0; all < 0.95; c++)
        {
            double probability = Math.Exp(logProbability(c));
            (expected, all) = (expected + probability, all + probability);
            for (; at < sorted.Length && sorted[at] <= c; at++)
                seen++;
            if (expected >= 0.05)
            {
                bins.Add((expected, seen));
                (expected, seen) = (0, 0);
            }
        }

        bins.Add((expected + 1 - all, seen + sorted.Length - at));
        double chiSquare = bins.Sum(b => Math.Pow(b.Seen - (b.Expected * draws.Length), 2) / (b.Expected * draws.Length));
        Assert.IsTrue(chiSquare < ChiSquared.InvCDF(bins.Count - 1, 0.9999), $"{chiSquare} over {bins.Count} bins: {string.Join(", ", bins)}");
    }
}
