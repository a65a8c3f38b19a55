using System.Text.Json.Nodes;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class AgreementTests
{
    [TestMethod]
    [DataRow("cl100k_base")]
    [DataRow("o200k_base")]
    [DataRow("r50k_base")]
    public void Tiktoken_encodings_agree_token_for_token_with_gpt_tokenizer(string encoding) =>
        MustAgree(LanguageTokenizer.Tiktoken(encoding), encoding);

    [TestMethod]
    [DataRow("llama3")]
    [DataRow("qwen")]
    [DataRow("gpt2")]
    public void A_tokenizer_json_agrees_token_for_token_with_Hugging_Faces_library(string kind)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", RankedFiles.TokenizerJson(kind));
        MustAgree(LanguageTokenizer.Load(folder.FullPath), kind);
    }

    [TestMethod]
    public void Vocab_json_and_merges_txt_agree_token_for_token_with_gpt_tokenizer()
    {
        using var folder = new TemporaryFolder();
        (JsonObject vocabulary, List<string> merges) = RankedFiles.Vocabulary("gpt2");
        folder.Write("vocab.json", vocabulary.ToJsonString());
        folder.Write("merges.txt", "#version: 0.2\n" + string.Join('\n', merges) + "\n");
        MustAgree(LanguageTokenizer.Load(folder.FullPath), "r50k_base");
    }

    [TestMethod]
    public void Llama_3s_rank_file_agrees_token_for_token_with_Hugging_Faces_library()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.model", RankedFiles.RankFile("cl100k_base"));
        MustAgree(LanguageTokenizer.Load(folder.FullPath), "llama3");
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void SentencePiece_agrees_token_for_token_with_the_original() =>
        MustAgree(LanguageTokenizer.Load(SharedData.Require("models/stories260K")), "sentencepiece");

    [TestMethod]
    public void The_lines_are_as_many_and_as_mixed_as_they_should_be()
    {
        string all = string.Concat(AgreementLines.All.Select(l => l.Text));
        Assert.HasCount(2000, AgreementLines.All);
        foreach (string part in (string[])["for (int", "é", "の", "😀", "\u200d", "\ud83d\ud83d", "\0", "\r\n", "<|endoftext|>", "\t", "    "])
            Assert.IsTrue(all.Contains(part, StringComparison.Ordinal), part);
    }

    private static void MustAgree(LanguageTokenizer tokenizer, string column)
    {
        int index = AgreementLines.Columns.ToList().IndexOf(column);
        AgreementLines[] wrong = [.. AgreementLines.All.Where(l => AgreementLines.Hash(tokenizer.Encode(l.Text)) != l.Hashes[index])];
        Assert.IsEmpty(wrong, $"{wrong.Length} lines differ, the first: {string.Concat(wrong.Take(1).Select(l => string.Concat(l.Text.Select(c => c is >= ' ' and < (char)127 ? c.ToString() : FormattableString.Invariant($"\\u{(int)c:x4}")))))}");
    }
}
