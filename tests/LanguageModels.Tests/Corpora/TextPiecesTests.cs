namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class TextPiecesTests
{
    [TestMethod]
    [DataRow("aaaa bb", 10, "aaaa bb", DisplayName = "short enough")]
    [DataRow("aaaaa b\n\nccc ddd", 5, "aaaaa b\n\n|ccc ddd", DisplayName = "behind a blank line before a space")]
    [DataRow("aaaaa b\nccc dddd", 5, "aaaaa b\n|ccc dddd", DisplayName = "behind a line end before a space")]
    [DataRow("aaaaa bbb ccc", 5, "aaaaa |bbb ccc", DisplayName = "behind a space")]
    [DataRow("aaaaaaaaaaaaaaaaaaaa", 5, "aaaaaaaaa|aaaaaaaaa|aa", DisplayName = "anywhere")]
    public void Cuts_fall_where_counted_by_hand(string text, int length, string expected) =>
        Assert.AreEqual(expected, string.Join('|', TextPieces.Cut([new TextDocument("n", text)], length).Select(p => p.Text)));

    [TestMethod]
    public void Pieces_join_to_the_document_and_no_character_is_split()
    {
        var random = new Random(1);
        for (int trial = 0; trial < 200; trial++)
        {
            string text = string.Concat(Enumerable.Range(0, 300).Select(_ => random.Next(6) switch { 0 => "😀", 1 => " ", 2 => "\n", 3 => "\n\n", _ => "x" }));
            int length = random.Next(1, 50);
            IReadOnlyList<TextDocument> pieces = TextPieces.Cut([new TextDocument("n", text)], length);
            Assert.AreEqual(text, string.Concat(pieces.Select(p => p.Text)));
            Assert.IsFalse(pieces.Any(p => char.IsLowSurrogate(p.Text[0])), "a piece begins within a character");
            Assert.AreEqual(pieces.Count, pieces.Select(p => p.Name).Distinct().Count());
        }
    }
}
