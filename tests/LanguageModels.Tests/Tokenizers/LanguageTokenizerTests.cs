namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class LanguageTokenizerTests
{
    [TestMethod]
    public void Bytes_are_their_own_ids()
    {
        LanguageTokenizer tokenizer = LanguageTokenizer.Bytes();
        CollectionAssert.AreEqual(new[] { 65, 0xC3, 0xA9, 0xF0, 0x9F, 0x98, 0x80 }, tokenizer.Encode("Aé😀").ToArray());
        Assert.AreEqual((259, 256, 257, 258), (tokenizer.VocabularySize, tokenizer.BosId, tokenizer.EosId, tokenizer.PadId));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("plain")]
    [DataRow("línea\r\n\t日本語 😀 \0 end")]
    public void Bytes_decode_to_what_was_encoded(string text)
    {
        LanguageTokenizer tokenizer = LanguageTokenizer.Bytes();
        Assert.AreEqual(text, tokenizer.Decode([256, .. tokenizer.Encode(text), 257, 258]));
    }

    [TestMethod]
    public void A_lone_surrogate_counts_as_the_replacement_character() =>
        CollectionAssert.AreEqual(new[] { 0xEF, 0xBF, 0xBD }, LanguageTokenizer.Bytes().Encode("\uD800").ToArray());

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void A_lone_surrogate_counts_as_the_replacement_character_for_SentencePiece_too()
    {
        LanguageTokenizer tokenizer = LanguageTokenizer.Load(SharedData.Require("models/stories260K"));
        CollectionAssert.AreEqual(tokenizer.Encode("a\uFFFDb😀").ToArray(), tokenizer.Encode("a\uD800b😀").ToArray());
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(259)]
    public void An_id_out_of_the_vocabulary_is_refused(int id) =>
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => LanguageTokenizer.Bytes().Decode([1, id])).Message, "ids run from 0 to 258");

    [TestMethod]
    public void The_byte_tokenizer_is_found_again_in_the_folder_it_was_saved_to()
    {
        using var folder = new TemporaryFolder();
        LanguageTokenizer.Bytes().Save(folder.FullPath);
        Assert.AreSame(LanguageTokenizer.Bytes(), LanguageTokenizer.Load(folder.FullPath));
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void SentencePiece_encodes_as_the_published_model_does()
    {
        LanguageTokenizer tokenizer = LanguageTokenizer.Load(SharedData.Require("models/stories260K"));
        int[] ids = [403, 407, 261, 378, 432, 383, 286, 261, 376, 298, 315, 421, 395];
        Assert.AreEqual((512, 1, 2), (tokenizer.VocabularySize, tokenizer.BosId, tokenizer.EosId));
        Assert.AreEqual("Once upon a time, there was a little girl named", tokenizer.Decode([1, .. ids]));
        CollectionAssert.AreEqual(ids, tokenizer.Encode("Once upon a time, there was a little girl named").ToArray());
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    // Ids that Google's SentencePiece 0.1.97 (Debian's python3-sentencepiece) gives.
    [DataRow("x", new[] { 410, 444 })]
    [DataRow("é", new[] { 410, 485 })]
    [DataRow("日", new[] { 410, 233, 154, 168 })]
    [DataRow("x ", new[] { 410, 444 })]
    [DataRow(" a", new[] { 261 })]
    [DataRow("\n", new[] { 410, 13 })]
    [DataRow("  ", new int[0])]
    [DataRow("Hi", new[] { 320, 417 })]
    public void SentencePiece_encodes_short_texts_and_white_space_as_the_original_does(string text, int[] ids) =>
        CollectionAssert.AreEqual(ids, LanguageTokenizer.Load(SharedData.Require("models/stories260K")).Encode(text).ToArray());

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void SentencePiece_falls_back_to_bytes_and_back()
    {
        LanguageTokenizer tokenizer = LanguageTokenizer.SentencePiece(SharedData.Require("models/stories260K/tokenizer.model"));
        Assert.AreEqual("naïve 日本 😀", tokenizer.Decode(tokenizer.Encode("naïve 日本 😀")));
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void SentencePiece_saves_the_file_that_it_was_read_from()
    {
        string original = SharedData.Require("models/stories260K/tokenizer.model");
        using var folder = new TemporaryFolder();
        LanguageTokenizer.SentencePiece(original).Save(folder.FullPath);
        CollectionAssert.AreEqual(File.ReadAllBytes(original), File.ReadAllBytes(folder["tokenizer.model"]));
    }

    [TestMethod]
    public void Saving_over_another_tokenizer_leaves_none_of_its_files()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in TokenizerFiles.Names)
            folder.Write(name, "of another");
        folder.Write("config.json", "no tokenizer's");
        LanguageTokenizer tokenizer = LanguageTokenizer.Train(["the user and the assistant"], 280);
        tokenizer.Save(folder.FullPath);
        CollectionAssert.AreEqual(tokenizer.Encode("the user").ToArray(), LanguageTokenizer.Load(folder.FullPath).Encode("the user").ToArray());
        LanguageTokenizer.Bytes().Save(folder.FullPath);
        Assert.AreSame(LanguageTokenizer.Bytes(), LanguageTokenizer.Load(folder.FullPath));
        CollectionAssert.AreEquivalent(new[] { "config.json", "tokenizer_config.json" }, Directory.GetFiles(folder.FullPath).Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    public void A_damaged_SentencePiece_model_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["tokenizer.model"], [1, 2, 3, 250, 250]);
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => LanguageTokenizer.Load(folder.FullPath)).Message, "tokenizer.model' is not a SentencePiece model");
    }

    [TestMethod]
    public void A_folder_without_a_tokenizer_says_what_was_expected()
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => LanguageTokenizer.Load(folder.FullPath)).Message, "expected tokenizer.json (byte-level BPE), tokenizer.model (SentencePiece");
    }

    [TestMethod]
    public void A_tokenizer_of_another_class_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["tokenizer_config.json"], """{ "tokenizer_class": "GPT2Tokenizer" }""");
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => LanguageTokenizer.Load(folder.FullPath)).Message, "\"GPT2Tokenizer\" is not supported");
    }
}
