namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class PosetTests
{
    [TestMethod]
    public void Implied_and_repeated_edges_are_left_out()
    {
        Poset order = Poset.FromEdges(4, [(0, 3), (2, 3), (0, 1), (1, 2), (0, 2), (0, 1)]);
        CollectionAssert.AreEqual(new[] { (0, 1), (1, 2), (2, 3) }, order.Edges.ToArray());
        Assert.AreEqual(4, order.Count);
    }

    [TestMethod]
    public void Precedes_is_the_transitive_closure_and_edges_its_reduction()
    {
        var random = new Random(1);
        for (int i = 0; i < 50; i++)
        {
            Poset order = Posets.Random(70, 0.05, random);
            var reached = new bool[70, 70];
            foreach (var (a, b) in order.Edges)
                reached[a, b] = true;
            for (int k = 0; k < 70; k++)
            {
                for (int a = 0; a < 70; a++)
                {
                    for (int b = 0; b < 70; b++)
                        reached[a, b] |= reached[a, k] && reached[k, b];
                }
            }

            for (int a = 0; a < 70; a++)
            {
                for (int b = 0; b < 70; b++)
                {
                    Assert.AreEqual(reached[a, b], order.Precedes(a, b));
                    bool covers = reached[a, b] && !Enumerable.Range(0, 70).Any(k => reached[a, k] && reached[k, b]);
                    Assert.AreEqual(covers, order.Edges.Contains((a, b)));
                }
            }
        }
    }

    [TestMethod]
    [DataRow(new[] { 0, 1, 2 }, true)]
    [DataRow(new[] { 0, 2, 1 }, true)]
    [DataRow(new[] { 2, 0, 1 }, true)]
    [DataRow(new[] { 1, 0, 2 }, false)]
    [DataRow(new[] { 0, 1 }, false)]
    [DataRow(new[] { 0, 1, 1 }, false)]
    [DataRow(new[] { 0, 1, 3 }, false)]
    [DataRow(new[] { 0, 1, -1 }, false)]
    public void A_linear_extension_has_each_element_once_and_keeps_the_order(int[] sequence, bool expected) =>
        Assert.AreEqual(expected, Poset.FromEdges(3, [(0, 1)]).IsLinearExtension(sequence));

    [TestMethod]
    public void A_cycle_is_named()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => Poset.FromEdges(5, [(4, 0), (0, 3), (3, 0), (3, 1)]));
        Assert.AreEqual("edges", error.ParamName);
        Assert.IsTrue(error.Message.Contains("0 -> 3 -> 0", StringComparison.Ordinal) || error.Message.Contains("3 -> 0 -> 3", StringComparison.Ordinal), error.Message);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Poset.FromEdges(3, [(1, 1)])).Message, "1 -> 1");
    }

    [TestMethod]
    public void An_edge_outside_is_named()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Poset.FromEdges(2, [(0, 1), (1, 2)]));
        StringAssert.Contains(error.Message, "Edge 1, (1, 2), must join elements from 0 to 1");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Poset.FromEdges(2, [(-1, 1)]));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Poset.FromEdges(0, [(0, 0)])).Message, "no elements");
    }

    [TestMethod]
    public void Other_bad_arguments_are_named()
    {
        Assert.AreEqual("count", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Poset.FromEdges(-1, [])).ParamName);
        Assert.AreEqual("edges", Assert.ThrowsExactly<ArgumentNullException>(() => Poset.FromEdges(1, null!)).ParamName);
        Assert.AreEqual("b", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Posets.Antichain(2).Precedes(0, 2)).ParamName);
        Assert.AreEqual("order", Assert.ThrowsExactly<ArgumentNullException>(() => Posets.Antichain(2).IsLinearExtension(null!)).ParamName);
    }
}
