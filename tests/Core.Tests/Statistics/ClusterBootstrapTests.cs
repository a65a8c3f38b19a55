using ResearchML.Statistics;

namespace ResearchML.Tests;

[TestClass]
public sealed class ClusterBootstrapTests
{
    // 12 clusters of 1 to 4 rows. Even rows are signals and odd ones noises where d' is asked for.
    private static readonly int[][] Rows =
        [[1], [1, 1], [0, 0, 1], [1, 0, 1, 1], [0], [1, 0], [0, 1, 0], [0, 1, 1, 0], [1], [0, 1], [1, 0, 1], [1, 1, 0, 1]];

    private static readonly double[] Successes = [.. Rows.Select(r => (double)r.Sum())], Sizes = [.. Rows.Select(r => (double)r.Length)];

    // Python, apart from this code: with mix(s, x) = splitmix64(splitmix64(s) ^ x) of Vigna's splitmix64.c, draw d of replicate b is (mix(mix(seed, b), d)*clusters) >> 64:
    // for 5 clusters, 3 replicates and seed 7: [0, 0, 1, 4, 1], [0, 4, 2, 1, 3], [2, 2, 4, 2, 3].
    [TestMethod]
    [DataRow(0, new byte[] { 2, 2, 0, 0, 1 })]
    [DataRow(1, new byte[] { 1, 1, 1, 1, 1 })]
    [DataRow(2, new byte[] { 0, 0, 3, 1, 1 })]
    public void Resamples_are_the_same_on_every_machine(int replicate, byte[] times) =>
        CollectionAssert.AreEqual(times, ClusterBootstrap.Resample(5, 3, seed: 7).TimesDrawn(replicate).ToArray());

    // Python: the rows of the clusters drawn as above, seed 3, 500 replicates, put one after the other; numpy.mean of each, numpy.percentile of those.
    [TestMethod]
    [DataRow(0.95, 0.46640625, 0.7333333333333333)]
    [DataRow(0.9, 0.4838709677419355, 0.7038126361655772)]
    public void A_rate_is_that_of_the_rows_themselves(double level, double lower, double upper)
    {
        Estimate rate = ClusterBootstrap.Resample(12, 500, seed: 3).OfRatio(Successes, Sizes, level);
        Assert.AreEqual(0.6, rate.Value, 1e-15);
        Assert.AreEqual(lower, rate.Lower, 1e-14);
        Assert.AreEqual(upper, rate.Upper, 1e-14);
        Assert.AreEqual(level, rate.Level);
    }

    // Python as above, with d' of the rows drawn (scipy.stats.norm.ppf).
    [TestMethod]
    public void Any_statistic_of_sums_has_an_interval()
    {
        double[][] sums = [Count(even: true, yes: true), Count(even: true), Count(even: false, yes: true), Count(even: false)];
        Estimate dPrime = ClusterBootstrap.Resample(12, 500, seed: 3).Of(s => SignalDetection.FromCounts((int)s[0], (int)s[1], (int)s[2], (int)s[3]).DPrime, sums);
        Assert.AreEqual(0.07296598298102636, dPrime.Value, 1e-10); // MathNet's normal quantile and scipy's differ by less
        Assert.AreEqual(-0.8943060287983156, dPrime.Lower, 1e-10);
        Assert.AreEqual(1.1033743283140027, dPrime.Upper, 1e-10);

        static double[] Count(bool even, bool yes = false) => [.. Rows.Select(r => (double)r.Where((answer, i) => i % 2 == 0 == even && (!yes || answer == 1)).Count())];
    }

    [TestMethod]
    public void Each_resample_draws_as_many_clusters_as_there_are()
    {
        var bootstrap = ClusterBootstrap.Resample(37, 50);
        Assert.AreEqual((37, 50), (bootstrap.Clusters, bootstrap.Replicates));
        for (int replicate = 0; replicate < 50; replicate++)
            Assert.AreEqual(37, bootstrap.TimesDrawn(replicate).ToArray().Sum(t => t));
    }

