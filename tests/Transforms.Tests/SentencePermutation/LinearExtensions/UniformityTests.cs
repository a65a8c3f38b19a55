namespace ResearchML.Transforms.Tests;

/// <summary>Draws are uniform: 200 for each extension, and Pearson's test at 0.001, with fixed seeds.</summary>
[TestClass]
public sealed class UniformityTests
{
    private const int DrawsPerExtension = 200;
    private const double Level = 0.001;

    public static IEnumerable<object[]> Cases =>
    [
        ["comb of 4", Posets.Comb(4), 105],
        ["zigzag of 8", Posets.Zigzag(8), 1385],
        ["chain of 7 beside one element", Posets.Chains(7, 1), 8],
    ];

    public static string Name(System.Reflection.MethodInfo method, object[] row) => $"{method.Name} ({row[0]})";

    [TestMethod]
    [DynamicData(nameof(Cases), DynamicDataDisplayName = nameof(Name))]
    public void Numbered_draws_are_uniform(string name, Poset order, int extensions) =>
        Assert.IsGreaterThan(Level, PValue(order, extensions, LinearExtensions.DefaultMaxStates, SamplingMethod.Exact), name);

    [TestMethod]
    [DynamicData(nameof(Cases), DynamicDataDisplayName = nameof(Name))]
    public void Perfect_draws_are_uniform(string name, Poset order, int extensions) =>
        Assert.IsGreaterThan(Level, PValue(order, extensions, maxStates: 0, SamplingMethod.Perfect), name);

    [TestMethod]
    [DataRow(4)]
    [DataRow(5)]
    [DataRow(6)]
    public void Both_are_uniform_over_the_extensions_of_random_posets(int elements)
    {
        var random = new Random(elements);
        for (int i = 0; i < 5; i++)
        {
            Poset order = Posets.Random(elements, 0.35, random);
            int extensions = Posets.Enumerate(order).Count;
            if (extensions < 8)
                continue; // too few for the test's approximation
            Assert.IsGreaterThan(Level, PValue(order, extensions, LinearExtensions.DefaultMaxStates, SamplingMethod.Exact), string.Join(' ', order.Edges));
            if (order.Edges.Count > 0) // without a relation there is no state to be too many
                Assert.IsGreaterThan(Level, PValue(order, extensions, maxStates: 0, SamplingMethod.Perfect), string.Join(' ', order.Edges));
        }
    }

    // Coins of y that x reuses as they are fail here, with p < 1e-30 each; on larger posets or with longer blocks they hide.
    [TestMethod]
    [DataRow(new[] { 1, 1, 1 }, 6, 4)]
    [DataRow(new[] { 1, 1, 1 }, 6, 10)]
    [DataRow(new[] { 2, 1 }, 3, 16)]
    public void Perfect_draws_are_uniform_where_short_blocks_are_run_again(int[] chains, int extensions, int firstBlock)
    {
        var sampler = new PerfectSampler(Posets.Chains(chains), firstBlock);
        var random = new RandomStream(1);
        int[][] draws = new int[40_000][];
        for (int i = 0; i < draws.Length; i++)
            draws[i] = sampler.Draw(ref random, CancellationToken.None);
        Assert.IsGreaterThan(Level, ChiSquared.PValue(draws, extensions));
    }

    [TestMethod]
    public void The_test_rejects_a_random_choice_among_what_can_come_next()
    {
        var random = new Random(1);
        Poset order = Posets.Comb(4);
        int[][] draws = [.. Enumerable.Range(0, 105 * DrawsPerExtension).Select(_ => Posets.RandomKahn(order, random))];
        Assert.IsLessThan(1e-9, ChiSquared.PValue(draws, 105));
    }

    private static double PValue(Poset order, int extensions, int maxStates, SamplingMethod method)
    {
        var halves = new LinearExtensionSample[2];
        Parallel.For(0, 2, half => halves[half] = LinearExtensions.Sample(
            order, new LinearExtensionOptions { Count = extensions * DrawsPerExtension / 2, Distinct = false, MaxStates = maxStates, Seed = (ulong)half }));
        Assert.IsTrue(halves.All(h => h.Method == method && h.Orders.Take(1000).All(order.IsLinearExtension)));
        int[][] draws = [.. halves.SelectMany(h => h.Orders)];
        return ChiSquared.PValue(draws, extensions);
    }
}
