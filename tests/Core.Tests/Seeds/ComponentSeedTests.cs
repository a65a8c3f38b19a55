using Microsoft.ML;

namespace ResearchML.Tests;

[TestClass]
public sealed class ComponentSeedTests
{
    [TestMethod]
    [DataRow(5, 5UL)]
    [DataRow(0, 0UL)]
    [DataRow(-1, ulong.MaxValue)]
    public void An_explicit_seed_wins_as_it_is(int seed, ulong expected)
    {
        Assert.AreEqual(expected, ComponentSeed.Resolve(new MLContext(99), seed, "Any"));
        Assert.AreEqual(expected, ComponentSeed.Resolve(new MLContext(), seed, "Other"));
    }

    [TestMethod]
    public void The_contexts_seed_does_not_depend_on_the_order_of_components()
    {
        var first = new MLContext(7);
        ulong a = ComponentSeed.Resolve(first.Transforms.GetEnvironment().Register("A"), null, "A");
        ulong b = ComponentSeed.Resolve(first.Transforms.GetEnvironment().Register("B"), null, "B");
        var second = new MLContext(7);
        Assert.AreEqual(b, ComponentSeed.Resolve(second.Transforms.GetEnvironment().Register("B"), null, "B"));
        Assert.AreEqual(a, ComponentSeed.Resolve(second.Transforms.GetEnvironment().Register("A"), null, "A"));
        Assert.AreNotEqual(a, b);
    }

    [TestMethod]
    public void Another_context_seed_is_another_component_seed()
    {
        Assert.AreNotEqual(ComponentSeed.Resolve(new MLContext(7), null, "A"), ComponentSeed.Resolve(new MLContext(8), null, "A"));
    }

    [TestMethod]
    public void Without_any_seed_each_call_differs()
    {
        var context = new MLContext();
        Assert.AreNotEqual(ComponentSeed.Resolve(context, null, "A"), ComponentSeed.Resolve(context, null, "A"));
    }

    [TestMethod]
    public void Mixing_agrees_with_SplitMix64_and_FNV_1a()
    {
        // SplitMix64 from state 0 starts 0xE220A8397B1DCDAF (Vigna's splitmix64.c); Mix(s, x) is its output at state SplitMix64(s) ^ x.
        static ulong SplitMix(ulong state)
        {
            ulong z = state + 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }

        Assert.AreEqual(0xE220A8397B1DCDAF, SplitMix(0));
        Assert.AreEqual(SplitMix(SplitMix(3) ^ 12345), ComponentSeed.Mix(3, 12345));
        // FNV-1a of the bytes 'a', 0: one step from the published hash of "a".
        Assert.AreEqual(ComponentSeed.Mix(3, unchecked(0xAF63DC4C8601EC8C * 0x100000001B3)), ComponentSeed.Mix(3, "a"));
        Assert.AreEqual(ComponentSeed.Mix(3, 0xCBF29CE484222325), ComponentSeed.Mix(3, ""));
    }

    [TestMethod]
    public void Nearby_seeds_and_contents_share_no_seed()
    {
        var seeds = new HashSet<ulong>();
        for (ulong seed = 0; seed < 100; seed++)
        {
            for (int row = 0; row < 100; row++)
                Assert.IsTrue(seeds.Add(ComponentSeed.Mix(seed, $"row {row}")));
        }
    }

    [TestMethod]
    public void Each_bit_of_a_seed_changes_about_half_of_the_bits()
    {
        for (int bit = 0; bit < 64; bit++)
        {
            double changed = Enumerable.Range(0, 200).Average(i => System.Numerics.BitOperations.PopCount(ComponentSeed.Mix((ulong)i, "x") ^ ComponentSeed.Mix((ulong)i ^ (1UL << bit), "x")));
            // 200 draws of Binomial(64, 1/2): standard deviation of the mean 0.28, so 2 is seven of them.
            Assert.AreEqual(32, changed, 2);
        }
    }
}
