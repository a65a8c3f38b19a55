using System.Text.Json.Nodes;
using static ResearchML.LanguageModels.Tests.OracleMath;

namespace ResearchML.LanguageModels.Tests;

/// <summary>What a Hugging Face checkpoint says, as plain loops in float64 over the files: shares no code with the models under test.</summary>
/// <remarks>
/// Written from the configuration_*.py and modeling_*.py of transformers 4.40 to 5 for llama, mistral, qwen2, qwen3 and gpt2.
/// Which weights there are follows from config.json and not from what lies in the file; <see cref="Unread"/> tells the rest.
/// </remarks>
internal sealed class HuggingFaceOracle
{
    private readonly JsonObject _config;
    private readonly string _family;
    private readonly HashSet<string> _read = [];

    /// <param name="folder">The checkpoint.</param>
    /// <param name="roundToBFloat16">See the weights as rounded to bfloat16; those of a BF16 file are so already.</param>
    public HuggingFaceOracle(string folder, bool roundToBFloat16 = false)
    {
        _config = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!.AsObject();
        _family = (string)_config["model_type"]!;
        if (_family is not ("llama" or "mistral" or "qwen2" or "qwen3" or "gpt2"))
            throw new NotSupportedException($"The oracle knows no \"{_family}\".");
        Tensors = OracleTensor.ReadAll(folder, roundToBFloat16);
    }

    /// <summary>The weights by name, in float64.</summary>
    public IReadOnlyDictionary<string, OracleTensor> Tensors { get; }

    /// <summary>Names that <see cref="Logits"/> has not looked at.</summary>
    public IEnumerable<string> Unread => Tensors.Keys.Where(name => !_read.Contains(name)).Order(StringComparer.Ordinal);

    /// <summary>Logits after each of the tokens, [position][vocabulary]; the first stands at position 0.</summary>
    public double[][] Logits(IReadOnlyList<int> tokens) => _family == "gpt2" ? Gpt2(tokens) : Llama(tokens);

    /// <summary>The id that scores best after the given ones, and so on.</summary>
    public int[] Greedy(IReadOnlyList<int> prompt, int length)
    {
        List<int> ids = [.. prompt];
        while (ids.Count < length)
        {
            double[] last = Logits(ids)[^1];
            ids.Add(Array.IndexOf(last, last.Max()));
        }
        return [.. ids];
    }

    /// <summary>The attention window of a layer in tokens, or null where it sees all before.</summary>
    public int? Window(int layer)
    {
        int? window = _config.ContainsKey("sliding_window") ? Optional("sliding_window") : 4096; // The default is a number; null is said.
        return _family switch
        {
            "mistral" => window,
            "qwen2" or "qwen3" when Flag("use_sliding_window") => IsSliding(layer) ? window : null,
            _ => null,
        };
    }

    /// <summary>Radians per position of each pair of a head.</summary>
    public double[] RotaryFrequencies()
    {
        JsonObject? rope = (_config["rope_scaling"] ?? _config["rope_parameters"])?.AsObject();
        double[] plain = Frequencies(Number(rope, "rope_theta") ?? Number(_config, "rope_theta") ?? 10_000, HeadWidth());
        return (string?)(rope?["rope_type"] ?? rope?["type"]) switch
        {
            null or "default" => plain,
            "llama3" => [.. plain.Select(f => Llama3Frequency(f, Number(rope, "factor")!.Value, Number(rope, "low_freq_factor")!.Value,
                Number(rope, "high_freq_factor")!.Value, Number(rope, "original_max_position_embeddings") ?? Number(_config, "max_position_embeddings")!.Value))],
            string other => throw new NotSupportedException($"The oracle knows no rope_type \"{other}\"."),
        };
    }

