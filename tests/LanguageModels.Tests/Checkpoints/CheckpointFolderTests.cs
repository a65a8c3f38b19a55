using System.Text.Json.Nodes;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class CheckpointFolderTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_saved_model_loads_with_the_same_bits(bool tied)
    {
        using var folder = new TemporaryFolder();
        using LanguageModel model = TinyModel.Create(TinyModel.Config with { TieEmbeddings = tied, RopeTheta = 123.5, NormEpsilon = 3e-6, HeadWidth = 8 });
        model.Save(folder["deep/model"]);
        using LanguageModel back = LanguageModel.Load(folder["deep/model"]);
        Assert.AreEqual(back.Config with { FeedForwardWidth = null, KeyValueHeads = 2 }, model.Config);
        using var scope = NewDisposeScope();
        Assert.AreEqual(0, TinyModel.MaxDifference(TinyModel.Logits(model, TinyModel.Ids([1, 2, 3])), TinyModel.Logits(back, TinyModel.Ids([1, 2, 3]))));
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void Stories260K_round_trips_bit_for_bit()
    {
        string original = SharedData.Require("models/stories260K");
        using var folder = new TemporaryFolder();
        using (LanguageModel model = LanguageModel.Load(original))
            model.Save(folder.FullPath);
        using SafetensorsFile before = SafetensorsFile.Open(Path.Combine(original, "model.safetensors")), after = SafetensorsFile.Open(folder["model.safetensors"]);
        CollectionAssert.AreEquivalent(before.Names.ToArray(), after.Names.ToArray());
        using var scope = NewDisposeScope();
        foreach (string name in before.Names)
            Assert.IsTrue(before.Read(name).equal(after.Read(name)).all().item<bool>(), name);
        foreach ((string name, JsonNode? value) in JsonNode.Parse(File.ReadAllText(Path.Combine(original, "config.json")))!.AsObject())
            Assert.IsTrue(JsonNode.DeepEquals(value, JsonNode.Parse(File.ReadAllText(folder["config.json"]))![name]), name);
    }

    [TestMethod]
    public void A_folder_that_does_not_exist_is_named() =>
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => LanguageModel.Load("/no/such/folder")).Message, "There is no folder '/no/such/folder'");

    [TestMethod]
    [DataRow("model_type", "\"mamba\"", "\"model_type\" is \"mamba\", which is not supported; supported: \"llama\", \"mistral\", \"qwen2\", \"qwen3\", \"gpt2\".")]
    [DataRow("model_type", null, "\"model_type\" is missing, which is not supported; supported: \"llama\",")]
    [DataRow("model_type", "\"gpt2\"", "lacks the field \"n_embd\".")]
    [DataRow("hidden_act", "\"gelu\"", "\"hidden_act\" is \"gelu\", which is not supported; supported: \"silu\".")]
    [DataRow("attention_bias", "true", "lacks the tensor \"model.layers.0.self_attn.q_proj.bias\" of shape [24]")]
    [DataRow("rope_scaling", "{\"type\":\"linear\"}", "\"type\" is \"linear\", which is not supported; supported: \"default\", \"llama3\".")]
    [DataRow("rope_scaling", "{\"rope_type\":\"llama3\"}", "lacks the field \"factor\".")]
    [DataRow("rope_scaling", "{\"rope_type\":\"llama3\",\"factor\":0,\"low_freq_factor\":1,\"high_freq_factor\":4}", "Llama3RopeScaling.Factor must be at least 1, but is 0.")]
    [DataRow("rope_parameters", "{\"full_attention\":{\"rope_type\":\"default\"}}", "\"full_attention\" is {\"rope_type\":\"default\"}, which is not supported; supported: \"rope_type\",")]
    [DataRow("partial_rotary_factor", "0.5", "\"partial_rotary_factor\" is 0.5, which is not supported; supported: 1.")]
    [DataRow("eos_token_id", "[1, \"x\"]", "\"eos_token_id\" must be a list of whole numbers")]
    [DataRow("hidden_size", null, "lacks the field \"hidden_size\".")]
    [DataRow("hidden_size", "\"24\"", "\"hidden_size\" must be a whole number")]
    [DataRow("hidden_size", "25", "asks for")]
    [DataRow("intermediate_size", "2000000000", "\"model.layers.0.mlp.gate_proj.weight\" has shape [64, 24], but config.json asks for [2000000000, 24].")]
    [DataRow("num_hidden_layers", "2000000000", "lacks the tensor \"model.layers.2.input_layernorm.weight\" of shape [24]")]
    [DataRow("vocab_size", "100", "The tokenizer has 259 ids")]
    [DataRow("vocab_size", "385", "embeddings for 385, more than padding explains: they do not belong together.")]
    [DataRow("vocab_size", "384", "\"model.embed_tokens.weight\" has shape [259, 24], but config.json asks for [384, 24].")]
    [DataRow("num_attention_heads", "0", "describes an impossible model: DecoderConfig.Heads must be at least 1")]
    [DataRow("num_key_value_heads", "3", "DecoderConfig.KeyValueHeads must divide Heads (4), but is 3.")]
    [DataRow("rms_norm_eps", "-1", "DecoderConfig.NormEpsilon must be positive")]
    [DataRow("tie_word_embeddings", "false", "lacks the tensor \"lm_head.weight\" of shape [259, 24]")]
    public void A_config_that_does_not_fit_is_refused_by_field(string field, string? value, string message)
    {
        using var folder = new TemporaryFolder();
        using (LanguageModel model = TinyModel.Create())
            model.Save(folder.FullPath);
        JsonObject config = JsonNode.Parse(File.ReadAllText(folder["config.json"]))!.AsObject();
        if (value is null)
            config.Remove(field);
        else
            config[field] = JsonNode.Parse(value);
        File.WriteAllText(folder["config.json"], config.ToJsonString());
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => LanguageModel.Load(folder.FullPath)).Message, message);
    }

    [TestMethod]
    [DataRow("not json", "is not valid JSON")]
    [DataRow("[1]", "must hold a JSON object, but holds Array")]
    public void A_config_that_is_no_object_is_refused(string text, string message)
    {
        using var folder = new TemporaryFolder();
        using (LanguageModel model = TinyModel.Create())
            model.Save(folder.FullPath);
        File.WriteAllText(folder["config.json"], text);
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => LanguageModel.Load(folder.FullPath)).Message, message);
    }

    [TestMethod]
    [DataRow("{\"model_type\":\"\\ud800\"}", "\"model_type\" holds half a surrogate pair")]
    [DataRow("{\"model_type\":\"llama\",\"model_type\":\"llama\"}", "is not valid JSON")]
    [DataRow("{} garbage", "is not valid JSON")]
    [DataRow("{\"model_type\":\"\u00ff\"}", "is not UTF-8")]
    public void Broken_text_in_a_config_is_refused_by_file(string text, string message)
    {
        using var folder = new TemporaryFolder();
        using (LanguageModel model = TinyModel.Create())
            model.Save(folder.FullPath);
        File.WriteAllBytes(folder["config.json"], System.Text.Encoding.Latin1.GetBytes(text));
        string actual = Assert.Throws<CheckpointException>(() => LanguageModel.Load(folder.FullPath)).Message;
        StringAssert.Contains(actual, message);
        StringAssert.Contains(actual, "config.json");
    }

    [TestMethod]
    public void Plain_rotary_parameters_of_newer_configs_are_read()
    {
        using var folder = new TemporaryFolder();
        using (LanguageModel model = TinyModel.Create())
            model.Save(folder.FullPath);
        JsonObject config = JsonNode.Parse(File.ReadAllText(folder["config.json"]))!.AsObject();
        config.Remove("rope_theta");
        config["rope_parameters"] = JsonNode.Parse("""{ "rope_type": "default", "rope_theta": 777 }""");
        File.WriteAllText(folder["config.json"], config.ToJsonString());
        using LanguageModel back = LanguageModel.Load(folder.FullPath);
        Assert.AreEqual(777, back.Config.RopeTheta);
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void Saving_over_a_model_with_another_tokenizer_leaves_no_trace_of_it()
    {
        using var folder = new TemporaryFolder();
        using (LanguageModel stories = LanguageModel.Load(SharedData.Require("models/stories260K")))
            stories.Save(folder.FullPath);
        using (LanguageModel bytes = TinyModel.Create())
            bytes.Save(folder.FullPath);
        using LanguageModel back = LanguageModel.Load(folder.FullPath);
        Assert.AreSame(LanguageTokenizer.Bytes(), back.Tokenizer);
    }

    [TestMethod]
    public void A_missing_tensor_a_surplus_one_and_one_of_whole_numbers_are_named()
    {
        AssertRefused(t => t.Remove("model.norm.weight"), "lacks the tensor \"model.norm.weight\" of shape [24]");
        AssertRefused(t => t["model.extra"] = zeros(3, device: CPU), "no place for: \"model.extra\".");
        AssertRefused(t => t["model.norm.weight"] = zeros([24], ScalarType.Int64, CPU), "\"model.norm.weight\" holds I64");
    }

    [TestMethod]
    public void A_stored_copy_of_the_tied_output_layer_and_rotary_frequencies_are_passed_over()
    {
        using var folder = new TemporaryFolder();
        Rewrite(folder, t =>
        {
            t["lm_head.weight"] = zeros([259, 24], device: CPU);
            t["model.layers.0.self_attn.rotary_emb.inv_freq"] = zeros([3], device: CPU);
        });
        LanguageModel.Load(folder.FullPath).Dispose();
    }

    [TestMethod]
    public void A_weights_file_cut_in_half_is_refused()
    {
        using var folder = new TemporaryFolder();
        using (LanguageModel model = TinyModel.Create())
            model.Save(folder.FullPath);
        byte[] whole = File.ReadAllBytes(folder["model.safetensors"]);
        File.WriteAllBytes(folder["model.safetensors"], whole[..(whole.Length / 2)]);
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => LanguageModel.Load(folder.FullPath)).Message, "model.safetensors");
    }

    [TestMethod]
    public void Half_precision_weights_load_as_float32()
    {
        using var folder = new TemporaryFolder();
        Rewrite(folder, t => t["model.norm.weight"] = full([24], 0.5f, ScalarType.BFloat16, CPU));
        using LanguageModel model = LanguageModel.Load(folder.FullPath);
        Assert.AreEqual(0.5f, model.Decoder.get_parameter("model.norm.weight")![0].item<float>());
    }

    [TestMethod]
    public void Saving_leaves_no_temporary_file()
    {
        using var folder = new TemporaryFolder();
        using LanguageModel model = TinyModel.Create();
        model.Save(folder.FullPath);
        model.Save(folder.FullPath);
        CollectionAssert.AreEqual(
            new[] { "config.json", "model.safetensors", "tokenizer_config.json" }, Directory.GetFileSystemEntries(folder.FullPath).Select(Path.GetFileName).Order().ToArray());
    }

    [TestMethod]
    public void Loading_and_disposing_leaves_no_tensor_behind()
    {
        using var folder = new TemporaryFolder();
        using (LanguageModel model = TinyModel.Create())
            model.Save(folder.FullPath);
        LiveTensors.MustNotChange(3, () => LanguageModel.Load(folder.FullPath).Dispose(), parametersMade: 20);
        File.WriteAllText(folder["model.safetensors"], "");
        LiveTensors.MustNotChange(3, () => Assert.Throws<CheckpointException>(() => LanguageModel.Load(folder.FullPath)));
    }

    private static void AssertRefused(Action<Dictionary<string, Tensor>> change, string message)
    {
        using var folder = new TemporaryFolder();
        Rewrite(folder, change);
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => LanguageModel.Load(folder.FullPath)).Message, message);
    }

    private static void Rewrite(TemporaryFolder folder, Action<Dictionary<string, Tensor>> change)
    {
        using var scope = NewDisposeScope();
        using LanguageModel model = TinyModel.Create();
        model.Save(folder.FullPath);
        var tensors = DecoderWeights.Named(model.Decoder, model.Decoder.DataType).ToDictionary();
        change(tensors);
        SafetensorsFile.Write(folder["model.safetensors"], tensors);
    }
}
