using ResearchML.Statistics;

namespace ResearchML.Tests;

[TestClass]
public sealed class McNemarTests
{
    // By hand: (1, 8): 2·(1 + 9)/2^9; (10, 2): 2·(1 + 12 + 66)/2^12; (7, 3): 2·(1 + 10 + 45 + 120)/2^10.
    [TestMethod]
    [DataRow(1, 8, 20.0 / 512)]
    [DataRow(10, 2, 158.0 / 4096)]
    [DataRow(7, 3, 352.0 / 1024)]
    [DataRow(0, 6, 2.0 / 64)]
    public void It_is_the_share_of_splits_at_least_as_uneven(int onlyA, int onlyB, double p)
    {
        Assert.AreEqual(p, McNemar.Exact(onlyA, onlyB), 1e-15);
        Assert.AreEqual(p, McNemar.Exact(onlyB, onlyA), 1e-15);
    }

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(0, 1)]
    [DataRow(5, 5)]
    [DataRow(5, 6)]
    [DataRow(1000000, 1000000)]
    [DataRow(1000000, 999999)]
    [DataRow(int.MaxValue, int.MaxValue)]
    public void The_most_even_split_has_1(int onlyA, int onlyB) => Assert.AreEqual(1, McNemar.Exact(onlyA, onlyB), 1e-12);

    // Sums of 40 digits in mpmath 1.2: t = binomial(n, k)/2^n, then t·i/(n - i + 1) for i = k, k - 1, ...; the first, in fractions. (86, 150) is Agresti's approval of a prime minister.
    [TestMethod]
    [DataRow(86, 150, 3.715936139571442e-05)]
    [DataRow(0, 60, 1.734723475976807e-18)]
    [DataRow(10000, 12000, 1.877958905094753e-41)]
    [DataRow(1000, 1100, 0.030720707864242296)]
    [DataRow(499000, 501000, 0.04560829986538208)]
    [DataRow(1000000, 996000, 0.0046467638592383965)]
    [DataRow(1000000, 990000, 1.3594824638542374e-12)]
    [DataRow(2000000000, 2000100000, 0.11385443060186415)]
    public void Large_counts_lose_no_digits(int onlyA, int onlyB, double p) => Assert.AreEqual(1, McNemar.Exact(onlyA, onlyB) / p, 1e-11);

    [TestMethod]
    public void What_is_too_small_for_a_Double_is_0() => Assert.AreEqual(0.0, McNemar.Exact(0, 1000000));

    [TestMethod]
    public void A_negative_count_is_an_error()
    {
        Assert.AreEqual("onlyA", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => McNemar.Exact(-1, 2)).ParamName);
        Assert.AreEqual("onlyB", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => McNemar.Exact(1, -2)).ParamName);
    }
}
