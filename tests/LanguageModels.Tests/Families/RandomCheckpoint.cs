using System.Text.Json.Nodes;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

/// <summary>A small model with random weights, as the files that transformers writes for its family.</summary>
/// <param name="Name">What sets it apart from the others.</param>
/// <param name="Config">config.json.</param>
/// <param name="Prefix">Of GPT-2's tensor names.</param>
/// <param name="Buffers">GPT-2's causal masks, which old versions stored with the weights: none, those of the hub's file, or those of transformers 4.20.</param>
/// <param name="Shards">Weight files.</param>
internal sealed record RandomCheckpoint(string Name, JsonObject Config, string Prefix = "transformer.", RandomCheckpoint.StoredBuffers Buffers = RandomCheckpoint.StoredBuffers.None, int Shards = 1)
{
    private const int Seed = 20_260_101;

    /// <summary>Which of GPT-2's buffers lie among the weights.</summary>
    internal enum StoredBuffers
    {
        None,
        Float32Mask,
        BooleanMaskAndFill,
    }

    public string Family => (string)Config["model_type"]!;

    /// <summary>Token ids that the model has embeddings for; the byte tokenizer's are 259.</summary>
    public int VocabularySize => Size("vocab_size");

    /// <summary>Writes config.json, the weights and a byte tokenizer.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="type">Of the weights; whichever it is, they are roundings of the same float32 numbers.</param>
    public void Write(string folder, ScalarType type = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>();
        var random = new Random(Seed);
        foreach ((string name, long[] shape) in Shapes())
            tensors[name] = tensor(Draw(random, name, shape), shape, device: CPU).to(type);
        foreach ((string name, Tensor buffer) in StoredMasks())
            tensors[name] = buffer;
        JsonObject config = Config.DeepClone().AsObject();
        config[config.ContainsKey("dtype") ? "dtype" : "torch_dtype"] = type.ToString().ToLowerInvariant();
        WriteFiles(folder, config, tensors, Shards);
        LanguageTokenizer.Bytes().Save(folder);
    }

