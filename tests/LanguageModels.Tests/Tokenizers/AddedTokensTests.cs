using System.Text;

namespace ResearchML.LanguageModels.Tests;

/// <summary>Tokens added to a SentencePiece model, and the other ways to name a tokenizer.</summary>
[TestClass]
public sealed class AddedTokensTests
{
    private const string Config = """
        { "tokenizer_class": "LlamaTokenizer", "eos_token": "<|im_end|>", "pad_token": "<unk>",
          "added_tokens_decoder": { "0": { "content": "<unk>", "special": true }, "512": { "content": "<|im_start|>", "special": true },
                                    "513": { "content": "<|im_end|>", "special": true }, "514": { "content": "<note>", "special": false } },
          "chat_template": "<|im_start|> <|im_end|>" }
        """;

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void SentencePiece_takes_added_tokens_behind_its_own()
    {
        using TemporaryFolder folder = Folder();
        LanguageTokenizer tokenizer = LanguageTokenizer.Load(folder.FullPath), plain = LanguageTokenizer.Load(SharedData.Require("models/stories260K"));
        Assert.AreEqual((515, 1, 513, 0), (tokenizer.VocabularySize, tokenizer.BosId, tokenizer.EosId, tokenizer.PadId));
        CollectionAssert.AreEqual(
            (int[])[1, 512, .. plain.Encode("user\nOnce"), 513, .. plain.Encode(" upon")],
            tokenizer.Encode("<s><|im_start|>user\nOnce<|im_end|> upon", specialTokens: true).ToArray());
        CollectionAssert.AreEqual((int[])[.. plain.Encode("Once"), 514, .. plain.Encode("upon")], tokenizer.Encode("Once<note>upon").ToArray());
        Assert.AreEqual("Once<note> upon a time", tokenizer.Decode([1, .. plain.Encode("Once"), 514, .. plain.Encode("upon a time"), 513]));
        CollectionAssert.AreEqual(plain.Encode("<|im_end|></s>").ToArray(), tokenizer.Encode("<|im_end|></s>").ToArray());
        Assert.AreSame(ChatTemplate.ChatML, tokenizer.ChatTemplate);
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void A_tokenizer_json_that_is_not_byte_level_leaves_the_word_to_tokenizer_model()
    {
        using TemporaryFolder folder = Folder();
        folder.Write("tokenizer.json", """{ "model": { "type": "BPE", "byte_fallback": true, "vocab": {}, "merges": [] }, "pre_tokenizer": null }""");
        LanguageTokenizer tokenizer = LanguageTokenizer.Load(folder.FullPath);
        Assert.AreEqual(515, tokenizer.VocabularySize);
        CollectionAssert.AreEquivalent(new[] { "tokenizer.json", "tokenizer.model", "tokenizer_config.json" }, tokenizer.Files.Keys.ToArray());
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void An_added_token_with_the_id_of_a_piece_of_text_is_refused_by_name()
    {
        using TemporaryFolder folder = Folder();
        folder.Write("tokenizer_config.json", """{ "added_tokens_decoder": { "403": { "content": "<note>" } } }""");
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => LanguageTokenizer.Load(folder.FullPath)).Message, "tokenizer.model': the added token \"<note>\" has the id 403, which belongs to \"▁Once\"");
    }

