namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class TextSplitTests
{
    private static readonly TextDocument[] Documents = [.. Enumerable.Range(0, 2000).Select(i => new TextDocument($"d{i}", $"text {i}"))];

    [TestMethod]
    public void Each_document_is_on_one_side_in_order_and_about_the_asked_share_is_held_out()
    {
        var split = TextSplit.ByDocument(Documents, 0.1, seed: 1);
        CollectionAssert.AreEquivalent(Documents, split.Training.Concat(split.HeldOut).ToArray());
        CollectionAssert.AreEqual(Documents.Where(split.HeldOut.Contains).ToArray(), split.HeldOut.ToArray());
        Assert.AreEqual(200, split.HeldOut.Count, 5 * Math.Sqrt(2000 * 0.1 * 0.9));   // five standard deviations
    }

    [TestMethod]
    public void Adding_documents_moves_no_other_and_the_seed_moves_them()
    {
        var all = TextSplit.ByDocument(Documents, 0.1, seed: 1).HeldOut;
        var some = TextSplit.ByDocument(Documents.Where((_, i) => i % 3 != 0), 0.1, seed: 1).HeldOut;
        CollectionAssert.AreEqual(all.Where(d => Array.IndexOf(Documents, d) % 3 != 0).ToArray(), some.ToArray());
        CollectionAssert.AreNotEqual(all.ToArray(), TextSplit.ByDocument(Documents, 0.1, seed: 2).HeldOut.ToArray());
    }

    [TestMethod]
    public void A_names_side_is_the_same_on_every_machine() =>   // computed with Python's hashlib
        CollectionAssert.AreEqual(new[] { "d0", "d10" }, TextSplit.ByDocument(Documents.Take(14), 0.25, seed: 7).HeldOut.Select(d => d.Name).ToArray());

    [TestMethod]
    public void Documents_of_equal_text_stay_together()
    {
        var copies = Documents.Select(d => d with { Name = "copy of " + d.Name });
        var split = TextSplit.ByDocument(Documents.Concat(copies), 0.2, seed: 3);
        Assert.IsEmpty(split.Training.Select(d => d.Text).Intersect(split.HeldOut.Select(d => d.Text)));
    }

    [TestMethod]
    [DataRow(0.001)]
    [DataRow(0.999)]
    public void Two_documents_are_enough_for_both_sides(double fraction)
    {
        var split = TextSplit.ByDocument(Documents.Take(2), fraction, seed: 5);
        Assert.HasCount(1, split.Training);
        Assert.HasCount(1, split.HeldOut);
    }

    [TestMethod]
    public void Bad_input_gets_a_clear_error()
    {
        foreach (var fraction in new[] { 0, 1, -0.1, double.NaN })
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TextSplit.ByDocument(Documents, fraction, 1));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => TextSplit.ByDocument(Documents.Take(1), 0.5, 1)).Message, "at least two", StringComparison.Ordinal);
    }
}
