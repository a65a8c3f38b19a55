using ResearchML.Statistics;

namespace ResearchML.Tests;

[TestClass]
public sealed class IntervalTests
{
    [TestMethod]
    [DataRow(0.2, true)]
    [DataRow(0.5, true)]
    [DataRow(0.8, true)]
    [DataRow(0.19999, false)]
    [DataRow(0.80001, false)]
    [DataRow(double.NaN, false)]
    public void It_contains_what_is_between_its_ends_and_on_them(double value, bool inside) =>
        Assert.AreEqual(inside, new Interval(0.2, 0.8, 0.95).Contains(value));

    [TestMethod]
    public void None_contains_nothing()
    {
        Assert.AreEqual(new Interval(double.NaN, double.NaN, 0.9), Interval.None(0.9));
        Assert.IsFalse(Interval.None(0.9).Contains(0));
    }

    [TestMethod]
    public void A_value_and_its_interval_are_an_estimate() =>
        Assert.AreEqual(new Estimate(0.5, 0.2, 0.8, 0.95), new Interval(0.2, 0.8, 0.95).Around(0.5));

    [TestMethod]
    public void Its_text_is_its_ends() => Assert.AreEqual("[0.12346, 1E+10]", new Interval(0.123456, 1e10, 0.95).ToString());
}
