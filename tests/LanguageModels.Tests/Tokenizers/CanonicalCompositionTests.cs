namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class CanonicalCompositionTests
{
    [TestMethod]
    // Unicode Standard Annex 15, figures 3 to 6, and the table of composition exclusions.
    [DataRow("plain", "plain")]
    [DataRow("e\u0301", "\u00e9")]
    [DataRow("\u212b", "\u00c5")] // a singleton
    [DataRow("\u2126", "\u03a9")]
    [DataRow("A\u030a", "\u00c5")]
    [DataRow("s\u0323\u0307", "\u1e69")]
    [DataRow("s\u0307\u0323", "\u1e69")] // marks are ordered first
    [DataRow("d\u0307\u0323", "\u1e0d\u0307")]
    [DataRow("\u1e9b\u0323", "\u1e9b\u0323")]
    [DataRow("\ufb01", "\ufb01")] // a compatibility character stays
    [DataRow("\u0958", "\u0915\u093c")] // excluded from composition
    [DataRow("\u1100\u1161\u11a8", "\uac01")]
    [DataRow("\uac00\u11a8", "\uac01")]
    [DataRow("\uac01\u11a8", "\uac01\u11a8")]
    [DataRow("\U0001D15E", "\U0001D157\U0001D165")]
    [DataRow("\U000110A5\U000110BA", "\U000110AB")]
    [DataRow("\u0301a", "\u0301a")]
    [DataRow("a\u0301\u0301", "\u00e1\u0301")]
    [DataRow("a\u0328\u0338\u0301", "\u0105\u0338\u0301")] // a mark of the same class in between blocks; of a lower one does not
    public void Characters_compose_as_Unicode_has_it(string text, string expected) =>
        Assert.AreEqual(expected, CanonicalComposition.Normalize(text));
}
