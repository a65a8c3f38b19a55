using System.Text.Json.Nodes;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class TokenizerJsonTests
{
    [TestMethod]
    public void A_special_token_is_text_in_a_document_and_a_token_in_a_prompt()
    {
        LanguageTokenizer tokenizer = ChatTokenizer.Load();
        int start = tokenizer.Encode("<|im_start|>", specialTokens: true).Single();
        CollectionAssert.DoesNotContain(tokenizer.Encode("a<|im_start|>b").ToArray(), start);
        Assert.AreEqual("a<|im_start|>b", tokenizer.Decode(tokenizer.Encode("a<|im_start|>b")));
        CollectionAssert.AreEqual(new[] { start }, tokenizer.Encode("a<|im_start|>b", specialTokens: true).Where(id => id >= tokenizer.VocabularySize - 4).ToArray());
        Assert.AreEqual("ab", tokenizer.Decode(tokenizer.Encode("a<|im_start|>b", specialTokens: true)));
    }

    [TestMethod]
    public void An_added_token_that_is_not_special_is_a_token_everywhere_and_stays_in_decoded_text()
    {
        LanguageTokenizer tokenizer = ChatTokenizer.Load();
        IReadOnlyList<int> ids = tokenizer.Encode("x<tool>y");
        Assert.HasCount(3, ids);
        Assert.AreEqual(tokenizer.VocabularySize - 1, ids[1]);
        Assert.AreEqual("x<tool>y", tokenizer.Decode(ids));
    }

    [TestMethod]
    public void Of_added_tokens_that_begin_together_the_longest_counts()
    {
        LanguageTokenizer tokenizer = ChatTokenizer.Load(change: json => json["added_tokens"]!.AsArray().Add(
            new JsonObject { ["id"] = 999, ["content"] = "<tool>s", ["special"] = false, ["normalized"] = true }));
        // The one that is looked for in the text as it came goes first, as in Hugging Face's library.
        Assert.HasCount(2, tokenizer.Encode("<tool>s"));
        tokenizer = ChatTokenizer.Load(change: json => json["added_tokens"]!.AsArray().Add(
            new JsonObject { ["id"] = 999, ["content"] = "<tool>s", ["special"] = false, ["normalized"] = false }));
        CollectionAssert.AreEqual(new[] { 999 }, tokenizer.Encode("<tool>s").ToArray());
        Assert.AreEqual(1000, tokenizer.VocabularySize);
        Assert.AreEqual("", tokenizer.Decode([998])); // an id between that stands for nothing
    }

    [TestMethod]
    public void Tokens_that_two_files_name_are_one()
    {
        // As in Qwen's folders, whose tokenizer_config.json repeats those of tokenizer.json.
        int id = ChatTokenizer.Load().Encode("<tool>").Single();
        LanguageTokenizer tokenizer = ChatTokenizer.Load($$"""{ "added_tokens_decoder": { "{{id}}": { "content": "<tool>", "special": true } } }""");
        CollectionAssert.AreEqual(new[] { id }, tokenizer.Encode("<tool>", specialTokens: true).ToArray());
        CollectionAssert.DoesNotContain(tokenizer.Encode("<tool>").ToArray(), id);
    }

    [TestMethod]
    [DataRow("tokenizer_config.json", "[1]")]
    [DataRow("tokenizer_config.json", "{ \"added_tokens_decoder\": { \"x\": { \"content\": \"a\" } } }")]
    [DataRow("tokenizer_config.json", "{ \"added_tokens_decoder\": { \"-1\": { \"content\": \"a\" } } }")]
    [DataRow("tokenizer_config.json", "{ \"added_tokens_decoder\": { \"1\": 7 } }")]
    [DataRow("tokenizer_config.json", "{ \"eos_token\": 7 }")]
    [DataRow("tokenizer_config.json", "{ \"chat_template\": [ 7 ] }")]
    [DataRow("tokenizer_config.json", "{ \"additional_special_tokens\": [ \"\\ud800\" ] }")]
    [DataRow("added_tokens.json", "{ \"a\": 2000000000 }")]
    [DataRow("added_tokens.json", "{ \"\": 2 }")]
    [DataRow("tokenizer.json", "{}")]
    [DataRow("tokenizer.json", "{ \"model\": { \"type\": \"BPE\", \"vocab\": 3, \"merges\": {} }, \"pre_tokenizer\": { \"type\": \"ByteLevel\" } }")]
    [DataRow("tokenizer.json", "{ \"model\": { \"type\": \"BPE\" }, \"pre_tokenizer\": { \"type\": \"ByteLevel\" } }")]
    [DataRow("tokenizer.json", "{ \"model\": { \"type\": \"BPE\", \"vocab\": { \"\\ud800\": 1 }, \"merges\": [] }, \"pre_tokenizer\": { \"type\": \"ByteLevel\" } }")]
    public void A_damaged_file_is_a_CheckpointException(string name, string content)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", ChatTokenizer.Json().ToJsonString());
        folder.Write(name, content);
        Assert.Throws<CheckpointException>(() => LanguageTokenizer.Load(folder.FullPath));
    }

    [TestMethod]
    public void Ids_that_begin_end_and_fill_come_from_the_configuration()
    {
        LanguageTokenizer tokenizer = ChatTokenizer.Load(ChatTokenizer.Config);
        int Id(string content) => tokenizer.Encode(content, specialTokens: true).Single();
        Assert.AreEqual(((int?)null, Id("<|im_end|>"), Id("<|endoftext|>")), (tokenizer.BosId, tokenizer.EosId, tokenizer.PadId));
        Assert.AreSame(ChatTemplate.ChatML, tokenizer.ChatTemplate);
    }

    [TestMethod]
    public void BOS_is_what_the_post_processor_or_the_configuration_puts_first()
    {
        const string Named = """{ "bos_token": "<|im_start|>" }""", Put = """{ "bos_token": { "content": "<|im_start|>" }, "add_bos_token": true }""";
        void Template(JsonObject json) => json["post_processor"] = JsonNode.Parse("""
            { "type": "Sequence", "processors": [ { "type": "ByteLevel" }, { "type": "TemplateProcessing", "single": [ { "SpecialToken": { "id": "<|endoftext|>" } }, { "Sequence": { "id": "A" } } ] } ] }
            """);
        LanguageTokenizer put = ChatTokenizer.Load(Put), template = ChatTokenizer.Load(Named, Template);
        Assert.IsNull(ChatTokenizer.Load(Named).BosId);
        Assert.AreEqual(put.Encode("<|im_start|>", specialTokens: true).Single(), put.BosId);
        Assert.AreEqual(template.Encode("<|endoftext|>", specialTokens: true).Single(), template.BosId);
    }

    [TestMethod]
    public void A_vocabulary_of_GPT_2_without_any_configuration_ends_texts_with_endoftext() =>
        Assert.AreEqual(ChatTokenizer.Load().Encode("<|endoftext|>", specialTokens: true).Single(), ChatTokenizer.Load().EosId);

    [TestMethod]
    public void Text_is_composed_where_the_file_says_so()
    {
        LanguageTokenizer tokenizer = ChatTokenizer.Load(change: json => json["normalizer"] = new JsonObject { ["type"] = "NFC" });
        CollectionAssert.AreEqual(tokenizer.Encode("é각").ToArray(), tokenizer.Encode("e\u0301\u1100\u1161\u11a8").ToArray());
        CollectionAssert.AreNotEqual(ChatTokenizer.Load().Encode("é").ToArray(), ChatTokenizer.Load().Encode("e\u0301").ToArray());
    }

    [TestMethod]
    public void Digits_stand_alone_where_the_file_says_so()
    {
        LanguageTokenizer tokenizer = ChatTokenizer.Load(change: json => json["pre_tokenizer"] = JsonNode.Parse(
            """{ "type": "Sequence", "pretokenizers": [ { "type": "Digits", "individual_digits": true }, { "type": "ByteLevel", "add_prefix_space": false, "use_regex": true } ] }"""));
        Assert.HasCount(5, tokenizer.Encode("a 12"[..2] + "123"));
    }

    [TestMethod]
    public void A_prefix_space_is_put_before_each_stretch_of_text()
    {
        LanguageTokenizer tokenizer = ChatTokenizer.Load(change: json => json["pre_tokenizer"] = JsonNode.Parse("""{ "type": "ByteLevel", "add_prefix_space": true, "use_regex": true }"""));
        CollectionAssert.AreEqual(tokenizer.Encode(" user<tool> user").ToArray(), tokenizer.Encode("user<tool>user").ToArray());
    }

    [TestMethod]
    [DataRow("/model/type", "\"WordPiece\"", "the model is WordPiece, which is not supported")]
    [DataRow("/model/type", "\"Unigram\"", "the model is Unigram, which is not supported")]
    [DataRow("/model/dropout", "0.1", "\"dropout\" is set")]
    [DataRow("/model/byte_fallback", "true", "\"byte_fallback\" is true")]
    [DataRow("/model/end_of_word_suffix", "\"</w>\"", "\"end_of_word_suffix\" is \"</w>\"")]
    [DataRow("/model/merges/0", "\"a b c\"", "a merge must be \"left right\"")]
    [DataRow("/model/merges/0", "\"qq zz\"", "a merge names \"qq\"")]
    [DataRow("/model/vocab/a", "\"x\"", "the token \"a\" must have an id")]
    [DataRow("/normalizer", "{\"type\":\"NFKC\"}", "the normalizer \"NFKC\" is not supported; supported: \"NFC\"")]
    [DataRow("/pre_tokenizer/pretokenizers/0", "{\"type\":\"Metaspace\"}", "the pre-tokenizer \"Metaspace\" is not supported")]
    [DataRow("/pre_tokenizer/pretokenizers/0/behavior", "\"Removed\"", "\"behavior\" is \"Removed\"")]
    [DataRow("/pre_tokenizer/pretokenizers/0/pattern/Regex", "\"\\\\p{Han}+\"", "does not read as the original engine does: \\p{Han}+")]
    [DataRow("/pre_tokenizer/pretokenizers/0/pattern/Regex", "\"\\\\w+\"", "does not read as the original engine does")]
    [DataRow("/pre_tokenizer/pretokenizers/0/pattern/Regex", "\"a++\"", "does not read as the original engine does")]
    [DataRow("/added_tokens/0", "7", "\"added_tokens\" must hold objects, but holds 7")]
    [DataRow("/added_tokens/3/id", "5", "the added token \"<tool>\" has the id 5, which belongs to \"#\"")]
    [DataRow("/added_tokens/3/id", "283", "the added token \"<tool>\" has the id 283, which belongs to \"<|im_start|>\"")]
    [DataRow("/post_processor", "{\"type\":\"TemplateProcessing\",\"single\":[7]}", "\"single\" must hold objects, but holds 7")]
    [DataRow("/model/vocab/a", "16777215", "the token \"a\" must have an id from 0 to 1563, but has 16777215")]
    [DataRow("/pre_tokenizer", "{\"type\":\"Whitespace\"}", "BPE that is not byte-level")]
    [DataRow("/decoder", "{\"type\":\"WordPiece\"}", "the decoder \"WordPiece\" is not supported")]
    [DataRow("/added_tokens/0/lstrip", "true", "the added token \"<|endoftext|>\" has \"lstrip\": true")]
    [DataRow("/added_tokens/0/single_word", "true", "has \"single_word\": true")]
    public void What_is_not_supported_is_refused_by_name(string path, string value, string message)
    {
        string text = Assert.Throws<CheckpointException>(() => ChatTokenizer.Load(change: json => Set(json, path, value))).Message;
        StringAssert.Contains(text, message);
        StringAssert.Contains(text, "tokenizer.json'");
    }

    [TestMethod]
    [DataRow("{ \"added_tokens_decoder\": { \"1\": 7 } }", "tokenizer_config.json': \"added_tokens_decoder\" must hold objects, but holds 7")]
    [DataRow("{ \"chat_template\": [ 7 ] }", "tokenizer_config.json': \"chat_template\" must hold objects, but holds 7")]
    [DataRow("{ \"additional_special_tokens\": [ 7 ] }", "tokenizer_config.json': \"additional_special_tokens\" must hold objects, but holds 7")]
    [DataRow("{ \"additional_special_tokens\": [ \"\\ud800\" ] }", "tokenizer_config.json': \"additional_special_tokens\" holds half a surrogate pair")]
    [DataRow("{ \"added_tokens_decoder\": { \"9\": { \"content\": \"<x>\" } } }", "the added token \"<x>\" has the id 9, which belongs to \"'\"")]
    public void What_is_wrong_in_the_configuration_is_refused_by_name(string config, string message) =>
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => ChatTokenizer.Load(config)).Message, message);

    [TestMethod]
    [DataRow("\"\\ud800 a\"")]
    [DataRow("[\"\\ud800\", \"a\"]")]
    public void Half_a_surrogate_pair_in_a_merge_names_the_file(string merge)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", ChatTokenizer.Json().ToJsonString().Replace("\"merges\":[", $"\"merges\":[{merge},", StringComparison.Ordinal));
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => LanguageTokenizer.Load(folder.FullPath)).Message, "tokenizer.json': \"merges\" holds half a surrogate pair");
    }

    [TestMethod]
    public void An_added_token_may_be_a_token_of_the_vocabulary_too()
    {
        // As " th", which stands there as "Ġth".
        int id = ChatTokenizer.Json()["model"]!["vocab"]!.AsObject().First(t => t.Key.Length > 1 && t.Key[0] == 'Ġ').Value!.GetValue<int>();
        string content = ChatTokenizer.Load().Decode([id]);
        Assert.StartsWith(" ", content);
        LanguageTokenizer tokenizer = ChatTokenizer.Load($$"""{ "added_tokens_decoder": { "{{id}}": { "content": "{{content}}" } } }""");
        CollectionAssert.AreEqual(new[] { id }, tokenizer.Encode(content).ToArray());
    }

    [TestMethod]
    [DataRow(1024, true)]
    [DataRow(1025, false)]
    public void A_token_of_more_than_1024_bytes_is_refused_by_name(int length, bool supported)
    {
        LanguageTokenizer Load() => ChatTokenizer.Load(change: json => json["model"]!["vocab"]![new string('x', length)] = 400);
        if (supported)
            Assert.AreEqual(new string('x', length), Load().Decode([400]));
        else
            StringAssert.Contains(Assert.Throws<CheckpointException>(Load).Message, $"tokenizer.json': the token \"{new string('x', 40)}...\" has 1025 bytes, and at most 1024 are supported");
    }

    [TestMethod]
    public void A_byte_without_a_token_is_refused() =>
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => ChatTokenizer.Load(change: json =>
        {
            json["model"]!["merges"]!.AsArray().Clear();
            json["model"]!["vocab"]!.AsObject().Remove("a");
        })).Message, "no token stands for the byte 0x61");

    [TestMethod]
    [DataRow("BertTokenizer", "\"BertTokenizer\" is not supported with vocab.json and merges.txt")]
    [DataRow("CLIPTokenizer", "\"CLIPTokenizer\" is not supported with vocab.json and merges.txt")]
    public void Vocab_json_of_another_class_is_refused(string className, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocab.json", "{}");
        folder.Write("merges.txt", "");
        folder.Write("tokenizer_config.json", $$"""{ "tokenizer_class": "{{className}}" }""");
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => LanguageTokenizer.Load(folder.FullPath)).Message, message);
    }

    [TestMethod]
    public void Every_file_that_a_tokenizer_was_read_from_is_saved_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", ChatTokenizer.Json().ToJsonString());
        folder.Write("tokenizer_config.json", ChatTokenizer.Config);
        folder.Write("special_tokens_map.json", """{ "eos_token": "<|im_end|>" }""");
        folder.Write("added_tokens.json", """{ "<extra>": 400 }""");
        folder.Write("chat_template.jinja", "{{ '<|im_start|>' + message['role'] + '<|im_end|>' }}");
        folder.Write("vocab.json", "{}");
        folder.Write("merges.txt", "#version: 0.2\r\n");
        LanguageTokenizer tokenizer = LanguageTokenizer.Load(folder.FullPath);
        using var copy = new TemporaryFolder();
        tokenizer.Save(copy.FullPath);
        foreach (string file in Directory.GetFiles(folder.FullPath))
            CollectionAssert.AreEqual(File.ReadAllBytes(file), File.ReadAllBytes(copy[Path.GetFileName(file)]), file);
        CollectionAssert.AreEqual(new[] { 400 }, tokenizer.Encode("<extra>").ToArray());
        Assert.HasCount(7, Directory.GetFiles(copy.FullPath));
    }

    [TestMethod]
    public void A_chat_template_is_taken_from_a_list_by_the_name_default()
    {
        const string Listed = """{ "chat_template": [ { "name": "tool_use", "template": "[INST] [/INST]" }, { "name": "default", "template": "<|start_header_id|> <|eot_id|>" } ] }""";
        Assert.AreSame(ChatTemplate.Llama3, ChatTokenizer.Load(Listed).ChatTemplate);
        Assert.IsNull(ChatTokenizer.Load("""{ "chat_template": "{{ message }}" }""").ChatTemplate);
        Assert.IsNull(ChatTokenizer.Load().ChatTemplate);
    }

    private static void Set(JsonObject json, string path, string value)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        JsonNode at = json;
        foreach (string part in parts[..^1])
            at = at is JsonArray array ? array[int.Parse(part)]! : at[part]!;
        if (at is JsonArray last)
            last[int.Parse(parts[^1])] = JsonNode.Parse(value);
        else
            at[parts[^1]] = JsonNode.Parse(value);
    }
}
