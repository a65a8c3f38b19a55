using ResearchML.Statistics;

namespace ResearchML.Tests;

[TestClass]
public sealed class PercentileIntervalTests
{
    // Hyndman and Fan's definition 7, by hand: position (n - 1)·q from 0, linear between; numpy.percentile gives the same.
    [TestMethod]
    [DataRow(0.5, 1.75, 3.25)]     // of 1..4: positions 0.75 and 2.25
    [DataRow(0.8, 1.3, 3.7)]
    [DataRow(0.95, 1.075, 3.925)]
    public void Ends_are_percentiles_by_linear_interpolation(double level, double lower, double upper)
    {
        Estimate estimate = PercentileInterval.Around(9, [3, 1, double.NaN, 4, 2], level);
        Assert.AreEqual(9, estimate.Value);
        Assert.AreEqual(lower, estimate.Lower, 1e-12);
        Assert.AreEqual(upper, estimate.Upper, 1e-12);
        Assert.AreEqual(level, estimate.Level);
    }

    [TestMethod]
    public void One_replicate_is_both_ends_and_none_is_no_interval()
    {
        Assert.AreEqual(new Estimate(1, 2, 2, 0.9), PercentileInterval.Around(1, [2], 0.9));
        Assert.AreEqual(new Estimate(1, double.NaN, double.NaN, 0.9), PercentileInterval.Around(1, [], 0.9));
        Assert.AreEqual(new Estimate(1, double.NaN, double.NaN, 0.9), PercentileInterval.Around(1, [double.NaN], 0.9));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(-0.5)]
    [DataRow(95)]
    [DataRow(double.NaN)]
    public void A_level_lies_between_0_and_1(double level)
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => PercentileInterval.Around(1, [1, 2], level));
        StringAssert.StartsWith(e.Message, FormattableString.Invariant($"A confidence level lies between 0 and 1, but is {level}."));
        Assert.ThrowsExactly<ArgumentNullException>(() => PercentileInterval.Around(1, null!, 0.5));
    }

    [TestMethod]
    [DataRow(1.0, 1.0, 3.0)]
    [DataRow(2.5, 2.0, 3.0)]
    [DataRow(4.0, 2.0, 4.0)]
    public void An_interval_can_be_stretched_to_its_value(double value, double lower, double upper) =>
        Assert.AreEqual(new Estimate(value, lower, upper, 0.9), new Estimate(value, 2, 3, 0.9).WithValueInside());

    [TestMethod]
    public void An_estimate_is_its_value_in_arithmetic_and_its_interval_in_text()
    {
        var estimate = new Estimate(2.5, 1.25, 1e10, 0.95);
        Assert.AreEqual(5.0, 2 * estimate);
        Assert.AreEqual(2.5, estimate.ToDouble());
        Assert.AreEqual("2.5 [1.25, 1E+10]", estimate.ToString());
    }
}
