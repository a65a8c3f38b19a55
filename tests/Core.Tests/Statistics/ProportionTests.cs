using ResearchML.Statistics;

namespace ResearchML.Tests;

[TestClass]
public sealed class ProportionTests
{
    // scipy 1.10: scipy.stats.binomtest(successes, trials).proportion_ci(level, 'wilson').
    [TestMethod]
    [DataRow(8, 10, 0.95, 0.4901624715366418, 0.9433178485456248)]
    [DataRow(3, 7, 0.99, 0.11637368051613817, 0.8102850959116125)]
    [DataRow(500000, 1000000, 0.9, 0.4991775742990777, 0.5008224257009223)]
    [DataRow(1, 2000000000, 0.95, 8.826227747302908e-11, 2.8324671272641027e-09)]
    [DataRow(0, 20, 0.95, 0, 0.16112515805281935)]
    [DataRow(20, 20, 0.95, 0.8388748419471808, 1)]
    public void Wilsons_interval_is_scipys(int successes, int trials, double level, double lower, double upper)
    {
        Interval wilson = Proportion.Wilson(successes, trials, level);
        Assert.AreEqual(lower, wilson.Lower, 1e-11); // MathNet's normal quantile and scipy's differ by less
        Assert.AreEqual(upper, wilson.Upper, 1e-11);
        Assert.AreEqual(level, wilson.Level);
    }

    // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3, to four digits.
    [TestMethod]
    [DataRow(81, 263, 0.2553, 0.3662)]
    [DataRow(15, 148, 0.0624, 0.1605)]
    [DataRow(0, 20, 0.0, 0.1611)]
    [DataRow(1, 29, 0.0061, 0.1718)]
    public void Wilsons_interval_is_the_published_one(int successes, int trials, double lower, double upper)
    {
        Interval wilson = Proportion.Wilson(successes, trials);
        Assert.AreEqual(lower, wilson.Lower, 5e-5);
        Assert.AreEqual(upper, wilson.Upper, 5e-5);
    }

    // The definition: at an end p the score test is on the edge, (x/n - p)² = z²·p(1 - p)/n, with z = 1.959963984540054.
    [TestMethod]
    public void An_end_is_where_the_score_test_turns()
    {
        for (int n = 1; n <= 12; n++)
        {
            for (int x = 0; x <= n; x++)
            {
                Interval wilson = Proportion.Wilson(x, n);
                foreach (double p in (double[])[wilson.Lower, wilson.Upper])
                    Assert.AreEqual(1.959963984540054 * 1.959963984540054 * p * (1 - p) / n, Math.Pow(x / (double)n - p, 2), 1e-12);
            }
        }
    }

    [TestMethod]
    public void Failures_have_the_mirror_image()
    {
        Interval eight = Proportion.Wilson(8, 10), two = Proportion.Wilson(2, 10);
        Assert.AreEqual(eight.Lower, 1 - two.Upper, 1e-15);
        Assert.AreEqual(eight.Upper, 1 - two.Lower, 1e-15);
    }

    [TestMethod]
    public void None_and_all_give_ends_of_exactly_0_and_1()
    {
        // The formula alone leaves a rounding error at about one in three of these.
        foreach (int trials in (int[])[.. Enumerable.Range(1, 100), 1000003])
        {
            Assert.AreEqual(0.0, Proportion.Wilson(0, trials).Lower, $"{trials} trials");
            Assert.AreEqual(1.0, Proportion.Wilson(trials, trials).Upper, $"{trials} trials");
        }
    }

    [TestMethod]
    public void Without_a_trial_there_is_no_share_and_no_interval()
    {
        Assert.AreEqual(Interval.None(0.9), Proportion.Wilson(0, 0, 0.9));
        Assert.AreEqual(new Estimate(double.NaN, double.NaN, double.NaN, 0.95), Proportion.Of(0, 0));
    }

    [TestMethod]
    public void A_share_is_in_its_interval()
    {
        Interval wilson = Proportion.Wilson(8, 10, 0.8);
        Assert.AreEqual(new Estimate(0.8, wilson.Lower, wilson.Upper, 0.8), Proportion.Of(8, 10, 0.8));
    }

    [TestMethod]
    [DataRow(-1, 10, "successes", "'successes' must be from 0 to 'trials', which is 10, but is -1.")]
    [DataRow(11, 10, "successes", "'successes' must be from 0 to 'trials', which is 10, but is 11.")]
    [DataRow(0, -1, "trials", "trials ('-1') must be a non-negative value.")]
    public void Counts_that_cannot_be_are_named(int successes, int trials, string parameter, string message)
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Proportion.Wilson(successes, trials));
        Assert.AreEqual(parameter, e.ParamName);
        StringAssert.StartsWith(e.Message, message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Proportion.Of(successes, trials));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(95)]
    [DataRow(double.NaN)]
    public void A_level_lies_between_0_and_1(double level)
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Proportion.Wilson(1, 2, level));
        Assert.AreEqual("level", e.ParamName);
        StringAssert.StartsWith(e.Message, FormattableString.Invariant($"A confidence level lies between 0 and 1, but is {level}."));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Proportion.Wilson(0, 0, level));
    }
}