    [TestMethod]
    [DataRow(256, 1025, 256, "line 257 holds a token of 1025 bytes, and at most 1024 are supported")]
    [DataRow(256, 100_000, 256, "line 257 holds a token of 100000 bytes")]
    [DataRow(0, 100_000, 0, "line 1 holds a token of 100000 bytes")]
    [DataRow(256, 2, 16_777_215, "line 257 does not end with a rank below 1516")]
    public void A_rank_file_that_asks_for_too_much_is_refused_by_line(int bytes, int length, int rank, string message)
    {
        string lines = string.Concat(Enumerable.Range(0, bytes).Select(b => $"{Convert.ToBase64String([(byte)b])} {b}\n"));
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.model", $"{lines}{Convert.ToBase64String(new byte[length])} {rank}\n");
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => LanguageTokenizer.Load(folder.FullPath)).Message, $"tokenizer.model' is not a file of tiktoken ranks: {message}");
    }

    [TestMethod]
    public void A_rank_file_may_begin_with_any_rank()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.model", string.Join('\n', Encoding.UTF8.GetString(RankedFiles.RankFile("r50k_base")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse()));
        Assert.AreEqual(50256 + 256, LanguageTokenizer.Load(folder.FullPath).VocabularySize);
    }

    [TestMethod]
    public void An_added_token_with_the_id_of_a_rank_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.model", RankedFiles.RankFile("r50k_base"));
        folder.Write("added_tokens.json", """{ "<note>": 64 }""");
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => LanguageTokenizer.Load(folder.FullPath)).Message, "the added token \"<note>\" has the id 64, which belongs to \"a\"");
    }

    [TestMethod]
    [DataRow("cl100k_base", 100277, 100257)]
    [DataRow("o200k_base", 200019, 199999)]
    [DataRow("r50k_base", 50257, 50256)]
    [DataRow("gpt2", 50257, 50256)]
    public void A_tiktoken_encoding_is_found_again_in_the_folder_it_was_saved_to(string name, int size, int eos)
    {
        using var folder = new TemporaryFolder();
        LanguageTokenizer tokenizer = LanguageTokenizer.Tiktoken(name);
        tokenizer.Save(folder.FullPath);
        Assert.AreSame(tokenizer, LanguageTokenizer.Load(folder.FullPath));
        Assert.AreEqual((size, null, eos), (tokenizer.VocabularySize, tokenizer.BosId, tokenizer.EosId));
        CollectionAssert.AreEqual(new[] { eos }, tokenizer.Encode("<|endoftext|>", specialTokens: true).ToArray());
    }

    [TestMethod]
    public void An_unknown_encoding_is_answered_with_the_known_ones()
    {
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => LanguageTokenizer.Tiktoken("p50k")).Message, "known: cl100k_base, o200k_base, r50k_base, gpt2");
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer_config.json", """{ "tokenizer_class": "ResearchML.TiktokenTokenizer", "encoding": "p50k" }""");
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => LanguageTokenizer.Load(folder.FullPath)).Message, "\"encoding\" is \"p50k\"; known: cl100k_base");
    }

    [TestMethod]
    public void Llama_3s_rank_file_has_its_special_tokens_behind_the_ranks()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.model", RankedFiles.RankFile("r50k_base"));
        LanguageTokenizer tokenizer = LanguageTokenizer.Load(folder.FullPath);
        const int Ranks = 50256;
        Assert.AreEqual((Ranks + 256, Ranks, Ranks + 1), (tokenizer.VocabularySize, tokenizer.BosId, tokenizer.EosId));
        CollectionAssert.AreEqual(new[] { Ranks + 6, Ranks + 7, Ranks + 9, Ranks + 255 },
            tokenizer.Encode("<|start_header_id|><|end_header_id|><|eot_id|><|reserved_special_token_250|>", specialTokens: true).ToArray());
    }

    [TestMethod]
    [DataRow("a\uFEFFb", new[] { 64, 3305, 65 })]
    [DataRow("a\u0085b", new[] { 64, 126, 227, 65 })]
    [DataRow("it'ſ x", new[] { 275, 6, 129, 123, 865 })]
    [DataRow("𝟘1", new[] { 57352, 253, 246, 16 })]
    [DataRow("\uFEFF\uFEFF\u0085 a", new[] { 3305, 3305, 126, 227, 264 })]
    [DataRow("a𠀀b", new[] { 64, 172, 64319, 222, 65 })]
    public void White_space_and_letters_beyond_the_basic_plane_are_words_as_in_Hugging_Faces_library(string text, int[] ids)
    {
        LanguageTokenizer tokenizer = Llama3Style.Value;
        CollectionAssert.AreEqual(ids, tokenizer.Encode(text).ToArray(), string.Join(" ", tokenizer.Encode(text)));
    }

    private static readonly Lazy<LanguageTokenizer> Llama3Style = new(() =>
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", RankedFiles.TokenizerJson("llama3"));
        return LanguageTokenizer.Load(folder.FullPath);
    });

    private static TemporaryFolder Folder()
    {
        byte[] model = File.ReadAllBytes(SharedData.Require("models/stories260K/tokenizer.model"));
        var folder = new TemporaryFolder();
        folder.Write("tokenizer.model", model);
        folder.Write("tokenizer_config.json", Config);
        return folder;
    }
}