    // 27 equally likely ordered draws of three clusters make ten kinds. χ² with 9 degrees of freedom passes 27.88 with probability 0.001 (scipy.stats.chi2.isf(.001, 9)).
    [TestMethod]
    public void Every_draw_is_as_likely()
    {
        var bootstrap = ClusterBootstrap.Resample(3, 27000, seed: 11);
        var seen = Enumerable.Range(0, 27000).CountBy(r => Convert.ToHexString(bootstrap.TimesDrawn(r))).ToDictionary();
        double chi2 = 0;
        foreach (byte[] times in (byte[][])[[3, 0, 0], [0, 3, 0], [0, 0, 3], [2, 1, 0], [2, 0, 1], [1, 2, 0], [0, 2, 1], [1, 0, 2], [0, 1, 2], [1, 1, 1]])
        {
            double expected = 1000 * (times.Max() switch { 3 => 1, 2 => 3, _ => 6 });
            chi2 += Math.Pow(seen[Convert.ToHexString(times)] - expected, 2) / expected;
        }

        Assert.IsLessThan(27.88, chi2);
    }

    [TestMethod]
    public void A_resample_depends_on_the_seed_and_its_number_alone()
    {
        var few = ClusterBootstrap.Resample(20, 3, seed: 5);
        var many = ClusterBootstrap.Resample(20, 100, seed: 5);
        for (int replicate = 0; replicate < 3; replicate++)
            CollectionAssert.AreEqual(few.TimesDrawn(replicate).ToArray(), many.TimesDrawn(replicate).ToArray());
        CollectionAssert.AreNotEqual(few.TimesDrawn(0).ToArray(), ClusterBootstrap.Resample(20, 3, seed: 6).TimesDrawn(0).ToArray());
        CollectionAssert.AreNotEqual(few.TimesDrawn(0).ToArray(), few.TimesDrawn(1).ToArray());
    }

    // For clusters of one size the bootstrap's variance of a mean is the clustered one exactly, but for the number of replicates: 20,000 leave 0.5% of a deviation, so 2% is four of them.
    [TestMethod]
    public void Its_spread_is_the_clustered_standard_error()
    {
        var random = new Random(8);
        double[] values = [.. Enumerable.Range(0, 40).SelectMany(_ => Enumerable.Repeat(random.NextDouble(), 5)).Select(x => x + 0.2 * random.NextDouble())];
        double error = ClusteredStandardError.OfMean(values, [.. Enumerable.Range(0, 200).Select(i => i / 5)]);
        double[] sums = [.. values.Chunk(5).Select(c => c.Sum())];
        var means = new List<double>();
        ClusterBootstrap.Resample(40, 20000).Of(s => Keep(s[0] / 200), [sums]);
        Assert.AreEqual(1, MathNet.Numerics.Statistics.Statistics.StandardDeviation(means.Skip(1)) / error, 0.02);

        double Keep(double mean)
        {
            means.Add(mean);
            return mean;
        }
    }

    // 300 sets of 60 questions with 8 rows each; a question's rate is uniform on [0.2, 1], so the mean is 0.6. Coverage of 95% has a deviation of 1.3% over 300 sets:
    // 91% is three below, and the percentile interval of 60 clusters is itself about 1% short. Wilson's interval takes the rows as independent and is the control.
    [TestMethod]
    public void It_covers_where_rows_of_a_cluster_depend_on_each_other_and_Wilsons_does_not()
    {
        var random = new Random(2);
        int covered = 0, wilsons = 0;
        double[] sizes = [.. Enumerable.Repeat(8.0, 60)];
        for (int set = 0; set < 300; set++)
        {
            double[] right = [.. sizes.Select(_ => 0.2 + 0.8 * random.NextDouble()).Select(rate => (double)Enumerable.Range(0, 8).Count(_ => random.NextDouble() < rate))];
            Estimate rate = ClusterBootstrap.Resample(60, 1000, seed: (ulong)set).OfRatio(right, sizes);
            covered += rate.Lower <= 0.6 && 0.6 <= rate.Upper ? 1 : 0;
            wilsons += Proportion.Wilson((int)right.Sum(), 480).Contains(0.6) ? 1 : 0;
        }

        Assert.IsInRange(0.91, 0.985, covered / 300.0);
        Assert.IsLessThan(0.88, wilsons / 300.0);
    }

    // B is right on one question in ten more than A. The questions differ much more than that: only what is paired shows it.
    [TestMethod]
    public void A_difference_over_the_same_clusters_is_paired()
    {
        double[] a = [.. Enumerable.Range(0, 100).Select(q => q % 10 < 5 ? 1.0 : 0)], b = [.. a.Select((x, q) => q % 10 == 7 ? 1.0 : x)], ones = [.. a.Select(_ => 1.0)];
        var bootstrap = ClusterBootstrap.Resample(100);
        Estimate difference = bootstrap.Of(s => (s[1] - s[0]) / s[2], [a, b, ones]);
        Assert.AreEqual(0.1, difference.Value, 1e-15);
        Assert.IsGreaterThan(0.03, difference.Lower);
        Assert.IsGreaterThan(bootstrap.OfRatio(b, ones).Lower, bootstrap.OfRatio(a, ones).Upper); // apart, they overlap
    }

