using ResearchML.Statistics;

namespace ResearchML.Tests;

[TestClass]
public sealed class BrierScoreTests
{
    // By hand; the last is numpy's ((conf - cor)**2).mean().
    [TestMethod]
    [DataRow(new[] { 1.0, 0.0 }, new[] { true, false }, 0.0)]
    [DataRow(new[] { 1.0, 0.0 }, new[] { false, true }, 1.0)]
    [DataRow(new[] { 0.5, 0.5, 0.5 }, new[] { true, false, false }, 0.25)]
    [DataRow(new[] { 0.9, 0.6 }, new[] { true, false }, (0.01 + 0.36) / 2)]
    [DataRow(
        new[] { .05, .15, .15, .33, .48, .52, .67, .71, .88, .93, .99, 1, 0, .61 },
        new[] { false, false, true, false, true, false, true, true, true, true, false, true, false, true }, 0.19583571428571428)]
    public void It_is_the_mean_squared_error(double[] confidences, bool[] correct, double expected) =>
        Assert.AreEqual(expected, BrierScore.Of(confidences, correct), 1e-15);

    [TestMethod]
    public void Without_answers_there_is_no_score() => Assert.AreEqual(double.NaN, BrierScore.Of([], []));

    [TestMethod]
    public void Bad_confidences_are_errors()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => BrierScore.Of([1.5], [true]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => BrierScore.Of([double.NaN], [true]));
        Assert.ThrowsExactly<ArgumentException>(() => BrierScore.Of([0.5, 0.5], [true]));
        Assert.ThrowsExactly<ArgumentNullException>(() => BrierScore.Of(null!, [true]));
        Assert.ThrowsExactly<ArgumentNullException>(() => BrierScore.Of([0.5], null!));
    }
}
