using System.Text.Json.Nodes;

namespace ResearchML.LanguageModels.Tests;

/// <summary>The families and their variants: every switch of config.json that changes what a model computes, both ways.</summary>
internal static class RandomCheckpoints
{
    // As transformers writes them (4.51 unless a variant says otherwise), but for the sizes, for rope_theta, so small that 24
    // positions turn every pair, and for the norms' epsilon, so large that one put outside the root is seen.
    private const string Llama = """
        {
          "architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "bos_token_id": 256, "eos_token_id": 257, "head_dim": 6,
          "hidden_act": "silu", "hidden_size": 24, "initializer_range": 0.02, "intermediate_size": 40, "max_position_embeddings": 64, "mlp_bias": false,
          "model_type": "llama", "num_attention_heads": 4, "num_hidden_layers": 2, "num_key_value_heads": 4, "pretraining_tp": 1, "rms_norm_eps": 0.001,
          "rope_scaling": null, "rope_theta": 300.0, "tie_word_embeddings": true, "torch_dtype": "float32", "transformers_version": "4.51.3", "use_cache": true, "vocab_size": 259
        }
        """;

    private const string Mistral = """
        {
          "architectures": ["MistralForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 256, "eos_token_id": 257, "head_dim": 8,
          "hidden_act": "silu", "hidden_size": 24, "initializer_range": 0.02, "intermediate_size": 40, "max_position_embeddings": 64,
          "model_type": "mistral", "num_attention_heads": 4, "num_hidden_layers": 2, "num_key_value_heads": 2, "rms_norm_eps": 0.001,
          "rope_theta": 300.0, "sliding_window": 5, "tie_word_embeddings": false, "torch_dtype": "float32", "transformers_version": "4.51.3", "use_cache": true, "vocab_size": 259
        }
        """;

    private const string Qwen2 = """
        {
          "architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 256, "eos_token_id": 257,
          "hidden_act": "silu", "hidden_size": 24, "initializer_range": 0.02, "intermediate_size": 40, "max_position_embeddings": 64, "max_window_layers": 1,
          "model_type": "qwen2", "num_attention_heads": 4, "num_hidden_layers": 3, "num_key_value_heads": 2, "rms_norm_eps": 0.001, "rope_scaling": null,
          "rope_theta": 300.0, "sliding_window": 5, "tie_word_embeddings": true, "torch_dtype": "float32", "transformers_version": "4.51.3", "use_cache": true,
          "use_sliding_window": false, "vocab_size": 384
        }
        """;

    private const string Qwen3 = """
        {
          "architectures": ["Qwen3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "bos_token_id": 256, "eos_token_id": 257, "head_dim": 8,
          "hidden_act": "silu", "hidden_size": 24, "initializer_range": 0.02, "intermediate_size": 40, "max_position_embeddings": 64, "max_window_layers": 1,
          "model_type": "qwen3", "num_attention_heads": 4, "num_hidden_layers": 3, "num_key_value_heads": 2, "rms_norm_eps": 0.001, "rope_scaling": null,
          "rope_theta": 300.0, "sliding_window": null, "tie_word_embeddings": true, "torch_dtype": "float32", "transformers_version": "4.51.3", "use_cache": true,
          "use_sliding_window": false, "vocab_size": 259
        }
        """;

    // The hub's own file: older than n_inner, tie_word_embeddings and torch_dtype.
    private const string Gpt2 = """
        {
          "activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"], "attn_pdrop": 0.1, "bos_token_id": 256, "embd_pdrop": 0.1, "eos_token_id": 256,
          "initializer_range": 0.02, "layer_norm_epsilon": 1e-05, "model_type": "gpt2", "n_ctx": 64, "n_embd": 24, "n_head": 4, "n_layer": 2, "n_positions": 64,
          "resid_pdrop": 0.1, "summary_activation": null, "summary_first_dropout": 0.1, "summary_proj_to_labels": true, "summary_type": "cls_index",
          "summary_use_proj": true, "task_specific_params": { "text-generation": { "do_sample": true, "max_length": 50 } }, "vocab_size": 259
        }
        """;

    // In 24 positions: 1 pair turns as ever, 1 is blended and 2 turn eight times as slow.
    private const string Llama3Scaling = """
        "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 32
        """;

    private const string NewerGpt2 = """
        {
          "n_inner": null, "reorder_and_upcast_attn": false, "scale_attn_by_inverse_layer_idx": false, "scale_attn_weights": true, "add_cross_attention": false,
          "tie_word_embeddings": true, "use_cache": true, "transformers_version": "4.51.3", "torch_dtype": "float32", "layer_norm_epsilon": 0.001
        }
        """;

