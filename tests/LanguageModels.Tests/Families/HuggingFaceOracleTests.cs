using System.Text.Json.Nodes;
using static ResearchML.LanguageModels.Tests.OracleMath;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

/// <summary>The oracle against numbers from elsewhere; no model is involved.</summary>
[TestClass]
public sealed class HuggingFaceOracleTests
{
    private static readonly int[] SomeIds = [256, 72, 101, 108, 108, 111, 44, 32, 119, 111, 114, 108];

    [TestMethod]
    public void Norms_of_3_and_4()
    {
        AssertClose([3 / Math.Sqrt(12.5), 2 * 4 / Math.Sqrt(12.5)], RmsNorm([3, 4], [1, 2], 0));
        AssertClose([3 / Math.Sqrt(16), 4 / Math.Sqrt(16)], RmsNorm([3, 4], [1, 1], 3.5)); // ε is added to the mean, inside the root.
        AssertClose([-1, 1], LayerNorm([3, 4], [1, 1], [0, 0], 0)); // The variance is 1/4: over n, not n − 1.
        AssertClose([9, 12], LayerNorm([3, 4], [2, 4], [10, 10], 0.75), 0); // ±1/2 / √(1/4 + 3/4)
    }

    [TestMethod]
    public void Activations_at_1_equal_published_values()
    {
        Assert.AreEqual(0.7310585786300049, Silu(1), 1e-15);
        Assert.AreEqual(0.8413447460685429, Gelu(1), 1e-15); // Φ(1)
        Assert.AreEqual(0.8411919906082768, GeluTanh(1), 1e-15);
        foreach (double x in new[] { -7, -3.3, -1, -1e-9, 0, 0.5, 2, 5.9, 6.1 })
        {
            using Tensor expected = special.erf(tensor(x, ScalarType.Float64));
            Assert.AreEqual(expected.item<double>(), Erf(x), 1e-15, $"erf({x})");
        }
    }

    [TestMethod]
    public void Rotation_turns_the_pairs_that_lie_half_a_head_apart()
    {
        AssertClose([Math.Cos(3), 0, Math.Sin(3), 0], Rotate([1, 0, 0, 0], 3, [1, 0.1]));
        AssertClose([0, -Math.Sin(0.3), 0, Math.Cos(0.3)], Rotate([0, 0, 0, 1], 3, [1, 0.1]));
        AssertClose([1, 0.1], Frequencies(100, 4));
    }

    [TestMethod]
    public void Scaling_of_llama3_leaves_short_waves_slows_long_ones_and_blends_between()
    {
        double Wave(double wavelength) => 2 * Math.PI / wavelength;
        Assert.AreEqual(Wave(7), Llama3Frequency(Wave(7), 8, 1, 4, 32));
        Assert.AreEqual(Wave(33) / 8, Llama3Frequency(Wave(33), 8, 1, 4, 32));
        // 16 positions fit twice into 32, a third of the way from 1 to 4.
        Assert.AreEqual(Wave(16) * (1 / 3.0 + 2 / 3.0 / 8), Llama3Frequency(Wave(16), 8, 1, 4, 32), 1e-15);
        Assert.AreEqual(Wave(16), Llama3Frequency(Wave(16), 1, 1, 4, 32), 1e-15);
    }

