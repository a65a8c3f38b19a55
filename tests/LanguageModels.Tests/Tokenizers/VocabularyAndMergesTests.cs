using System.Text;
using System.Text.Json.Nodes;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class VocabularyAndMergesTests
{
    [TestMethod]
    public void A_byte_order_mark_before_the_merges_is_skipped()
    {
        LanguageTokenizer plain = Load(Encoding.UTF8.GetBytes(Merges));
        CollectionAssert.AreEqual(plain.Encode("the user").ToArray(), Load([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Merges)]).Encode("the user").ToArray());
        Assert.IsLessThan("the user".Length, plain.Encode("the user").Count);
    }

    [TestMethod]
    [DataRow("qq zz", "merges.txt', line 3: the merge names \"qq\", which is not in the vocabulary")]
    [DataRow("a \u00A1", "merges.txt', line 3: the merge names \"a\u00A1\", which is not in the vocabulary")]
    [DataRow("a b c", "merges.txt', line 3: expected two tokens with a space between, but the line is \"a b c\"")]
    public void A_line_that_is_wrong_is_named(string line, string message) =>
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => Load(Encoding.UTF8.GetBytes($"{string.Join('\n', Merges.Split('\n')[..2])}\n{line}\n"))).Message, message);

    [TestMethod]
    [DataRow("")]
    [DataRow(" a")]
    public void A_line_that_is_wrong_is_quoted_to_40_characters(string after) =>
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => Load(Encoding.UTF8.GetBytes($"{new string('x', 1000)}{after}\n"))).Message, $"\"{new string('x', 40)}...\"");

    [TestMethod]
    public void Merges_that_are_not_UTF_8_are_refused_by_name() =>
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => Load([0x61, 0x20, 0xFF])).Message, "merges.txt' is not UTF-8");

    private static string Merges => "#version: 0.2\n" + string.Concat(ChatTokenizer.Json()["model"]!["merges"]!.AsArray().Select(m => $"{m}\n"));

    private static LanguageTokenizer Load(byte[] merges)
    {
        using var folder = new TemporaryFolder();
        JsonNode vocabulary = ChatTokenizer.Json()["model"]!["vocab"]!;
        folder.Write("vocab.json", vocabulary.ToJsonString());
        folder.Write("merges.txt", merges);
        return LanguageTokenizer.Load(folder.FullPath);
    }
}
