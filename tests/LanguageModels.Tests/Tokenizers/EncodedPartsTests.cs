namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class EncodedPartsTests
{
    private static readonly string[] Story = ["Once upon a time, there was a girl. ", "She had a  cat!\n\n", "\"Meow,\" said the cat.  ", "The end."];

    [TestMethod]
    public void A_token_that_straddles_a_boundary_belongs_to_the_part_of_its_last_ink()
    {
        LanguageTokenizer tokenizer = LanguageTokenizer.Tiktoken("cl100k_base");
        EncodedParts parts = tokenizer.EncodeParts(["One day. ", "The dog."]);
        CollectionAssert.AreEqual(tokenizer.Encode("One day. The dog.").ToArray(), parts.Tokens.ToArray());
        CollectionAssert.AreEqual(new[] { "One", " day", ".", " The", " dog", "." }, parts.Tokens.Select(id => tokenizer.Decode([id])).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 1, 1, 1 }, parts.Parts.ToArray());
    }

    [TestMethod]
    [DataRow("bytes")]
    [DataRow("cl100k_base")]
    [DataRow("gpt2")]
    public void The_ids_are_those_of_the_whole_text_and_each_part_decodes_to_its_ink(string kind)
    {
        LanguageTokenizer tokenizer = kind == "bytes" ? LanguageTokenizer.Bytes() : LanguageTokenizer.Tiktoken(kind);
        AssertAligned(tokenizer, Story);
        AssertAligned(tokenizer, ["Größe: 5 µm。", "これは文です。", "😀😀 Ja! ", "e\u0301te\u0301. "]);
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void SentencePieces_space_marks_and_byte_pieces_are_counted_as_what_they_stand_for()
    {
        LanguageTokenizer tokenizer = LanguageTokenizer.Load(SharedData.Require("models/stories260K"));
        AssertAligned(tokenizer, Story);
        AssertAligned(tokenizer, ["Größe: 5 µm。", "これは文です。", "😀😀 Ja! "]);
    }

    [TestMethod]
    public void White_space_alone_belongs_to_the_part_before_it_or_has_no_token()
    {
        EncodedParts parts = LanguageTokenizer.Bytes().EncodeParts(["a ", "  ", "b", ""]);
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 0, 2 }, parts.Parts.ToArray());
        Assert.IsEmpty(LanguageTokenizer.Bytes().EncodeParts([]).Tokens);
        Assert.IsEmpty(LanguageTokenizer.Bytes().EncodeParts(["", ""]).Tokens);
    }

    [TestMethod]
    public void Composed_characters_are_counted_as_the_tokenizer_composes_them()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", RankedFiles.TokenizerJson("qwen")); // normalization form C
        AssertAligned(LanguageTokenizer.Load(folder.FullPath), ["Le cafe\u0301 est la\u0300. ", "E\u0301te\u0301! ", "Oui."], text => text.Replace("e\u0301", "é").Replace("a\u0300", "à").Replace("E\u0301", "É"));
    }

    [TestMethod]
    public void A_lone_surrogate_is_counted_as_the_character_that_stands_for_it() => AssertAligned(LanguageTokenizer.Bytes(), ["a\uD800. ", "\uDC00b"], text => text.Replace('\uD800', '\uFFFD').Replace('\uDC00', '\uFFFD'));

    [TestMethod]
    public void A_null_part_is_refused() => Assert.ThrowsExactly<ArgumentException>(() => LanguageTokenizer.Bytes().EncodeParts(["a", null!]));

    private static void AssertAligned(LanguageTokenizer tokenizer, string[] parts, Func<string, string>? normalized = null)
    {
        EncodedParts encoded = tokenizer.EncodeParts(parts);
        CollectionAssert.AreEqual(tokenizer.Encode(string.Concat(parts)).ToArray(), encoded.Tokens.ToArray());
        Assert.HasCount(encoded.Tokens.Count, encoded.Parts);
        for (int i = 0; i < parts.Length; i++)
        {
            int[] own = [.. encoded.Tokens.Where((_, t) => encoded.Parts[t] == i)];
            Assert.AreEqual(Ink(normalized?.Invoke(parts[i]) ?? parts[i]), Ink(tokenizer.Decode(own)));
        }
    }

    private static string Ink(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