    [TestMethod]
    [DataRow("llama: rope_scaling of llama3")]
    [DataRow("llama: rope_parameters of llama3")]
    public void The_scaled_checkpoints_have_frequencies_of_all_three_kinds(string name)
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoints.Named(name).Write(folder.FullPath);
        double[] plain = Frequencies(100, 8), scaled = new HuggingFaceOracle(folder.FullPath).RotaryFrequencies();
        double[] ratios = [.. scaled.Zip(plain, (s, p) => s / p)];
        Assert.AreEqual(1, ratios[0]);
        Assert.IsTrue(ratios[1] is > 0.2 and < 0.9, $"{ratios[1]}");
        AssertClose([0.125, 0.125], ratios[2..], 1e-15);
    }

    [TestMethod]
    public void Attention_by_hand()
    {
        // One head of width 1: scores 1·q·k; e^ln(3) = 3 times the weight.
        double[][] q = [[1], [1], [1]], k = [[0], [Math.Log(3)], [0]], v = [[8], [4], [3]];
        AssertClose([8], Attention(q, k, v, 1, null, 1)[0]);
        AssertClose([(8 + 3 * 4) / 4.0], Attention(q, k, v, 1, null, 1)[1]);
        AssertClose([(8 + 3 * 4 + 3) / 5.0], Attention(q, k, v, 1, null, 1)[2]);
        AssertClose([(3 * 4 + 3) / 4.0], Attention(q, k, v, 1, 2, 1)[2]); // A window of 2 holds the position itself and one before.
        AssertClose([3], Attention(q, k, v, 1, 1, 1)[2]);
        // Heads 0 and 1 share the first group, 2 and 3 the second.
        AssertClose([5, 5, 7, 7], Attention([[1, 1, 1, 1]], [[1, 1]], [[5, 7]], 1, null, 1)[0]);
    }

    [TestMethod]
    public void One_layer_of_llama_by_hand()
    {
        // Queries are 0, so attention is the mean; values and outputs are the identity; the feed-forward adds nothing.
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        string name = "model.layers.0.";
        Tensor identity = eye(2, device: CPU), nothing = zeros([2, 2], device: CPU), one = ones([2], device: CPU);
        JsonObject config = JsonNode.Parse("""
            { "model_type": "llama", "hidden_act": "silu", "hidden_size": 2, "num_attention_heads": 1, "num_hidden_layers": 1, "rms_norm_eps": 0, "tie_word_embeddings": true }
            """)!.AsObject();
        var weights = new Dictionary<string, Tensor>
        {
            ["model.embed_tokens.weight"] = identity,
            ["model.norm.weight"] = one,
            [name + "input_layernorm.weight"] = one,
            [name + "post_attention_layernorm.weight"] = one,
            [name + "self_attn.q_proj.weight"] = nothing,
            [name + "self_attn.k_proj.weight"] = identity,
            [name + "self_attn.v_proj.weight"] = identity,
            [name + "self_attn.o_proj.weight"] = identity,
            [name + "mlp.gate_proj.weight"] = identity,
            [name + "mlp.up_proj.weight"] = identity,
            [name + "mlp.down_proj.weight"] = nothing,
        };
        RandomCheckpoint.WriteFiles(folder.FullPath, config, weights);
        double[][] logits = new HuggingFaceOracle(folder.FullPath).Logits([0, 1]);
        AssertClose([Math.Sqrt(2), 0], logits[0]);
        // (1, 0) and (0, 1) become (√2, 0) and (0, √2), whose mean is (√½, √½); added to (0, 1) and made of length √2.
        double a = Math.Sqrt(0.5), length = Math.Sqrt(a * a + (1 + a) * (1 + a));
        AssertClose([Math.Sqrt(2) * a / length, Math.Sqrt(2) * (1 + a) / length], logits[1]);
    }

    [TestMethod]
    public void One_layer_of_gpt2_by_hand()
    {
        // Queries and keys are 0, values are the normed input; c_proj, (in, out), moves its first number to the second place.
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        JsonObject config = JsonNode.Parse("""
            { "model_type": "gpt2", "n_embd": 2, "n_head": 1, "n_layer": 1, "n_positions": 2, "n_inner": 1, "layer_norm_epsilon": 1, "activation_function": "gelu_new" }
            """)!.AsObject();
        Tensor Matrix(int rows, int columns, params float[] values) => tensor(values, [rows, columns], device: CPU);
        Tensor Vector(params float[] values) => tensor(values, device: CPU);
        RandomCheckpoint.WriteFiles(folder.FullPath, config, new Dictionary<string, Tensor>
        {
            ["wte.weight"] = eye(2, device: CPU),
            ["wpe.weight"] = Matrix(2, 2, 0, 0, 0, 2),
            ["h.0.ln_1.weight"] = Vector(1, 1),
            ["h.0.ln_1.bias"] = Vector(0, 0),
            ["h.0.attn.c_attn.weight"] = Matrix(2, 6, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1),
            ["h.0.attn.c_attn.bias"] = Vector(0, 0, 0, 0, 0, 0),
            ["h.0.attn.c_proj.weight"] = Matrix(2, 2, 0, 1, 0, 0),
            ["h.0.attn.c_proj.bias"] = Vector(0, 0),
            ["h.0.ln_2.weight"] = Vector(1, 1),
            ["h.0.ln_2.bias"] = Vector(0, 0),
            ["h.0.mlp.c_fc.weight"] = Matrix(2, 1, 0, 0),
            ["h.0.mlp.c_fc.bias"] = Vector(1),
            ["h.0.mlp.c_proj.weight"] = Matrix(1, 2, 2, 0),
            ["h.0.mlp.c_proj.bias"] = Vector(0, 0),
            ["ln_f.weight"] = Vector(1, 3),
            ["ln_f.bias"] = Vector(0.5f, 0),
        });
        double[][] logits = new HuggingFaceOracle(folder.FullPath).Logits([0, 1]);
        // The inputs (1, 0) and (0, 1) + (0, 2) are normed to ±half their difference, over √(its square + 1).
        double a = 0.5 / Math.Sqrt(0.25 + 1), b = -1.5 / Math.Sqrt(2.25 + 1), g = 2 * GeluTanh(1);
        double[] Final(double first, double second)
        {
            double half = (first - second) / 2, normed = half / Math.Sqrt(half * half + 1);
            return [normed + 0.5, -3 * normed];
        }
        AssertClose(Final(1 + g, 0 + a), logits[0]);
        AssertClose(Final(0 + g, 3 + (a + b) / 2), logits[1]);
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void Greedy_decoding_of_stories260K_gives_the_ids_of_an_independent_implementation()
    {
        // Quoted in shared/DESIGN.md, from a float32 implementation that is neither this nor the model.
        var oracle = new HuggingFaceOracle(SharedData.Require("models/stories260K"));
        CollectionAssert.AreEqual(new[] { 1, 403, 407, 261, 378, 432, 383, 286, 261, 376 }, oracle.Greedy([1], 10));
    }

    [TestMethod]
    [DynamicData(nameof(RandomCheckpoints.Names), typeof(RandomCheckpoints))]
    public void Every_tensor_is_read_and_matters(string name)
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint checkpoint = RandomCheckpoints.Named(name);
        checkpoint.Write(folder.FullPath);
        var oracle = new HuggingFaceOracle(folder.FullPath);
        double[][] logits = oracle.Logits(SomeIds);
        string[] buffers = [.. oracle.Tensors.Keys.Where(n => n.EndsWith(".attn.bias", StringComparison.Ordinal) || n.EndsWith("masked_bias", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(buffers, oracle.Unread.ToArray());
        foreach ((string tensor, OracleTensor weights) in oracle.Tensors.Where(t => !buffers.Contains(t.Key)))
        {
            double[] before = [.. weights.Values];
            for (int i = 0; i < before.Length; i++)
                weights.Values[i] *= i % 3 == 0 ? 0.7 : 1.1; // Not all alike: a norm after it would undo that.
            // A hundred times the tolerance of the models' tests: a weight that is left out cannot hide in it.
            Assert.IsGreaterThan(1e-2, MaxDifference(logits, oracle.Logits(SomeIds)), tensor);
            before.CopyTo(weights.Values, 0);
        }
        Assert.AreEqual(0, MaxDifference(logits, oracle.Logits(SomeIds)));
    }

    [TestMethod]
    [DataRow("llama: biases everywhere", """{ "rms_norm_eps": 1e-6 }""")]
    [DataRow("mistral: sliding window", """{ "rms_norm_eps": 1e-6 }""")]
    [DataRow("mistral: sliding window", """{ "sliding_window": 6 }""")]
    [DataRow("mistral: sliding window, rope_parameters", """{ "rope_parameters": { "rope_theta": 300, "rope_type": "default" } }""")]
    [DataRow("qwen2: a window that is not in use, tied", """{ "use_sliding_window": true }""")]
    [DataRow("qwen2: a window above the first layer, untied, two shards", """{ "max_window_layers": 2 }""")]
    [DataRow("qwen3: tied", """{ "rms_norm_eps": 1e-6 }""")]
    [DataRow("qwen3: tied", """{ "rope_theta": 400 }""")]
    [DataRow("qwen3: layer_types of its own order", """{ "layer_types": null }""")]
    [DataRow("gpt2: newer, padded vocabulary", """{ "layer_norm_epsilon": 1e-5 }""")]
    [DataRow("gpt2: names and masks of the hub", """{ "activation_function": "gelu" }""")]
    [DataRow("gpt2: exact gelu, old buffers", """{ "activation_function": "gelu_new" }""")]
    public void What_the_config_says_matters(string name, string fields)
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint checkpoint = RandomCheckpoints.Named(name);
        checkpoint.Write(folder.FullPath);
        double[][] logits = new HuggingFaceOracle(folder.FullPath).Logits(SomeIds);
        File.WriteAllText(folder["config.json"], RandomCheckpoints.With(checkpoint.Config, fields).ToJsonString());
        // Ten times the tolerance of the models' tests.
        Assert.IsGreaterThan(1e-3, MaxDifference(logits, new HuggingFaceOracle(folder.FullPath).Logits(SomeIds)));
    }

    [TestMethod]
    [DynamicData(nameof(RandomCheckpoints.Names), typeof(RandomCheckpoints))]
    public void A_token_changes_nothing_before_it_and_all_logits_are_of_moderate_size(string name)
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoints.Named(name).Write(folder.FullPath);
        var oracle = new HuggingFaceOracle(folder.FullPath);
        double[][] a = oracle.Logits(SomeIds), b = oracle.Logits([.. SomeIds[..^1], 7]), alone = oracle.Logits(SomeIds[..5]);
        Assert.AreEqual(0, MaxDifference(a[..^1], b[..^1]));
        Assert.AreNotEqual(0, MaxDifference(a[^1..], b[^1..]));
        Assert.AreEqual(0, MaxDifference(a[..5], alone));
        // 1e-4 of such logits is some 100 times the rounding of float32.
        double largest = a.Max(row => row.Max(Math.Abs));
        Assert.IsTrue(largest is > 1 and < 40, $"{largest}");
    }

    [TestMethod]
    [DataRow("mistral: sliding window", "sliding_window", 5)]
    [DataRow("qwen2: a window above the first layer, untied, two shards", "sliding_window", 5)]
    [DataRow("qwen3: layer_types of its own order", "sliding_window", 4)]
    public void A_window_as_long_as_the_text_is_none_and_a_shorter_one_is_not(string name, string field, int window)
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint checkpoint = RandomCheckpoints.Named(name);
        double[][] Logits(string fields)
        {
            (checkpoint with { Config = RandomCheckpoints.With(checkpoint.Config, fields) }).Write(folder.FullPath);
            return new HuggingFaceOracle(folder.FullPath).Logits(SomeIds);
        }
        double[][] windowed = Logits("{}"), whole = Logits($$"""{ "{{field}}": {{SomeIds.Length}} }"""), none = Logits($$"""{ "{{field}}": null }""");
        Assert.AreEqual(0, MaxDifference(whole, none));
        Assert.AreEqual(0, MaxDifference(windowed[..window], none[..window]));
        for (int t = window; t < SomeIds.Length; t++)
            Assert.IsGreaterThan(1e-2, MaxDifference([windowed[t]], [none[t]]), $"{t}");
    }

    [TestMethod]
    public void Windows_lie_where_the_config_puts_them()
    {
        int?[] Of(string name)
        {
            using var folder = new TemporaryFolder();
            RandomCheckpoint checkpoint = RandomCheckpoints.Named(name);
            checkpoint.Write(folder.FullPath);
            var oracle = new HuggingFaceOracle(folder.FullPath);
            return [.. Enumerable.Range(0, (int)checkpoint.Config["num_hidden_layers"]!).Select(oracle.Window)];
        }
        CollectionAssert.AreEqual(new int?[] { 5, 5 }, Of("mistral: sliding window"));
        CollectionAssert.AreEqual(new int?[] { null, null }, Of("mistral: no window, plain heads, tied"));
        CollectionAssert.AreEqual(new int?[] { null, null, null }, Of("qwen2: a window that is not in use, tied"));
        CollectionAssert.AreEqual(new int?[] { null, 5, 5 }, Of("qwen2: a window above the first layer, untied, two shards"));
        CollectionAssert.AreEqual(new int?[] { 4, null, 4 }, Of("qwen3: layer_types of its own order"));
    }

    [TestMethod]
    public void Grouped_heads_equal_copies_of_their_keys_and_values()
    {
        using var scope = NewDisposeScope();
        using TemporaryFolder grouped = new(), copied = new();
        RandomCheckpoint checkpoint = RandomCheckpoints.Named("llama: biases everywhere");
        checkpoint.Write(grouped.FullPath);
        var oracle = new HuggingFaceOracle(grouped.FullPath);
        const int headWidth = 6;
        Tensor Copy(string name, OracleTensor t)
        {
            Tensor values = tensor(t.Values, t.Shape).to(ScalarType.Float32);
            if (!name.Contains("k_proj", StringComparison.Ordinal) && !name.Contains("v_proj", StringComparison.Ordinal))
                return values;
            Tensor heads = values.reshape(2, headWidth, -1); // (G, d, …): each group's head twice, side by side.
            return stack([heads[0], heads[0], heads[1], heads[1]]).reshape([4 * headWidth, .. t.Shape[1..]]);
        }
        RandomCheckpoint.WriteFiles(copied.FullPath, RandomCheckpoints.With(checkpoint.Config, """{ "num_key_value_heads": 4 }"""), oracle.Tensors.ToDictionary(t => t.Key, t => Copy(t.Key, t.Value)));
        Assert.AreEqual(0, MaxDifference(oracle.Logits(SomeIds), new HuggingFaceOracle(copied.FullPath).Logits(SomeIds)));
    }

    [TestMethod]
    public void Scaling_of_llama3_by_1_is_no_scaling_in_both_spellings_and_by_8_it_is()
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint old = RandomCheckpoints.Named("llama: rope_scaling of llama3"), newer = RandomCheckpoints.Named("llama: rope_parameters of llama3");
        RandomCheckpoint Scaled(RandomCheckpoint c, string field, int factor)
        {
            JsonObject config = RandomCheckpoints.With(c.Config, """{ "vocab_size": 259 }""");
            config[field]!["factor"] = factor;
            return c with { Config = config };
        }
        double[][] Logits(RandomCheckpoint c)
        {
            c.Write(folder.FullPath);
            return new HuggingFaceOracle(folder.FullPath).Logits(SomeIds);
        }
        double[][] plain = Logits(old with { Config = RandomCheckpoints.With(old.Config, """{ "rope_scaling": null, "vocab_size": 259 }""") });
        Assert.IsLessThan(1e-12, MaxDifference(plain, Logits(Scaled(old, "rope_scaling", 1))));
        Assert.IsLessThan(1e-12, MaxDifference(plain, Logits(Scaled(newer, "rope_parameters", 1))));
        double[][] scaled = Logits(Scaled(old, "rope_scaling", 8));
        Assert.IsGreaterThan(1e-2, MaxDifference(plain, scaled));
        Assert.AreEqual(0, MaxDifference(scaled, Logits(Scaled(newer, "rope_parameters", 8))));
    }

    [TestMethod]
    [DataRow(ScalarType.BFloat16)]
    [DataRow(ScalarType.Float16)]
    public void A_file_of_half_precision_holds_the_rounded_weights(ScalarType type)
    {
        using TemporaryFolder whole = new(), half = new();
        RandomCheckpoint checkpoint = RandomCheckpoints.OfFamily("qwen3");
        checkpoint.Write(whole.FullPath);
        checkpoint.Write(half.FullPath, type);
        double[][] exact = new HuggingFaceOracle(whole.FullPath).Logits(SomeIds), rounded = new HuggingFaceOracle(half.FullPath).Logits(SomeIds);
        Assert.IsGreaterThan(1e-3, MaxDifference(exact, rounded));
        if (type == ScalarType.BFloat16)
            Assert.AreEqual(0, MaxDifference(rounded, new HuggingFaceOracle(whole.FullPath, roundToBFloat16: true).Logits(SomeIds)));
    }

    [TestMethod]
    public void Writing_a_checkpoint_gives_the_same_bytes_again_and_leaves_the_global_seed_alone()
    {
        using TemporaryFolder a = new(), b = new();
        manual_seed(3);
        using Tensor expected = rand(1, device: CPU);
        manual_seed(3);
        foreach (TemporaryFolder folder in new[] { a, b })
            RandomCheckpoints.All[0].Write(folder.FullPath);
        using Tensor actual = rand(1, device: CPU);
        Assert.AreEqual(expected.item<float>(), actual.item<float>());
        CollectionAssert.AreEqual(File.ReadAllBytes(a["model.safetensors"]), File.ReadAllBytes(b["model.safetensors"]));
        CollectionAssert.AreEqual(File.ReadAllBytes(a["config.json"]), File.ReadAllBytes(b["config.json"]));
    }

    internal static double MaxDifference(double[][] a, double[][] b)
    {
        Assert.HasCount(a.Length, b);
        return a.Zip(b, (u, v) => u.Zip(v, (x, y) => Math.Abs(x - y)).Max()).Max();
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance = 1e-14)
    {
        Assert.HasCount(expected.Length, actual);
        Assert.IsLessThanOrEqualTo(tolerance, MaxDifference([expected], [actual]), string.Join(", ", actual));
    }
}
