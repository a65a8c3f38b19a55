using ResearchML.LanguageModels;
using static TorchSharp.torch;

namespace ResearchML.Transforms.Tests;

/// <summary>The definition of lift, written out over T × T weights in float64: the oracle.</summary>
internal static class NaiveDependence
{
    /// <returns>[layer][head] of (p, q).</returns>
    public static double[][][,] Lifts(LanguageModel model, IReadOnlyList<string> sentences, bool dropSink, out double[,] weights)
    {
        (int[] tokens, int[] owners) = Tokens(model, sentences);
        if (dropSink)
            owners[0] = -1;
        var collector = new Collector(tokens.Length);
        using (Tensor ids = tensor([.. tokens.Select(id => (long)id)], [1, tokens.Length]))
            model.Decoder.ReadAttention(ids, collector);
        int count = sentences.Count;
        double[,] total = new double[count, count];
        double[][][,] lifts = [.. collector.Layers.Select(heads => heads.Select(head => Lift(head, owners, count, dropSink, total)).ToArray())];
        int reads = collector.Layers.Count * model.Config.Heads;
        weights = total;
        for (int p = 0; p < count; p++)
        {
            for (int q = 0; q < count; q++)
                weights[p, q] /= reads;
        }
        return lifts;
    }

    private static double[,] Lift(double[,] attention, int[] owners, int count, bool dropSink, double[,] total)
    {
        var lift = new double[count, count];
        for (int p = 0; p < count; p++)
        {
            for (int q = 0; q < count; q++)
            {
                double seen = 0, uniform = 0;
                int[] tokens = [.. Enumerable.Range(0, owners.Length).Where(i => owners[i] == p)];
                foreach (int i in tokens)
                {
                    int[] visible = [.. Enumerable.Range(0, i + 1).Where(j => owners[j] >= 0)];
                    double beside = dropSink ? visible.Sum(j => attention[i, j]) : 1;
                    seen += visible.Where(j => owners[j] == q).Sum(j => attention[i, j]) / beside / tokens.Length;
                    uniform += (double)visible.Count(j => owners[j] == q) / visible.Length / tokens.Length;
                }
                lift[p, q] = seen / uniform;
                total[p, q] += seen;
            }
        }
        return lift;
    }

    // BOS first, which belongs to the first sentence; each byte to the sentence of its last ink.
    private static (int[] Tokens, int[] Owners) Tokens(LanguageModel model, IReadOnlyList<string> sentences)
    {
        EncodedParts parts = model.Tokenizer.EncodeParts(sentences);
        return model.Tokenizer.BosId is int bos ? ([bos, .. parts.Tokens], [0, .. parts.Parts]) : ([.. parts.Tokens], [.. parts.Parts]);
    }

    private sealed class Collector(int length) : AttentionReader
    {
        public List<List<double[,]>> Layers { get; } = [];

        public override bool Reads(int layer) => true;

        public override void Read(int layer, AttentionBlock block)
        {
            int heads = (int)block.Weights.shape[1];
            if (Layers.Count == layer)
                Layers.Add([.. Enumerable.Range(0, heads).Select(_ => new double[length, length])]);
            for (int head = 0; head < heads; head++)
            {
                for (int i = 0; i < block.Weights.shape[2]; i++)
                {
                    float[] row = [.. block.Weights[0, head, i].data<float>()];
                    for (int j = 0; j < row.Length; j++)
                        Layers[layer][head][block.FirstQuery + i, block.FirstKey + j] = row[j];
                }
            }
        }
    }
}
