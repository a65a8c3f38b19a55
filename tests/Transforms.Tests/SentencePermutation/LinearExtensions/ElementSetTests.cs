namespace ResearchML.Transforms.Tests;

[TestClass]
public class ElementSetTests
{
    [TestMethod]
    public void A_word_is_a_set_of_64() => AgreesWithSorted<ElementSet>(64);

    [TestMethod]
    public void A_pair_is_a_set_of_128() => AgreesWithSorted<ElementSetPair<ElementSet>>(128);

    [TestMethod]
    public void A_pair_of_pairs_of_pairs_is_a_set_of_512() => AgreesWithSorted<ElementSetPair<ElementSetPair<ElementSetPair<ElementSet>>>>(512);

    private static void AgreesWithSorted<TSet>(int capacity) where TSet : struct, IElementSet<TSet>
    {
        Assert.AreEqual(capacity, TSet.Capacity);
        Assert.IsTrue(default(TSet).IsEmpty);
        var random = new Random(1);
        for (int round = 0; round < 200; round++)
        {
            SortedSet<int> a = Draw(random, capacity), b = Draw(random, capacity);
            TSet x = Of<TSet>(a), y = Of<TSet>(b);
            AreEqual([.. a], x);
            AreEqual([.. a.Union(b)], x | y);
            AreEqual([.. a.Intersect(b)], x & y);
            AreEqual([.. a.Except(b)], x - y);
            Assert.AreEqual(a.Overlaps(b), x.Meets(y));
            Assert.AreEqual(a.SetEquals(b), x.Equals(y));
            Assert.AreEqual(x.GetHashCode(), Of<TSet>(a.Reverse()).GetHashCode());
            int element = random.Next(capacity);
            Assert.AreEqual(a.Contains(element), x.Contains(element));
        }
    }

    /// <summary>Every size comes, the empty set and sets of one half among them.</summary>
    private static SortedSet<int> Draw(Random random, int capacity)
    {
        var (from, to) = random.Next(4) switch { 0 => (0, capacity / 2), 1 => (capacity / 2, capacity), 2 => (capacity - 2, capacity), _ => (0, capacity) };
        return [.. Enumerable.Range(0, random.Next(to - from + 1)).Select(_ => random.Next(from, to))];
    }

    private static TSet Of<TSet>(IEnumerable<int> elements) where TSet : struct, IElementSet<TSet> =>
        elements.Aggregate(default(TSet), (set, a) => set | TSet.Of(a));

    private static void AreEqual<TSet>(int[] expected, TSet set) where TSet : struct, IElementSet<TSet>
    {
        Assert.AreEqual(expected.Length, set.Count);
        Assert.AreEqual(expected.Length == 0, set.IsEmpty);
        foreach (int element in expected.Order())
        {
            Assert.AreEqual(element, set.First);
            set = set.Rest;
        }

        Assert.IsTrue(set.IsEmpty);
    }
}