    /// <summary>Writes config.json and the weights, in shards where there are several.</summary>
    public static void WriteFiles(string folder, JsonObject config, IReadOnlyDictionary<string, Tensor> tensors, int shards = 1)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJsonString(new() { WriteIndented = true }));
        var metadata = new Dictionary<string, string> { ["format"] = "pt" };
        if (shards == 1)
        {
            SafetensorsFile.Write(Path.Combine(folder, "model.safetensors"), tensors, metadata);
            return;
        }
        var map = new JsonObject();
        for (int shard = 0; shard < shards; shard++)
        {
            string file = FormattableString.Invariant($"model-{shard + 1:D5}-of-{shards:D5}.safetensors");
            KeyValuePair<string, Tensor>[] part = [.. tensors.Where((_, i) => i * shards / tensors.Count == shard)];
            SafetensorsFile.Write(Path.Combine(folder, file), part, metadata);
            foreach ((string name, _) in part)
                map[name] = file;
        }
        var index = new JsonObject { ["metadata"] = new JsonObject { ["total_size"] = tensors.Values.Sum(t => t.numel() * t.element_size()) }, ["weight_map"] = map };
        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), index.ToJsonString(new() { WriteIndented = true }));
    }

    public override string ToString() => Name;

    private IEnumerable<(string Name, long[] Shape)> Shapes() => Family == "gpt2" ? Gpt2Shapes() : LlamaShapes();

    private IEnumerable<(string Name, long[] Shape)> LlamaShapes()
    {
        int width = Size("hidden_size"), inner = Size("intermediate_size"), heads = Size("num_attention_heads"), groups = Size("num_key_value_heads");
        int d = Config["head_dim"] is JsonNode stated ? (int)stated : width / heads;
        bool inputBias = Family == "qwen2" || Flag("attention_bias"), outputBias = Flag("attention_bias"), feedForwardBias = Flag("mlp_bias");
        yield return ("model.embed_tokens.weight", [VocabularySize, width]);
        for (int layer = 0; layer < Size("num_hidden_layers"); layer++)
        {
            string name = $"model.layers.{layer}.";
            yield return (name + "input_layernorm.weight", [width]);
            yield return (name + "post_attention_layernorm.weight", [width]);
            (string Name, int Out, int In, bool Bias)[] linear =
            [
                ("self_attn.q_proj", heads * d, width, inputBias), ("self_attn.k_proj", groups * d, width, inputBias), ("self_attn.v_proj", groups * d, width, inputBias),
                ("self_attn.o_proj", width, heads * d, outputBias),
                ("mlp.gate_proj", inner, width, feedForwardBias), ("mlp.up_proj", inner, width, feedForwardBias), ("mlp.down_proj", width, inner, feedForwardBias),
            ];
            foreach ((string part, int rows, int columns, bool bias) in linear)
            {
                yield return ($"{name}{part}.weight", [rows, columns]);
                if (bias)
                    yield return ($"{name}{part}.bias", [rows]);
            }
            if (Family == "qwen3")
            {
                yield return (name + "self_attn.q_norm.weight", [d]);
                yield return (name + "self_attn.k_norm.weight", [d]);
            }
        }
        yield return ("model.norm.weight", [width]);
        if (!Flag("tie_word_embeddings"))
            yield return ("lm_head.weight", [VocabularySize, width]);
    }

    private IEnumerable<(string Name, long[] Shape)> Gpt2Shapes()
    {
        int width = Size("n_embd"), inner = Config["n_inner"] is JsonNode stated ? (int)stated : 4 * width;
        yield return (Prefix + "wte.weight", [VocabularySize, width]);
        yield return (Prefix + "wpe.weight", [Size("n_positions"), width]);
        for (int layer = 0; layer < Size("n_layer"); layer++)
        {
            string name = $"{Prefix}h.{layer}.";
            foreach ((string part, int rows, int columns) in new[] { ("attn.c_attn", width, 3 * width), ("attn.c_proj", width, width), ("mlp.c_fc", width, inner), ("mlp.c_proj", inner, width) })
            {
                yield return ($"{name}{part}.weight", [rows, columns]);
                yield return ($"{name}{part}.bias", [columns]);
            }
            foreach (string norm in new[] { "ln_1", "ln_2" })
            {
                yield return ($"{name}{norm}.weight", [width]);
                yield return ($"{name}{norm}.bias", [width]);
            }
        }
        yield return (Prefix + "ln_f.weight", [width]);
        yield return (Prefix + "ln_f.bias", [width]);
    }

    private IEnumerable<(string Name, Tensor Buffer)> StoredMasks()
    {
        for (int layer = 0; Buffers != StoredBuffers.None && layer < Size("n_layer"); layer++)
        {
            long n = Size("n_positions");
            yield return ($"{Prefix}h.{layer}.attn.bias", ones([1, 1, n, n], Buffers == StoredBuffers.Float32Mask ? ScalarType.Float32 : ScalarType.Bool, CPU).tril());
            if (Buffers == StoredBuffers.BooleanMaskAndFill)
                yield return ($"{Prefix}h.{layer}.attn.masked_bias", tensor(-1e4f, device: CPU));
        }
    }

    // Wide enough that attention is far from uniform, and that no weight is lost in the noise; gains away from 1, biases from 0.
    private static float[] Draw(Random random, string name, long[] shape)
    {
        bool isNorm = name.Contains("norm", StringComparison.Ordinal) || name.Contains("ln_", StringComparison.Ordinal), isEmbedding = name.Contains("embed_tokens", StringComparison.Ordinal) || name.Contains(".wte", StringComparison.Ordinal) || name.StartsWith("wte", StringComparison.Ordinal);
        bool isGpt2Matrix = name.Contains(".c_", StringComparison.Ordinal), intoScores = name.Contains("q_proj", StringComparison.Ordinal) || name.Contains("k_proj", StringComparison.Ordinal) || name.Contains("c_attn", StringComparison.Ordinal);
        double inputs = shape.Length == 1 ? 1 : isGpt2Matrix ? shape[0] : shape[1];
        double deviation = shape.Length == 1 || name.Contains("wpe", StringComparison.Ordinal) ? 0.3 : isEmbedding ? 0.5 : (intoScores ? 1.5 : 1) / Math.Sqrt(inputs);
        bool isGain = isNorm && name.EndsWith(".weight", StringComparison.Ordinal);
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(isGain ? 0.6 + random.NextDouble() : deviation * Normal(random));
        return values;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private int Size(string name) => (int)Config[name]!;

    private bool Flag(string name) => (bool?)Config[name] ?? false;
}
