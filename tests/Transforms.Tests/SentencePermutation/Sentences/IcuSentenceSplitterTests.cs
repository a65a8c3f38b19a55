using ResearchML.Transforms.Icu;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class IcuSentenceSplitterTests
{
    [TestMethod]
    [DataRow("He came. |\"Why?\" |Nobody knows.  \n\n |The end")]
    [DataRow("Mr. |Smith")] // no suppressions
    [DataRow("\u4eca\u65e5\u306f\u3002|\u660e\u65e5")]
    [DataRow("  \n\n Leading. |Text")]
    public void It_follows_Unicodes_annex_29(string parts) =>
        Assert.AreEqual(parts, string.Join('|', new IcuSentenceSplitter().Split(parts.Replace("|", "", StringComparison.Ordinal))));

    [TestMethod]
    public void One_splitter_serves_several_threads()
    {
        var splitter = new IcuSentenceSplitter("en");
        string[] texts = [.. Enumerable.Range(1, 200).Select(n => string.Concat(Enumerable.Repeat("One! Two. ", n)))];
        int[] expected = [.. texts.Select(t => splitter.Split(t).Count)];
        Assert.AreEqual(2, expected[0]);
        CollectionAssert.AreEqual(expected, texts.AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(t => splitter.Split(t).Count).ToArray());
    }

    [TestMethod]
    public void A_language_without_rules_of_its_own_has_the_general_ones() =>
        Assert.HasCount(2, new IcuSentenceSplitter("xx").Split("One. Two."));
}
