using System.Text.RegularExpressions;

namespace ResearchML.Transforms.Tests;

/// <summary>What holds for every text.</summary>
[TestClass]
public sealed partial class SentenceSplitterTests
{
    private static readonly string[] Pieces =
    [
        ".", ".", "?", "!", "\u2026", "...", ". . .", "\u3002", "\uff1f", " ", " ", " ", "\n", "\r", "\r\n", "\n\n", "\u2029", "\u2028", "\f", "\u00a0", "\t", "\0", "\u001b", "\u200b", "\ufeff",
        "\"", "'", "\u201c", "\u201d", "\u00ab", "\u00bb", "(", ")", "[", "]", "-", " - ", ",", "Tom", "The", "I", "A", "a", "x", "Mr", "Inc", "U.S", "No", "said", "asked", "etc", "1", "12", "3.14", "IV",
        "\ud83d", "\ude00", "\ud83d\ude00", "e\u0301", "\u00df", "\u4eca", "\uffff",
    ];

    [TestMethod]
    public void The_parts_put_together_are_the_text_and_none_is_empty() => ForRandomTexts((splitter, text) =>
    {
        IReadOnlyList<string> parts = splitter.Split(text);
        Assert.AreEqual(text, string.Concat(parts));
        Assert.IsFalse(parts.Contains(""), Show(text));
        CollectionAssert.AreEqual(parts.ToArray(), splitter.Ranges(text).Select(r => text[r]).ToArray());
    });

    [TestMethod]
    public void No_part_but_a_text_of_white_space_starts_with_it_unless_it_is_the_first() => ForRandomTexts((splitter, text) =>
    {
        IReadOnlyList<string> parts = splitter.Split(text);
        Assert.IsFalse(parts.Skip(1).Any(p => char.IsWhiteSpace(p[0])), Show(text));
        Assert.IsTrue(parts.Count < 2 || !string.IsNullOrWhiteSpace(parts[0]), Show(text));
    });

    [TestMethod]
    public void Each_part_but_the_last_ends_as_a_sentence_or_a_paragraph_does() => ForRandomTexts((splitter, text) =>
    {
        foreach (string part in splitter.Split(text).SkipLast(1))
            Assert.IsTrue(EndsASentence(part), $"{Show(part)} of {Show(text)}");
    });

    [TestMethod]
    public void A_part_split_again_is_one_part() => ForRandomTexts((splitter, text) =>
    {
        foreach (string part in splitter.Split(text))
            Assert.HasCount(1, splitter.Split(part), $"{Show(part)} of {Show(text)}");
    });

    [TestMethod]
    [DataRow(null, 0)]
    [DataRow("", 0)]
    [DataRow(" \n\n\t \u2029 ", 1)]
    [DataRow("\ud83d", 1)]
    [DataRow(".", 1)]
    [DataRow("...", 1)]
    [DataRow("no terminator", 1)]
    public void Texts_without_a_boundary_have_one_part_and_the_empty_one_none(string? text, int parts)
    {
        Assert.HasCount(parts, SentenceSplitter.For().Split(text));
        Assert.AreEqual(text ?? "", string.Concat(SentenceSplitter.For().Split(text)));
    }

    [TestMethod]
    [DataRow(".", 1)]
    [DataRow(". ", 1)]
    [DataRow("\"", 1)]
    [DataRow("(", 1)]
    [DataRow("a", 1)]
    [DataRow("\n", 1)]
    [DataRow(" ", 1)]
    [DataRow("- ", 1)]
    [DataRow("x.\"", 1)]
    [DataRow(". - ", 250_001)]
    [DataRow("A. ", 1)]
    [DataRow("Mr. ", 1)]
    [DataRow("a. ", 1)]
    [DataRow("\u3002", 1)]
    [DataRow("Tom? ", 200_000)]
    public void A_long_text_of_one_pattern_is_read_in_steps_that_grow_with_it(string pattern, int parts)
    {
        // A million characters: at a step for each pair of them this would not end.
        string text = string.Concat(Enumerable.Repeat(pattern, 1_000_000 / pattern.Length));
        IReadOnlyList<Range> ranges = SentenceSplitter.For().Ranges(text);
        Assert.HasCount(parts, ranges);
        Assert.AreEqual(text.Length, ranges[^1].End.GetOffset(text.Length));
    }

    [TestMethod]
    public void A_splitter_of_the_callers_gives_whole_texts_too()
    {
        CollectionAssert.AreEqual(new[] { " a ", "b  ", "c" }, new At(0, 1, 2, 4, 4, 6, 6).Split(" a b  c").ToArray());
        StringAssert.StartsWith(Assert.Throws<InvalidOperationException>(() => new At(9).Split("abc")).Message, "At.FindEnds must give places from 0 to the text's length (3), but gave 9.");
    }

    private static void ForRandomTexts(Action<SentenceSplitter, string> check)
    {
        var random = new Random(1);
        SentenceSplitter[] splitters = [SentenceSplitter.For("en"), SentenceSplitter.For("fr"), SentenceSplitter.For("de")];
        for (int i = 0; i < 20_000; i++)
            check(splitters[i % splitters.Length], string.Concat(random.GetItems(Pieces, random.Next(1, 25))));
    }

    private static string Show(string text) => string.Concat(text.Select(c => c is < ' ' or > '~' ? $"\\u{(int)c:x4}" : $"{c}"));

    // Written apart from the splitter's own steps.
    private static bool EndsASentence(string part)
    {
        string body = part.TrimEnd(), tail = part[body.Length..];
        return tail.IndexOfAny(['\f', '\u2029']) >= 0 || LineBreak().Count(tail) > 1
            || (body.TrimEnd('"', '\'', '\u201c', '\u201d', '\u00ab', '\u00bb', ')', ']', ' ', '\u00a0') is { Length: > 0 } rest && ".?!\u2026\u3002\uff1f".Contains(rest[^1]));
    }

    [GeneratedRegex("\r\n|[\n\r\u2028]")]
    private static partial Regex LineBreak();

    private sealed class At(params int[] places) : SentenceSplitter
    {
        protected override IEnumerable<int> FindEnds(string text) => places;
    }
}
