using ResearchML.Statistics;

namespace ResearchML.Tests;

[TestClass]
public sealed class HolmTests
{
    // By hand: of m sorted, m·p(1), (m - 1)·p(2), ..., none below the one before, none above 1.
    [TestMethod]
    [DataRow(new[] { 0.01, 0.04, 0.03, 0.005 }, new[] { 0.03, 0.06, 0.06, 0.02 })]
    [DataRow(new[] { 0.2, 0.01, 0.01, 0.6, 0.05 }, new[] { 0.4, 0.05, 0.05, 0.6, 0.15 })]
    [DataRow(new[] { 0.9, 0.5, 0.6 }, new[] { 1.0, 1.0, 1.0 })]
    [DataRow(new[] { 0.03 }, new[] { 0.03 })]
    [DataRow(new[] { 0.0, 1.0 }, new[] { 0.0, 1.0 })]
    [DataRow(new double[0], new double[0])]
    public void Adjusted_values_keep_the_order_given(double[] p, double[] expected)
    {
        double[] adjusted = Holm.Adjust(p);
        Assert.HasCount(expected.Length, adjusted);
        for (int i = 0; i < p.Length; i++)
            Assert.AreEqual(expected[i], adjusted[i], 1e-15);
    }

    [TestMethod]
    public void NaN_is_no_test()
    {
        double[] adjusted = Holm.Adjust([double.NaN, 0.01, 0.04, double.NaN, 0.03, 0.005]);
        Assert.IsTrue(double.IsNaN(adjusted[0]) && double.IsNaN(adjusted[3]));
        double[] without = Holm.Adjust([0.01, 0.04, 0.03, 0.005]);
        CollectionAssert.AreEqual(without, (double[])[adjusted[1], adjusted[2], adjusted[4], adjusted[5]]);
    }

    // Holm's procedure itself: reject the smallest while p(i) ≤ α/(m - i + 1), stop at the first that is not.
    [TestMethod]
    public void An_adjusted_value_is_the_least_level_at_which_the_procedure_rejects()
    {
        var random = new Random(1);
        for (int trial = 0; trial < 200; trial++)
        {
            double[] p = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => Math.Pow(random.NextDouble(), 3))];
            double[] adjusted = Holm.Adjust(p);
            foreach (double alpha in (double[])[0.01, 0.05, 0.2, 0.7])
            {
                double[] sorted = [.. p.Order()];
                int rejected = Enumerable.Range(0, p.Length).TakeWhile(i => sorted[i] <= alpha / (p.Length - i)).Count();
                Assert.AreEqual(rejected, adjusted.Count(a => a <= alpha));
            }
        }
    }

    [TestMethod]
    [DataRow(-0.001)]
    [DataRow(1.001)]
    [DataRow(double.PositiveInfinity)]
    public void A_p_value_lies_between_0_and_1(double p)
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Holm.Adjust([0.5, p]));
        StringAssert.StartsWith(e.Message, FormattableString.Invariant($"A p value lies in [0, 1], but number 1 is {p}."));
        Assert.ThrowsExactly<ArgumentNullException>(() => Holm.Adjust(null!));
    }
}
