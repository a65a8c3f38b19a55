using ResearchML.Statistics;

namespace ResearchML.Tests;

[TestClass]
public sealed class MeanIntervalTests
{
    // Student's own example (1908, section 9; Cushny and Peebles' sleep data), whose ends R gives: t.test(c(1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, .8, 4.6, 1.4)) -> [0.7001142, 2.4598858].
    [TestMethod]
    public void It_is_Students()
    {
        Estimate extra = MeanInterval.Of([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4]);
        Assert.AreEqual(1.58, extra.Value, 1e-12);
        Assert.AreEqual(0.7001142, extra.Lower, 5e-8);
        Assert.AreEqual(2.4598858, extra.Upper, 5e-8);
        Assert.AreEqual(0.95, extra.Level);
    }

    // t of 4 degrees of freedom and 99%: 4.604094871; the deviation of 1 to 5 is sqrt(2.5).
    [TestMethod]
    public void Its_level_is_the_callers()
    {
        Estimate five = MeanInterval.Of([5, 4, 3, 2, 1], 0.99);
        Assert.AreEqual(3 + 4.604094871 * Math.Sqrt(0.5), five.Upper, 1e-8);
        Assert.AreEqual(3 - 4.604094871 * Math.Sqrt(0.5), five.Lower, 1e-8);
    }

    [TestMethod]
    public void One_number_has_no_interval_and_none_has_no_mean()
    {
        Assert.AreEqual(new Estimate(7, double.NaN, double.NaN, 0.95), MeanInterval.Of([7]));
        Assert.Throws<ArgumentException>(() => MeanInterval.Of([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MeanInterval.Of([1, 2], 1));
    }
}
