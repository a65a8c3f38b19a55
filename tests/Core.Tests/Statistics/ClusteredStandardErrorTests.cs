using ResearchML.Statistics;

namespace ResearchML.Tests;

[TestClass]
public sealed class ClusteredStandardErrorTests
{
    // numpy 1.24: e = x - x.mean(); sqrt(sum(e[c == k].sum()**2 for k in set(c)))/len(x).
    [TestMethod]
    public void It_is_the_papers() =>
        Assert.AreEqual(0.41342274652822236, ClusteredStandardError.OfMean([1, 0, 1, 1, 0.5, 2, 3.25], ["a", "a", "b", "b", "b", "c", "d"]), 1e-15);

    // Deviations from the mean 2.5: cluster sums -2 and 2; √8/4.
    [TestMethod]
    public void Two_clusters_by_hand() => Assert.AreEqual(Math.Sqrt(8) / 4, ClusteredStandardError.OfMean([1, 3, 2, 4], [7, 8, 7, 8]), 1e-15);

    // numpy 1.24: x.std()/sqrt(len(x)) = 0.37457458863219695, where s/√n would be 0.4045867968563435.
    [TestMethod]
    public void Rows_that_are_clusters_of_their_own_have_that_of_a_plain_mean() =>
        Assert.AreEqual(0.37457458863219695, ClusteredStandardError.OfMean([1, 0, 1, 1, 0.5, 2, 3.25], [0, 1, 2, 3, 4, 5, 6]), 1e-15);

    [TestMethod]
    public void Copies_of_rows_in_their_clusters_tell_nothing_new()
    {
        double[] values = [1, 0, 1, 4];
        double once = ClusteredStandardError.OfMean(values, [0, 1, 2, 3]);
        Assert.AreEqual(once, ClusteredStandardError.OfMean([.. values, .. values, .. values], [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]), 1e-15);
    }

    [TestMethod]
    public void One_cluster_shows_no_spread()
    {
        Assert.AreEqual(double.NaN, ClusteredStandardError.OfMean([1, 2, 3], ["a", "a", "a"]));
        Assert.AreEqual(double.NaN, ClusteredStandardError.OfMean([], Array.Empty<int>()));
    }

    [TestMethod]
    public void Each_row_has_a_cluster()
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => ClusteredStandardError.OfMean([1, 2, 3], [1, 2]));
        Assert.AreEqual("clusterIds", e.ParamName);
        StringAssert.StartsWith(e.Message, "values.Count and clusterIds.Count must be equal, but are 3 and 2.");
        Assert.ThrowsExactly<ArgumentNullException>(() => ClusteredStandardError.OfMean(null!, [1]));
        Assert.ThrowsExactly<ArgumentNullException>(() => ClusteredStandardError.OfMean<int>([1], null!));
    }
}
