namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class KendallTauTests
{
    [TestMethod]
    [DataRow(new int[0], new int[0], 0)]
    [DataRow(new[] { 0, 1, 2 }, new[] { 0, 1, 2 }, 0)]
    [DataRow(new[] { 0, 1, 2 }, new[] { 0, 2, 1 }, 1)]
    [DataRow(new[] { 0, 1, 2, 3 }, new[] { 3, 2, 1, 0 }, 6)]
    [DataRow(new[] { 2, 0, 3, 1 }, new[] { 0, 1, 2, 3 }, 3)]
    public void Distances_counted_by_hand(int[] first, int[] second, int expected) =>
        Assert.AreEqual(expected, KendallTau.Distance(first, second));

    [TestMethod]
    public void The_distance_is_the_number_of_pairs_in_another_order()
    {
        var random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            int[] first = [.. Enumerable.Range(0, random.Next(30))], second = [.. first];
            random.Shuffle(first);
            random.Shuffle(second);
            int expected = (from a in first from b in first where Array.IndexOf(first, a) < Array.IndexOf(first, b) && Array.IndexOf(second, a) > Array.IndexOf(second, b) select 1).Count();
            Assert.AreEqual(expected, KendallTau.Distance(first, second));
        }
    }

    [TestMethod]
    public void What_is_no_order_is_refused()
    {
        Assert.AreEqual("second", Assert.ThrowsExactly<ArgumentException>(() => KendallTau.Distance([0, 1], [0])).ParamName);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => KendallTau.Distance([0, 0], [0, 1])).Message, "first[1] is 0");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => KendallTau.Distance([0, 1], [0, 2])).Message, "second[1] is 2");
    }
}
