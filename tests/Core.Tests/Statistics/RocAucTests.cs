using ResearchML.Statistics;

namespace ResearchML.Tests;

[TestClass]
public sealed class RocAucTests
{
    // Hanley and McNeil 1982, table I: 58 normal and 51 abnormal scans rated 1 to 5; area 0.893. scipy.stats.mannwhitneyu(positives, negatives).statistic/(51·58) has the other digits.
    [TestMethod]
    public void It_is_the_published_one()
    {
        int[] normal = [33, 6, 6, 11, 2], abnormal = [3, 2, 2, 11, 33];
        var scans = Enumerable.Range(0, 5).SelectMany(r => Enumerable.Repeat((Rating: r + 1.0, Abnormal: false), normal[r]).Concat(Enumerable.Repeat((Rating: r + 1.0, Abnormal: true), abnormal[r]))).ToArray();
        Assert.AreEqual(0.8931710615280595, RocAuc.Of([.. scans.Select(s => s.Rating)], [.. scans.Select(s => s.Abnormal)]), 1e-14);
    }

    [TestMethod]
    [DataRow(new[] { 1.0, 2, 3, 4 }, new[] { false, false, true, true }, 1.0)]
    [DataRow(new[] { 1.0, 2, 3, 4 }, new[] { true, true, false, false }, 0.0)]
    [DataRow(new[] { 5.0, 5, 5, 5 }, new[] { true, false, true, false }, 0.5)]
    [DataRow(new[] { 3.0, 1, 2 }, new[] { true, false, true }, 1.0)]
    [DataRow(new[] { 1.0, 1, 0 }, new[] { true, false, false }, 0.75)] // one tie and one win of two pairs
    public void By_hand(double[] scores, bool[] positives, double expected) => Assert.AreEqual(expected, RocAuc.Of(scores, positives), 1e-15);

    [TestMethod]
    public void It_is_the_share_of_pairs_that_are_in_order()
    {
        var random = new Random(4);
        for (int trial = 0; trial < 50; trial++)
        {
            double[] scores = [.. Enumerable.Range(0, 30).Select(_ => random.Next(12) / 10.0)];
            bool[] positives = [.. scores.Select((s, i) => i == 0 || (i != 1 && random.NextDouble() < s))];
            double[] of = [.. scores.Where((_, i) => positives[i])], others = [.. scores.Where((_, i) => !positives[i])];
            double wins = of.SelectMany(p => others.Select(n => p > n ? 1 : p == n ? 0.5 : 0)).Average();
            Assert.AreEqual(wins, RocAuc.Of(scores, positives), 1e-13);
        }
    }

    [TestMethod]
    public void Without_positives_or_without_negatives_there_is_no_area()
    {
        Assert.AreEqual(double.NaN, RocAuc.Of([1, 2], [true, true]));
        Assert.AreEqual(double.NaN, RocAuc.Of([1, 2], [false, false]));
        Assert.AreEqual(double.NaN, RocAuc.Of([], []));
    }

    [TestMethod]
    [DataRow(double.NaN)]
    [DataRow(double.NegativeInfinity)]
    public void A_score_is_finite(double score)
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => RocAuc.Of([0, score], [true, false]));
        StringAssert.StartsWith(e.Message, FormattableString.Invariant($"A score must be finite, but number 1 is {score}."));
        Assert.ThrowsExactly<ArgumentException>(() => RocAuc.Of([0], [true, false]));
        Assert.ThrowsExactly<ArgumentNullException>(() => RocAuc.Of(null!, [true]));
        Assert.ThrowsExactly<ArgumentNullException>(() => RocAuc.Of([1], null!));
    }
}