    // Touvron et al. 2023, arXiv:2302.13971; mistral, qwen2 and qwen3 differ in windows, biases and norms of the heads.
    private double[][] Llama(IReadOnlyList<int> tokens)
    {
        Require("hidden_act", "silu", "silu");
        double epsilon = Number(_config, "rms_norm_eps") ?? 1e-6;
        double[][] x = [.. tokens.Select(id => Row("model.embed_tokens.weight", id))];
        for (int layer = 0; layer < Optional("num_hidden_layers"); layer++)
        {
            string name = $"model.layers.{layer}.";
            double[][] attended = LlamaAttention([.. x.Select(v => RmsNorm(v, Vector(name + "input_layernorm.weight"), epsilon))], name + "self_attn.", Window(layer), epsilon);
            x = [.. x.Zip(attended, Add)];
            x = [.. x.Select(v => Add(v, LlamaFeedForward(RmsNorm(v, Vector(name + "post_attention_layernorm.weight"), epsilon), name + "mlp.")))];
        }
        string head = Flag("tie_word_embeddings") ? "model.embed_tokens" : "lm_head";
        return [.. x.Select(v => Linear(head, RmsNorm(v, Vector("model.norm.weight"), epsilon), bias: false))];
    }

    private double[][] LlamaAttention(double[][] x, string name, int? window, double epsilon)
    {
        bool biased = Flag("attention_bias"), inputBias = _family == "qwen2" || (_family is "llama" or "qwen3" && biased), outputBias = _family is "llama" or "qwen3" && biased;
        int d = HeadWidth(), heads = Optional("num_attention_heads")!.Value, groups = Groups(heads);
        double[] frequencies = RotaryFrequencies();
        double[] NormOfHead(double[] head, string which) => _family == "qwen3" ? RmsNorm(head, Vector(name + which), epsilon) : head;
        double[][] q = [.. x.Select((v, t) => PerHead(Linear(name + "q_proj", v, inputBias), heads, d, u => Rotate(NormOfHead(u, "q_norm.weight"), t, frequencies)))];
        double[][] k = [.. x.Select((v, t) => PerHead(Linear(name + "k_proj", v, inputBias), groups, d, u => Rotate(NormOfHead(u, "k_norm.weight"), t, frequencies)))];
        double[][] v = [.. x.Select(u => PerHead(Linear(name + "v_proj", u, inputBias), groups, d, head => head))];
        return [.. Attention(q, k, v, d, window, 1 / Math.Sqrt(d)).Select(u => Linear(name + "o_proj", u, outputBias))];
    }

    // down(silu(gate(x)) · up(x)). Shazeer 2020, arXiv:2002.05202.
    private double[] LlamaFeedForward(double[] x, string name)
    {
        bool bias = _family == "llama" && Flag("mlp_bias");
        double[] gate = Linear(name + "gate_proj", x, bias), up = Linear(name + "up_proj", x, bias);
        return Linear(name + "down_proj", [.. gate.Zip(up, (g, u) => Silu(g) * u)], bias);
    }

    // Radford et al. 2019: norms come before attention and feed-forward, and once more at the end.
    private double[][] Gpt2(IReadOnlyList<int> tokens)
    {
        Func<double, double> activation = Require("activation_function", "gelu_new", "gelu_new", "gelu") == "gelu" ? OracleMath.Gelu : OracleMath.GeluTanh;
        double epsilon = Number(_config, "layer_norm_epsilon") ?? 1e-5;
        int width = Optional("n_embd")!.Value, d = width / Optional("n_head")!.Value;
        double scale = Flag("scale_attn_weights", otherwise: true) ? 1 / Math.Sqrt(d) : 1;
        string prefix = Tensors.ContainsKey("transformer.wte.weight") ? "transformer." : "";
        double[] Norm(double[] v, string name) => LayerNorm(v, Vector(name + ".weight"), Vector(name + ".bias"), epsilon);
        double[][] x = [.. tokens.Select((id, t) => Add(Row(prefix + "wte.weight", id), Row(prefix + "wpe.weight", t)))];
        for (int layer = 0; layer < Optional("n_layer"); layer++)
        {
            string name = $"{prefix}h.{layer}.";
            double[][] qkv = [.. x.Select(v => Conv1D(name + "attn.c_attn", Norm(v, name + "ln_1")))];
            double[][] q = [.. qkv.Select(v => v[..width])], k = [.. qkv.Select(v => v[width..(2 * width)])], values = [.. qkv.Select(v => v[(2 * width)..])];
            double[][] attended = [.. Attention(q, k, values, d, window: null, scale).Select(v => Conv1D(name + "attn.c_proj", v))];
            x = [.. x.Zip(attended, Add)];
            x = [.. x.Select(v => Add(v, Conv1D(name + "mlp.c_proj", [.. Conv1D(name + "mlp.c_fc", Norm(v, name + "ln_2")).Select(activation)])))];
        }
        string head = Flag("tie_word_embeddings", otherwise: true) ? prefix + "wte" : "lm_head";
        return [.. x.Select(v => Linear(head, Norm(v, prefix + "ln_f"), bias: false))];
    }