    [TestMethod]
    public void Clusters_without_such_rows_leave_resamples_out_and_nothing_else()
    {
        double[] some = [1, 0, 0, 0, 0, 0, 0, 1], rows = [1, 0, 0, 0, 0, 0, 0, 2];
        Estimate rate = ClusterBootstrap.Resample(8, 4000).OfRatio(some, rows);
        Assert.AreEqual(2.0 / 3, rate.Value, 1e-15);
        Assert.AreEqual(0.5, rate.Lower, 1e-15); // only the last was drawn
        Assert.AreEqual(1.0, rate.Upper, 1e-15); // only the first
    }

    [TestMethod]
    public void A_cluster_counts_as_often_as_it_was_drawn()
    {
        var bootstrap = ClusterBootstrap.Resample(6, 30);
        double[] first = [0, 0, 1, 0, 10, 0], second = [0, 0, 0, 100, 0, 0];
        var seen = new List<double>();
        bootstrap.Of(s => Keep(s[0] + s[1]), [first, second]);
        Assert.AreEqual(111, seen[0]);
        for (int replicate = 0; replicate < 30; replicate++)
        {
            ReadOnlySpan<byte> times = bootstrap.TimesDrawn(replicate);
            Assert.AreEqual(times[2] + 100 * times[3] + 10 * times[4], seen[replicate + 1]);
        }

        double Keep(double sum)
        {
            seen.Add(sum);
            return sum;
        }
    }

    // Differences of two models: the one cluster in which the second is worse must not drop out.
    [TestMethod]
    public void Sums_below_0_count_as_those_above()
    {
        var bootstrap = ClusterBootstrap.Resample(4, 200);
        Estimate sum = bootstrap.Of(s => s[0], [[-4, 1, 0, 1]]), turned = bootstrap.Of(s => s[0], [[4, -1, 0, -1]]);
        Assert.AreEqual(-2, sum.Value);
        Assert.IsLessThan(-4, sum.Lower); // a quarter of the resamples draw the first twice or more
        Assert.AreEqual(-sum.Upper, turned.Lower, 1e-12);
        Assert.AreEqual(-sum.Lower, turned.Upper, 1e-12);
    }

    [TestMethod]
    public void Rows_of_one_cluster_have_no_interval_and_no_rows_no_value()
    {
        var bootstrap = ClusterBootstrap.Resample(3, 100);
        Assert.AreEqual(new Estimate(0.25, double.NaN, double.NaN, 0.95), bootstrap.OfRatio([0, 1, 0], [0, 4, 0]));
        Assert.AreEqual(new Estimate(double.NaN, double.NaN, double.NaN, 0.95), bootstrap.OfRatio([0, 0, 0], [0, 0, 0]));
        Assert.AreEqual(new Estimate(0.25, double.NaN, double.NaN, 0.95), ClusterBootstrap.Resample(1, 100).OfRatio([1], [4]));
    }

    [TestMethod]
    public void Sums_that_do_not_fit_the_clusters_are_errors()
    {
        var bootstrap = ClusterBootstrap.Resample(3, 10);
        var e = Assert.ThrowsExactly<ArgumentException>(() => bootstrap.OfRatio([1, 2, 3], [1, 2]));
        StringAssert.StartsWith(e.Message, "List 1 must have a sum for each of 3 clusters, but has 2.");
        Assert.ThrowsExactly<ArgumentException>(() => bootstrap.Of(_ => 0, []));
        Assert.ThrowsExactly<ArgumentNullException>(() => bootstrap.Of(null!, [[1, 2, 3]]));
        Assert.ThrowsExactly<ArgumentNullException>(() => bootstrap.Of(_ => 0, null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => bootstrap.OfRatio(null!, [1, 2, 3]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => bootstrap.OfRatio([1, 2, 3], [1, 2, 3], level: 1));
    }

    [TestMethod]
    public void Numbers_that_cannot_be_are_errors()
    {
        Assert.AreEqual("clusters", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ClusterBootstrap.Resample(0)).ParamName);
        Assert.AreEqual("replicates", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ClusterBootstrap.Resample(3, 0)).ParamName);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ClusterBootstrap.Resample(3, 10).TimesDrawn(10));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ClusterBootstrap.Resample(3, 10).TimesDrawn(-1));
    }
}
