using System.Globalization;
using System.Numerics;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class CountTests
{
    // OEIS: A000142, A000108, A039622, A000111, A056971, A001147, A046873, and multinomial coefficients.
    public static IEnumerable<object[]> Known =>
    [
        ["nothing", Posets.Antichain(0), "1"],
        ["an element", Posets.Antichain(1), "1"],
        ["antichain of 10", Posets.Antichain(10), "3628800"],
        ["chain of 12", Posets.Chains(12), "1"],
        ["2 x 20 grid", Posets.Grid(2, 20), "6564120420"],
        ["5 x 5 grid", Posets.Grid(5, 5), "701149020"],
        ["8 x 8 grid", Posets.Grid(8, 8), "22081374992701950398847674830857600"],
        ["zigzag of 20", Posets.Zigzag(20), "370371188237525"],
        ["binary tree of 15", Posets.BinaryTree(15), "21964800"],
        ["comb of 4", Posets.Comb(4), "105"],
        ["comb of 12", Posets.Comb(12), "316234143225"],
        ["subsets of 4", Posets.Boolean(4), "1680384"],
        ["K(5, 5)", Posets.Bipartite(5, 5), "14400"],
        ["3 chains of 4", Posets.Chains(4, 4, 4), "34650"],
        ["4 chains of 8", Posets.Chains(8, 8, 8, 8), "99561092450391000"],
    ];

    public static string Name(System.Reflection.MethodInfo method, object[] row) => $"{method.Name} ({row[0]})";

    [TestMethod]
    public void Counting_loose_elements_can_be_cancelled() =>
        Assert.ThrowsExactly<OperationCanceledException>(() => LinearExtensions.Count(Posets.Antichain(40), cancellation: new CancellationToken(true)));

    [TestMethod]
    public void Loose_elements_by_the_thousand_are_counted()
    {
        BigInteger factorial = 1;
        for (int i = 2; i <= 2000; i++)
            factorial *= i;
        Assert.AreEqual(factorial, LinearExtensions.Count(Posets.Antichain(2000)));
    }

    [TestMethod]
    [DynamicData(nameof(Known), DynamicDataDisplayName = nameof(Name))]
    public void The_count_is_the_published_one(string name, Poset order, string expected) =>
        Assert.AreEqual(BigInteger.Parse(expected, CultureInfo.InvariantCulture), LinearExtensions.Count(order), name);

    [TestMethod]
    public void The_count_is_that_of_brute_force_on_random_posets()
    {
        var random = new Random(1);
        for (int i = 0; i < 500; i++)
        {
            Poset order = Posets.Random(random.Next(8), random.NextDouble(), random);
            Assert.AreEqual(Posets.Enumerate(order).Count, LinearExtensions.Count(order), string.Join(' ', order.Edges));
        }
    }

    [TestMethod]
    public void Both_ends_count_the_same()
    {
        var random = new Random(2);
        for (int i = 0; i < 100; i++)
        {
            Poset order = Posets.Random(random.Next(5, 26), 0.12, random);
            Assert.AreEqual(CountFrom(order, fromAbove: false), CountFrom(order, fromAbove: true), string.Join(' ', order.Edges));
        }
    }

    [TestMethod]
    public void Other_labels_and_the_dual_order_have_the_same_count()
    {
        var random = new Random(3);
        for (int i = 0; i < 50; i++)
        {
            Poset order = Posets.Random(22, 0.12, random);
            int[] labels = [.. Enumerable.Range(0, order.Count)];
            random.Shuffle(labels);
            Assert.AreEqual(LinearExtensions.Count(order), LinearExtensions.Count(Posets.Relabelled(order, labels, dual: false)));
            Assert.AreEqual(LinearExtensions.Count(order), LinearExtensions.Count(Posets.Relabelled(order, labels, dual: true)));
        }
    }

    [TestMethod]
    public void More_than_64_elements_are_no_limit()
    {
        BigInteger expected = Choose(200, 50) * Choose(150, 50) * Choose(100, 50);
        Assert.AreEqual(expected, LinearExtensions.Count(Posets.Chains(50, 50, 50, 50)));
        Assert.AreEqual(Choose(200, 100) / 101, LinearExtensions.Count(Posets.Grid(2, 100)), "Catalan's numbers");
    }

    [TestMethod]
    public void Thousands_of_elements_do_not_exhaust_the_stack()
    {
        Assert.AreEqual(BigInteger.One, LinearExtensions.Count(Posets.Chains(3000)));
        Assert.AreEqual(3000, LinearExtensions.Count(Posets.Chains(2999, 1)));
    }

    [TestMethod]
    public void A_count_past_the_limit_fails_with_the_limit_in_its_message()
    {
        Assert.IsFalse(LinearExtensions.TryCount(Posets.Grid(6, 6), out BigInteger count, maxStates: 20));
        Assert.AreEqual(BigInteger.Zero, count);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => LinearExtensions.Count(Posets.Grid(6, 6), maxStates: 20));
        StringAssert.Contains(error.Message, "36 elements");
        StringAssert.Contains(error.Message, "20 states");
    }

    [TestMethod]
    public void A_count_can_be_cancelled() =>
        Assert.ThrowsExactly<OperationCanceledException>(() => LinearExtensions.Count(Posets.Grid(6, 6), cancellation: new CancellationToken(true)));

    [TestMethod]
    public void Bad_arguments_are_named()
    {
        Assert.AreEqual("order", Assert.ThrowsExactly<ArgumentNullException>(() => LinearExtensions.Count(null!)).ParamName);
        Assert.AreEqual("maxStates", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => LinearExtensions.Count(Posets.Antichain(2), -1)).ParamName);
    }

    // Turns in a row would take twice the states of the better direction, and one direction always many times as many for an order or for its dual.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void The_direction_with_fewer_states_is_found(bool dual)
    {
        int met = 0, fewest = 0;
        for (int seed = 1; seed <= 12; seed++)
        {
            Poset sparse = Sparse(64, seed), order = dual ? Poset.FromEdges(64, sparse.Edges.Select(e => (e.After, e.Before))) : sparse;
            met += LinearExtensions.Sample(order, new LinearExtensionOptions { Count = 0 }).States;
            fewest += Math.Min(StatesFrom(order, fromAbove: false), StatesFrom(order, fromAbove: true));
        }

        Assert.IsGreaterThan(20_000, fewest, "many turns of 1,024");
        Assert.IsLessThan(1.6, (double)met / fewest);
    }

    /// <summary>Each element above one or two of the twelve before it.</summary>
    private static Poset Sparse(int count, int seed)
    {
        var random = new Random(seed);
        return Poset.FromEdges(count, Enumerable.Range(1, count - 1).SelectMany(i => Enumerable.Range(0, random.Next(1, 3)).Select(_ => (random.Next(Math.Max(0, i - 12), i), i))));
    }

    private static int StatesFrom(Poset order, bool fromAbove)
    {
        var states = ExtensionStates.Of(order, fromAbove);
        while (states.Expanded < states.Count)
            states.Expand();
        return states.Count;
    }

    private static BigInteger CountFrom(Poset order, bool fromAbove)
    {
        var states = ExtensionStates.Of(order, fromAbove);
        while (states.Expanded < states.Count)
            states.Expand();
        return new ExtensionTable(order, states, CancellationToken.None).Total;
    }

    private static BigInteger Choose(int n, int k) =>
        Enumerable.Range(1, k).Aggregate(BigInteger.One, (product, i) => product * (n - k + i) / i);
}
