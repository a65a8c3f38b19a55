using System.Globalization;
using ResearchML.LanguageModels;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace DecodeSpeed;

/// <summary>Checkpoint folders with the shapes of published models and weights that are noise: speed and memory do not depend on them.</summary>
internal sealed record RealSize(string Name, int Layers, int Width, int Heads, int KeyValueHeads, int HeadWidth, int FeedForward)
{
    /// <summary>Of no size to speak of: what a process takes that loads any model.</summary>
    public static RealSize Tiny { get; } = new("tiny", 1, 16, 2, 2, 8, 32);

    /// <summary>Of 0.6 billion parameters, as Qwen3-0.6B has them, but for the vocabulary.</summary>
    public static RealSize Small { get; } = new("as Qwen3-0.6B", 28, 1024, 16, 8, 128, 3072);

    /// <summary>Of 1.1 billion parameters, as TinyLlama-1.1B has them, but for the vocabulary.</summary>
    public static RealSize Medium { get; } = new("as TinyLlama-1.1B", 22, 2048, 32, 4, 64, 5632);

    // cl100k_base has 100,277 ids, and embeddings are padded.
    private const int Vocabulary = 100_352;

    /// <summary>Writes the folder.</summary>
    public void Write(string folder, ScalarType type)
    {
        Directory.CreateDirectory(folder);
        LanguageTokenizer.Tiktoken("cl100k_base").Save(folder);
        bool qwen = Name.Contains("Qwen3", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "config.json"), string.Create(CultureInfo.InvariantCulture, $$"""
            { "model_type": "{{(qwen ? "qwen3" : "llama")}}", "hidden_size": {{Width}}, "intermediate_size": {{FeedForward}}, "num_hidden_layers": {{Layers}}, "num_attention_heads": {{Heads}},
              "num_key_value_heads": {{KeyValueHeads}}, "head_dim": {{HeadWidth}}, "vocab_size": {{Vocabulary}}, "max_position_embeddings": 4096, "rms_norm_eps": 1e-6, "tie_word_embeddings": true }
            """));
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        SafetensorsFolder.Write(folder, Tensors(qwen).Select(t => KeyValuePair.Create(t.Name, t.Shape.Length == 1
            ? ones(t.Shape, type, CPU)
            : (randn(t.Shape, ScalarType.Float32, CPU, generator: generator) * 0.02).to(type))).ToList());
    }

    private IEnumerable<(string Name, long[] Shape)> Tensors(bool headNorms)
    {
        yield return ("model.embed_tokens.weight", [Vocabulary, Width]);
        for (int i = 0; i < Layers; i++)
        {
            string layer = string.Create(CultureInfo.InvariantCulture, $"model.layers.{i}.");
            yield return (layer + "input_layernorm.weight", [Width]);
            yield return (layer + "self_attn.q_proj.weight", [(long)Heads * HeadWidth, Width]);
            yield return (layer + "self_attn.k_proj.weight", [(long)KeyValueHeads * HeadWidth, Width]);
            yield return (layer + "self_attn.v_proj.weight", [(long)KeyValueHeads * HeadWidth, Width]);
            yield return (layer + "self_attn.o_proj.weight", [Width, (long)Heads * HeadWidth]);
            if (headNorms)
            {
                yield return (layer + "self_attn.q_norm.weight", [HeadWidth]);
                yield return (layer + "self_attn.k_norm.weight", [HeadWidth]);
            }
            yield return (layer + "post_attention_layernorm.weight", [Width]);
            yield return (layer + "mlp.gate_proj.weight", [FeedForward, Width]);
            yield return (layer + "mlp.up_proj.weight", [FeedForward, Width]);
            yield return (layer + "mlp.down_proj.weight", [Width, FeedForward]);
        }
        yield return ("model.norm.weight", [Width]);
    }
}
