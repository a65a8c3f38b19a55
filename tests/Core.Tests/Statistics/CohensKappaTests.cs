using ResearchML.Statistics;

namespace ResearchML.Tests;

[TestClass]
public sealed class CohensKappaTests
{
    // Cohen 1960, table 1, of 200 cases in three categories: 0.492. numpy: po = trace/n, pe = (rows·columns)/n², (po - pe)/(1 - pe).
    [TestMethod]
    public void It_is_the_published_one() =>
        Assert.AreEqual(0.49152542372881347, CohensKappa.Of(new[,] { { 88, 14, 18 }, { 10, 40, 10 }, { 2, 6, 12 } }), 1e-14);

    // Agreement and chance, by hand: 0.7 and 0.5; 0.6 and 0.54; 0.6 and 0.46; 0 and 0.5.
    [TestMethod]
    [DataRow(20, 5, 10, 15, 0.4)]
    [DataRow(45, 15, 25, 15, 0.06 / 0.46)]
    [DataRow(25, 35, 5, 35, 0.14 / 0.54)]
    [DataRow(0, 5, 5, 0, -1.0)]
    [DataRow(7, 0, 0, 3, 1.0)]
    [DataRow(0, 7, 0, 0, 0.0)]
    public void By_hand(int a, int b, int c, int d, double expected) => Assert.AreEqual(expected, CohensKappa.Of(new[,] { { a, b }, { c, d } }), 1e-14);

    [TestMethod]
    public void It_is_the_same_whoever_is_first_and_with_categories_that_nobody_uses() =>
        Assert.AreEqual(CohensKappa.Of(new[,] { { 5, 3 }, { 1, 9 } }), CohensKappa.Of(new[,] { { 5, 0, 1 }, { 0, 0, 0 }, { 3, 0, 9 } }), 1e-15);

    [TestMethod]
    public void Large_counts_have_the_kappa_of_their_shares() =>
        Assert.AreEqual(CohensKappa.Of(new[,] { { 20, 10 }, { 5, 20 } }), CohensKappa.Of(new[,] { { 2_000_000_000, 1_000_000_000 }, { 500_000_000, 2_000_000_000 } }), 1e-15);

    [TestMethod]
    public void One_category_for_all_says_nothing()
    {
        Assert.AreEqual(double.NaN, CohensKappa.Of(new[,] { { 7, 0 }, { 0, 0 } }));
        Assert.AreEqual(double.NaN, CohensKappa.Of(new[,] { { 0, 0 }, { 0, 0 } }));
        Assert.AreEqual(double.NaN, CohensKappa.Of(new int[0, 0]));
    }

    [TestMethod]
    public void A_table_is_square_and_counts()
    {
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => CohensKappa.Of(new int[2, 3])).Message, "The table must be square, but has 2 rows and 3 columns.");
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => CohensKappa.Of(new[,] { { 1, -2 }, { 0, 0 } })).Message, "A count must be at least 0, but that of (0, 1) is -2.");
        Assert.ThrowsExactly<ArgumentNullException>(() => CohensKappa.Of(null!));
    }
}
