using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class AttentionReadingTests
{
    private static readonly DecoderConfig Long = TinyModel.Config with { ContextLength = 400 };

    [TestMethod]
    [DataRow(4, 4, 15, DisplayName = "one key-value head per query head, one block")]
    [DataRow(4, 2, 300, DisplayName = "grouped queries, three blocks")]
    [DataRow(6, 1, 129, DisplayName = "one key-value head for all, one query in the second block")]
    public void Weights_equal_a_float64_evaluation(int heads, int keyValueHeads, int length)
    {
        using LanguageModel model = TinyModel.Create(Long with { Heads = heads, KeyValueHeads = keyValueHeads });
        int[] ids = Some(length, seed: 1);
        var oracle = new Float64Decoder(model);
        oracle.Logits(ids);
        float[][,,] weights = Read(model, [ids], layer => true)[0];
        for (int layer = 0; layer < 2; layer++)
        {
            for (int head = 0; head < heads; head++)
            {
                for (int i = 0; i < length; i++)
                {
                    for (int j = 0; j < length; j++)
                        Assert.AreEqual(j <= i ? oracle.AttentionWeights[layer][head][i][j] : 0, weights[layer][head, i, j], 1e-5, $"layer {layer}, head {head}, {i} to {j}"); // float32 of 24 features
                }
            }
        }
    }

    [TestMethod]
    public void A_layer_is_the_same_whether_those_below_it_are_read_or_not()
    {
        using LanguageModel model = TinyModel.Create(Long);
        int[] ids = Some(200, seed: 2);
        AssertClose(Read(model, [ids], layer => true)[0][1], Read(model, [ids], layer => layer == 1)[0][0]);
    }

    [TestMethod]
    public void Rows_that_are_filled_up_at_their_end_have_the_weights_of_each_alone()
    {
        using LanguageModel model = TinyModel.Create(Long);
        int[] longer = Some(150, seed: 3), shorter = Some(90, seed: 4);
        float[][][,,] together = Read(model, [longer, [.. shorter, .. new int[60]]], layer => true);
        AssertClose(Read(model, [shorter], layer => true)[0][1], together[1][1]);
        AssertClose(Read(model, [longer], layer => true)[0][1], together[0][1]);
    }

    [TestMethod]
    [DataRow(5)]
    [DataRow(140)]
    public void In_a_sliding_window_nobody_looks_further_back_and_the_rest_adds_up_to_one(int window)
    {
        using LanguageModel model = TinyModel.Create(Long with { ModelType = "mistral", SlidingWindow = window });
        using LanguageModel whole = TinyModel.Create(Long);
        int[] ids = Some(300, seed: 5);
        // The first layer's queries and keys are those of the model without a window: its weights, cut and scaled.
        (float[,,] cut, float[,,] all) = (Read(model, [ids], layer => layer == 0)[0][0], Read(whole, [ids], layer => layer == 0)[0][0]);
        for (int head = 0; head < 4; head++)
        {
            for (int i = 0; i < 300; i++)
            {
                int first = Math.Max(0, i - window + 1);
                double seen = Enumerable.Range(first, i - first + 1).Sum(j => (double)all[head, i, j]);
                for (int j = 0; j < 300; j++)
                    Assert.AreEqual(j < first || j > i ? 0 : all[head, i, j] / seen, cut[head, i, j], 1e-5);
            }
        }
    }

    [TestMethod]
    public void Reading_all_layers_of_a_windowed_model_leaves_its_hidden_states_as_they_are()
    {
        using LanguageModel model = TinyModel.Create(Long with { ModelType = "mistral", SlidingWindow = 40 });
        int[] ids = Some(200, seed: 6);
        AssertClose(Read(model, [ids], layer => true)[0][1], Read(model, [ids], layer => layer == 1)[0][0]);
    }

    [TestMethod]
    public void Nothing_above_the_last_layer_that_is_read_is_computed()
    {
        using LanguageModel model = TinyModel.Create(Long with { Layers = 3 });
        using (no_grad())
        {
            foreach ((string name, Parameter weight) in model.Decoder.named_parameters())
            {
                if (name.StartsWith("model.layers.1.self_attn.v", StringComparison.Ordinal) || name.StartsWith("model.layers.1.mlp", StringComparison.Ordinal) || name.StartsWith("model.layers.2", StringComparison.Ordinal))
                    weight.fill_(float.NaN);
            }
        }
        Assert.IsFalse(Read(model, [Some(40, seed: 7)], layer => layer == 1)[0][0].Cast<float>().Any(float.IsNaN));
    }

    [TestMethod]
    public void A_reader_of_no_layer_and_a_row_beyond_the_context_are_refused()
    {
        using LanguageModel model = TinyModel.Create();
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Read(model, [[1, 2]], layer => layer == 2)).Message, "none of the decoder's 2 layers");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Read(model, [new int[33]], layer => true)).Message, "33 positions are more than the context length, 32");
    }

    [TestMethod]
    public void It_leaves_no_tensor_behind()
    {
        using LanguageModel model = TinyModel.Create(Long);
        LiveTensors.MustNotChange(3, () => Read(model, [Some(200, seed: 8)], layer => true));
    }

    private static int[] Some(int length, int seed)
    {
        var random = new Random(seed);
        return [256, .. Enumerable.Range(1, length - 1).Select(_ => random.Next(256))];
    }

    // [row][layer read](head, query, key)
    private static float[][][,,] Read(LanguageModel model, int[][] rows, Func<int, bool> reads)
    {
        var reader = new Collector(rows[0].Length, reads);
        using Tensor tokens = TinyModel.Ids([.. rows.Select(row => row.Select(id => (long)id).ToArray())]);
        model.Decoder.ReadAttention(tokens, reader);
        return [.. rows.Select((_, row) => reader.Layers.Values.Select(layer => layer[row]).ToArray())];
    }

    private static void AssertClose(float[,,] expected, float[,,] actual)
    {
        for (int head = 0; head < expected.GetLength(0); head++)
        {
            for (int i = 0; i < expected.GetLength(1); i++)
            {
                for (int j = 0; j < expected.GetLength(2); j++)
                    Assert.AreEqual(expected[head, i, j], actual[head, i, j], 1e-5);
            }
        }
    }

    private sealed class Collector(int length, Func<int, bool> reads) : AttentionReader
    {
        public SortedDictionary<int, float[][,,]> Layers { get; } = [];

        public override bool Reads(int layer) => reads(layer);

        public override void Read(int layer, AttentionBlock block)
        {
            (long batch, long heads, long queries, long keys) = (block.Weights.shape[0], block.Weights.shape[1], block.Weights.shape[2], block.Weights.shape[3]);
            if (!Layers.TryGetValue(layer, out float[][,,]? rows))
                Layers[layer] = rows = [.. Enumerable.Range(0, (int)batch).Select(_ => new float[heads, length, length])];
            float[] values = [.. block.Weights.data<float>()];
            for (int n = 0; n < values.Length; n++)
            {
                long key = n % keys, query = n / keys % queries, head = n / (keys * queries) % heads, row = n / (keys * queries * heads);
                rows[row][head, block.FirstQuery + query, block.FirstKey + key] = values[n];
            }
        }
    }
}