    /// <summary>Windows in layers that full ones follow: the oracle reads it, the decoder refuses it by name.</summary>
    public const string OwnOrder = "qwen3: layer_types of its own order";

    public static IReadOnlyList<RandomCheckpoint> All { get; } =
    [
        new("llama: as many key-value heads as heads, tied", With(Llama)),
        new("llama: grouped queries, wide heads, untied, two shards", With(Llama, """{ "num_key_value_heads": 2, "head_dim": 10, "tie_word_embeddings": false }"""), Shards: 2),
        new("llama: biases everywhere", With(Llama, """{ "attention_bias": true, "mlp_bias": true, "num_key_value_heads": 2, "tie_word_embeddings": false }""")),
        new("llama: old config of few fields", Without(With(Llama), "head_dim", "attention_bias", "mlp_bias", "attention_dropout", "rope_scaling")),
        new("llama: rope_scaling of llama3", With(Llama, $$"""{ "head_dim": 8, "rope_theta": 100.0, "num_key_value_heads": 2, "vocab_size": 384, "rope_scaling": { {{Llama3Scaling}} } }""")),
        new("llama: rope_parameters of llama3", Newer(With(Llama, $$"""{ "head_dim": 8, "num_key_value_heads": 2, "rope_parameters": { "rope_theta": 100.0, {{Llama3Scaling}} } }"""))),
        new("mistral: sliding window", With(Mistral)),
        new("mistral: no window, plain heads, tied", Without(With(Mistral, """{ "sliding_window": null, "tie_word_embeddings": true }"""), "head_dim")),
        new("mistral: sliding window, rope_parameters", Newer(With(Mistral, """{ "sliding_window": 3, "vocab_size": 384, "rope_parameters": { "rope_theta": 200.0, "rope_type": "default" } }"""))),
        new("qwen2: a window that is not in use, tied", With(Qwen2)),
        new("qwen2: a window above the first layer, untied, two shards", With(Qwen2, """{ "use_sliding_window": true, "tie_word_embeddings": false }"""), Shards: 2),
        new("qwen2: layer_types", Newer(With(Qwen2, """
            { "use_sliding_window": true, "layer_types": ["full_attention", "sliding_attention", "sliding_attention"], "rope_parameters": { "rope_theta": 200.0, "rope_type": "default" } }
            """))),
        new("qwen3: tied", With(Qwen3)),
        new("qwen3: biases, untied", With(Qwen3, """{ "attention_bias": true, "tie_word_embeddings": false }""")),
        new("qwen3: a window above the first layer", With(Qwen3, """{ "use_sliding_window": true, "sliding_window": 4 }""")),
        new(OwnOrder, Newer(With(Qwen3, """
            { "use_sliding_window": true, "sliding_window": 4, "layer_types": ["sliding_attention", "full_attention", "sliding_attention"], "rope_parameters": { "rope_theta": 200.0, "rope_type": "default" } }
            """))),
        new("gpt2: names and masks of the hub", With(Gpt2), Prefix: "", RandomCheckpoint.StoredBuffers.Float32Mask),
        new("gpt2: newer, padded vocabulary", With(With(Gpt2, NewerGpt2), """{ "vocab_size": 384, "n_inner": 40 }""")),
        new("gpt2: exact gelu, old buffers", With(With(Gpt2, NewerGpt2), """{ "activation_function": "gelu" }"""), Buffers: RandomCheckpoint.StoredBuffers.BooleanMaskAndFill),
    ];

    /// <summary>For tests of each that a decoder has the parts for.</summary>
    public static IEnumerable<object[]> Names => All.Where(c => c.Name != OwnOrder).Select(c => new object[] { c.Name });

    public static RandomCheckpoint Named(string name) => All.Single(c => c.Name == name);

    /// <summary>The first of a family.</summary>
    public static RandomCheckpoint OfFamily(string family) => All.First(c => c.Family == family);

    /// <summary>A config with fields set: a JSON object over another.</summary>
    public static JsonObject With(string config, string fields = "{}") => With(JsonNode.Parse(config)!.AsObject(), fields);

    /// <inheritdoc cref="With(string, string)"/>
    public static JsonObject With(JsonObject config, string fields)
    {
        JsonObject result = config.DeepClone().AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(fields)!.AsObject())
            result[name] = value?.DeepClone();
        return result;
    }

    private static JsonObject Without(JsonObject config, params string[] fields)
    {
        foreach (string field in fields)
            config.Remove(field);
        return config;
    }

    // Version 5: all about rotary positions is in one object, and torch_dtype is dtype.
    private static JsonObject Newer(JsonObject config) => With(Without(config, "rope_scaling", "rope_theta", "torch_dtype"), """{ "dtype": "float32", "transformers_version": "5.0.0" }""");
}
