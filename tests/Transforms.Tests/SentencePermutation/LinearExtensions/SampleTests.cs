using System.Numerics;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class SampleTests
{
    [TestMethod]
    public void More_than_there_are_gives_all_however_many_more() => Assert.HasCount(6, LinearExtensions.Sample(Posets.Antichain(3), int.MaxValue));

    [TestMethod]
    public void Numbers_and_extensions_are_in_bijection()
    {
        var random = new Random(1);
        Poset[] orders = [Posets.Comb(4), Posets.Zigzag(7), Posets.Chains(3, 1, 2), Posets.Bipartite(3, 3), Posets.Antichain(5), Posets.Grid(3, 4),
            .. Enumerable.Range(0, 150).Select(_ => Posets.Random(random.Next(7), random.NextDouble(), random))];
        foreach (Poset order in orders)
        {
            var unranker = new ExtensionUnranker(ExtensionTable.TryCount(order, 1000, out _, CancellationToken.None)!);
            string[] expected = [.. Posets.Enumerate(order).Select(e => string.Join(',', e)).Order(StringComparer.Ordinal)];
            string[] found = [.. Enumerable.Range(0, expected.Length).Select(r => string.Join(',', unranker.Unrank(r))).Order(StringComparer.Ordinal)];
            CollectionAssert.AreEqual(expected, found, string.Join(' ', order.Edges));
        }
    }

    [TestMethod]
    public void Distinct_draws_differ_and_are_all_there_are_where_more_are_asked_for()
    {
        Poset order = Posets.Comb(4);
        int[][] some = LinearExtensions.Sample(order, count: 60, distinct: true, seed: 1);
        Assert.HasCount(60, some.Select(o => string.Join(',', o)).Distinct());
        int[][] all = LinearExtensions.Sample(order, count: 1000, distinct: true, seed: 1);
        Assert.HasCount(105, all);
        Assert.HasCount(105, all.Select(o => string.Join(',', o)).Distinct());
        Assert.IsTrue(all.All(order.IsLinearExtension));
    }

    [TestMethod]
    public void All_orders_come_in_a_random_order()
    {
        Poset order = Posets.Chains(2, 1);
        int[][] drawn = [.. Enumerable.Range(0, 1200).Select(seed => LinearExtensions.Sample(order, count: 3, distinct: true, seed).SelectMany(o => o).ToArray())];
        Assert.IsGreaterThan(0.001, ChiSquared.PValue(drawn, 6), "the 6 orders of 3 extensions");
    }

    [TestMethod]
    public void Distinct_pairs_are_a_uniform_subset()
    {
        Poset order = Posets.Chains(4, 1);
        int[][] drawn = [.. Enumerable.Range(0, 4000).Select(seed => LinearExtensions.Sample(order, count: 2, distinct: true, seed).SelectMany(o => o).ToArray())];
        Assert.IsGreaterThan(0.001, ChiSquared.PValue(drawn, 20), "the 20 ordered pairs of 5 extensions");
    }

    [TestMethod]
    [DataRow(LinearExtensions.DefaultMaxStates)]
    [DataRow(0)]
    public void The_same_seed_gives_the_same_orders_and_another_others(int maxStates)
    {
        int[] Draw(ulong seed) => [.. LinearExtensions.Sample(Posets.Grid(4, 4), new LinearExtensionOptions { Count = 5, Seed = seed, MaxStates = maxStates }).Orders.SelectMany(o => o)];
        CollectionAssert.AreEqual(Draw(3), Draw(3));
        CollectionAssert.AreNotEqual(Draw(3), Draw(4));
    }

    [TestMethod]
    public void A_seeds_orders_stay_the_same_from_one_version_to_the_next() =>
        Assert.AreEqual("012543 014253", string.Join(' ', LinearExtensions.Sample(Posets.Comb(3), count: 2, distinct: true, seed: 1).Select(o => string.Concat(o))));

    [TestMethod]
    public void The_sample_says_how_it_was_drawn()
    {
        LinearExtensionSample exact = LinearExtensions.Sample(Posets.Grid(4, 4), new LinearExtensionOptions());
        Assert.AreEqual(SamplingMethod.Exact, exact.Method);
        Assert.AreEqual(24024, exact.Count);
        Assert.AreEqual(Math.Log10(24024), exact.Log10Count, 1e-12, "rounding of a logarithm");
        Assert.IsGreaterThan(0, exact.States);
        LinearExtensionSample perfect = LinearExtensions.Sample(Posets.Grid(4, 4), new LinearExtensionOptions { MaxStates = 3 });
        Assert.AreEqual(SamplingMethod.Perfect, perfect.Method);
        Assert.IsNull(perfect.Count);
        Assert.IsTrue(double.IsNaN(perfect.Log10Count));
        Assert.IsFalse(perfect.AttemptsExhausted);
    }

    [TestMethod]
    public void Of_more_than_100_elements_fewer_states_are_allowed()
    {
        int states = LinearExtensions.Sample(Posets.Grid(10, 20), new LinearExtensionOptions { Count = 0, MaxStates = 2000 }).States;
        Assert.IsInRange(1001, 1200, states, "100/200 of the limit, and at most one state's branches more");
    }

    [TestMethod]
    public void Perfect_draws_end_where_no_new_order_comes()
    {
        LinearExtensionSample sample = LinearExtensions.Sample(Posets.Chains(3, 1), new LinearExtensionOptions { Count = 10, MaxStates = 0 });
        Assert.IsTrue(sample.AttemptsExhausted);
        Assert.HasCount(4, sample.Orders);
    }

    [TestMethod]
    public void More_than_64_elements_are_drawn_too()
    {
        Poset order = Posets.Chains(50, 50, 50, 50);
        foreach (int[] drawn in LinearExtensions.Sample(order, count: 3, distinct: true, seed: 1))
            Assert.IsTrue(order.IsLinearExtension(drawn));
        order = Posets.Comb(40);
        foreach (int[] drawn in LinearExtensions.Sample(order, new LinearExtensionOptions { Count = 2, MaxStates = 0 }).Orders)
            Assert.IsTrue(order.IsLinearExtension(drawn));
    }

    [TestMethod]
    public void Nothing_and_one_element_have_one_order()
    {
        foreach (int maxStates in new[] { 0, 100 })
        {
            Assert.IsEmpty(LinearExtensions.Sample(Posets.Antichain(0), new LinearExtensionOptions { MaxStates = maxStates }).Orders.Single());
            Assert.AreEqual(0, LinearExtensions.Sample(Posets.Antichain(1), new LinearExtensionOptions { MaxStates = maxStates }).Orders.Single().Single());
        }

        Assert.IsEmpty(LinearExtensions.Sample(Posets.Comb(3), count: 0));
    }

    [TestMethod]
    public void The_perfect_sampler_draws_what_needs_no_state_as_well()
    {
        var random = new RandomStream(1);
        Assert.IsEmpty(new PerfectSampler(Posets.Antichain(0)).Draw(ref random, CancellationToken.None));
        Assert.HasCount(1, new PerfectSampler(Posets.Antichain(1)).Draw(ref random, CancellationToken.None));
        var sampler = new PerfectSampler(Posets.Antichain(3));
        int[][] drawn = new int[1200][];
        for (int i = 0; i < drawn.Length; i++)
            drawn[i] = sampler.Draw(ref random, CancellationToken.None);
        Assert.IsGreaterThan(0.001, ChiSquared.PValue(drawn, 6));
    }

    [TestMethod]
    [DataRow(LinearExtensions.DefaultMaxStates)]
    [DataRow(0)]
    public void Drawing_can_be_cancelled(int maxStates) => Assert.ThrowsExactly<OperationCanceledException>(() =>
        LinearExtensions.Sample(Posets.Grid(5, 5), new LinearExtensionOptions { MaxStates = maxStates, CancellationToken = new CancellationToken(true) }));

    [TestMethod]
    public void Farthest_first_chooses_from_the_uniform_pool_the_orders_that_lie_apart()
    {
        var options = new LinearExtensionOptions { Count = 4, FarthestFirstPool = 60, Seed = 2 };
        int[][] pool = LinearExtensions.Sample(Posets.Grid(4, 4), options with { Count = 60, FarthestFirstPool = 0 }).Orders;
        int[][] chosen = LinearExtensions.Sample(Posets.Grid(4, 4), options).Orders;
        var expected = new List<int[]> { pool[0] };
        while (expected.Count < 4)
            expected.Add(pool.MaxBy(p => expected.Min(e => KendallTau.Distance(p, e)))!);
        CollectionAssert.AreEqual(expected.SelectMany(o => o).ToArray(), chosen.SelectMany(o => o).ToArray());
    }

    [TestMethod]
    public void Farthest_first_takes_equal_orders_where_there_are_no_others()
    {
        int[][] chosen = LinearExtensions.Sample(Posets.Chains(3), new LinearExtensionOptions { Count = 3, FarthestFirstPool = 5, Distinct = false }).Orders;
        Assert.HasCount(3, chosen);
    }

    [TestMethod]
    public void Bad_options_are_named()
    {
        foreach (var (options, message) in new (LinearExtensionOptions, string)[]
        {
            (new() { Count = -1 }, "LinearExtensionOptions.Count must be at least 0, but is -1"),
            (new() { Count = 3, FarthestFirstPool = 2 }, "LinearExtensionOptions.FarthestFirstPool must be 0 or at least Count, 3, but is 2"),
            (new() { MaxStates = -1 }, "LinearExtensionOptions.MaxStates must be at least 0, but is -1"),
        })
        {
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => LinearExtensions.Sample(Posets.Comb(2), options)).Message, message);
        }

        Assert.ThrowsExactly<ArgumentNullException>(() => LinearExtensions.Sample(null!, 1));
        Assert.ThrowsExactly<ArgumentNullException>(() => LinearExtensions.Sample(Posets.Comb(2), null!));
    }

    [TestMethod]
    public void Random_numbers_below_a_bound_are_all_drawn_as_often()
    {
        var random = new RandomStream(5);
        int[][] drawn = new int[10_000][];
        for (int i = 0; i < drawn.Length; i++)
            drawn[i] = [(int)random.Below(new BigInteger(10))];
        Assert.IsGreaterThan(0.001, ChiSquared.PValue(drawn, 10));
        BigInteger large = BigInteger.Pow(2, 200) + 1, most = 0;
        for (int i = 0; i < 100; i++)
            most = BigInteger.Max(most, random.Below(large));
        Assert.IsTrue(most < large && most > large * 9 / 10);
        Assert.AreEqual(0, random.Below(1));
    }
}