    // Layers below max_window_layers see everything; a list, where there is one, decides.
    private bool IsSliding(int layer) => _config["layer_types"] is JsonArray types
        ? (string?)types[layer] == "sliding_attention"
        : layer >= (Optional("max_window_layers") ?? 28);

    // qwen3's default is a number of its own, not a share of the width.
    private int HeadWidth() => Optional("head_dim") ?? (_family == "qwen3" ? 128 : Optional("hidden_size")!.Value / Optional("num_attention_heads")!.Value);

    private int Groups(int heads) => Optional("num_key_value_heads") ?? (_config.ContainsKey("num_key_value_heads") || _family == "llama" ? heads : _family == "mistral" ? 8 : 32);

    private static double[] PerHead(double[] joined, int heads, int d, Func<double[], double[]> map)
    {
        Assert.AreEqual(heads * d, joined.Length, "config.json and the weights disagree on the heads");
        return [.. joined.Chunk(d).SelectMany(map)];
    }

    // y = Wx + b, W (out, in).
    private double[] Linear(string name, double[] x, bool bias)
    {
        (long[] shape, double[] w) = Get(name + ".weight");
        Assert.AreEqual(x.Length, shape[1], name);
        var y = new double[shape[0]];
        for (int o = 0; o < y.Length; o++)
        {
            for (int i = 0; i < x.Length; i++)
                y[o] += w[o * x.Length + i] * x[i];
        }
        return bias ? Add(y, Vector(name + ".bias")) : y;
    }

    // y = Wᵀx + b, W (in, out): GPT-2's layout.
    private double[] Conv1D(string name, double[] x)
    {
        (long[] shape, double[] w) = Get(name + ".weight");
        Assert.AreEqual(x.Length, shape[0], name);
        var y = new double[shape[1]];
        for (int i = 0; i < x.Length; i++)
        {
            for (int o = 0; o < y.Length; o++)
                y[o] += w[i * y.Length + o] * x[i];
        }
        return Add(y, Vector(name + ".bias"));
    }

    private double[] Row(string name, int row)
    {
        (long[] shape, double[] values) = Get(name);
        return values[(row * (int)shape[1])..((row + 1) * (int)shape[1])];
    }

    private double[] Vector(string name)
    {
        (long[] shape, double[] values) = Get(name);
        Assert.HasCount(1, shape, name);
        return values;
    }

    private OracleTensor Get(string name)
    {
        _read.Add(name);
        return Tensors[name];
    }

    // A field that is missing and one that is null are the same here.
    private int? Optional(string name) => (int?)_config[name];

    private static double? Number(JsonObject? fields, string name) => (double?)fields?[name];

    private bool Flag(string name, bool otherwise = false) => (bool?)_config[name] ?? otherwise;

    private string Require(string name, string otherwise, params string[] known)
    {
        string value = (string?)_config[name] ?? otherwise;
        return known.Contains(value) ? value : throw new NotSupportedException($"The oracle knows no {name} \"{value}\".");
    }
}
