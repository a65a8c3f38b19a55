using ResearchML.LanguageModels;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.Transforms;

/// <summary>Adds up attention weights by sentence as they go by: token by token they are never in memory together.</summary>
/// <remarks>For a layer and a head, D[p, q] = mean over the tokens i of sentence p of Σ_{j in q} a'[i, j], where a' is the attention without the sink, each query's scaled to add up to one.</remarks>
internal sealed class AttentionMass : AttentionReader
{
    private const float SmallestNormal = 1.17549435e-38f;

    // B windows, T positions, H heads, S sentences; Q queries of a block, K keys that they see, n sentences that the block's queries belong to.
    private readonly (int First, int Last) _layers;
    private readonly bool _dropSink;
    private readonly Tensor _queries; // (B, S, T), 1/|p| where the query belongs to p
    private readonly Tensor _keys; // (B, T, S), 1 where the key belongs to q
    private readonly int[] _firstSentence; // (T): of the queries at a position of all windows, the first sentence,
    private readonly int[] _lastSentence; // and the last
    private readonly Tensor _mass; // (B, H, S, S), of the layer that is being read
    private readonly Action<int, float[]> _layerRead;

    /// <param name="owners">A row a window, of one length: the sentence of each position, −1 where it counts for none.</param>
    /// <param name="sentences">S</param>
    /// <param name="model">Whose attention is read.</param>
    /// <param name="options">Which layers, and whether the first key of a row is left out.</param>
    /// <param name="layerRead">Gets a layer's D, (B, H, S, S) by rows; rows of sentences that saw nothing add up to 0, all others to one.</param>
    public AttentionMass(int[][] owners, int sentences, LanguageModel model, SentenceDependenceOptions options, Action<int, float[]> layerRead)
    {
        (_layers, _dropSink, _layerRead) = (options.Layers.Of(model.Config.Layers), options.DropSink, layerRead);
        (int rows, int length) = (owners.Length, owners[0].Length);
        var mean = new float[rows, sentences, length];
        var member = new float[rows, length, sentences];
        (_firstSentence, _lastSentence) = (new int[length], new int[length]);
        Array.Fill(_firstSentence, sentences);
        Array.Fill(_lastSentence, -1);
        for (int b = 0; b < rows; b++)
        {
            ILookup<int, int> positions = Enumerable.Range(0, length).ToLookup(t => owners[b][t]);
            foreach (IGrouping<int, int> sentence in positions.Where(group => group.Key >= 0))
            {
                foreach (int t in sentence)
                {
                    mean[b, sentence.Key, t] = 1f / sentence.Count();
                    (_firstSentence[t], _lastSentence[t]) = (Math.Min(_firstSentence[t], sentence.Key), Math.Max(_lastSentence[t], sentence.Key));
                }
            }
            for (int t = 0; t < length; t++)
            {
                if (owners[b][t] >= 0)
                    member[b, t, owners[b][t]] = 1;
            }
        }
        (_queries, _keys) = (tensor(mean, device: model.Device), tensor(member, device: model.Device));
        _mass = zeros([rows, model.Config.Heads, sentences, sentences], ScalarType.Float32, model.Device);
    }

    public override bool Reads(int layer) => layer >= _layers.First && layer <= _layers.Last;

    public override void Read(int layer, AttentionBlock block)
    {
        Tensor a = block.Weights; // (B, H, Q, K)
        int count = (int)a.shape[2];
        int first = _firstSentence.AsSpan(block.FirstQuery, count).ToArray().Min(), n = _lastSentence.AsSpan(block.FirstQuery, count).ToArray().Max() - first + 1;
        if (n > 0)
        {
            Term queries = _queries.narrow(1, first, n).narrow(2, block.FirstQuery, count).unsqueeze(1); // (B, 1, n, Q)
            if (_dropSink && block.FirstKey == 0)
                queries /= BesideSink(a).unsqueeze(2); // (B, H, n, Q)
            Tensor byKey = queries.Tensor.matmul(a); // (B, H, n, K)
            Tensor bySentence = byKey.matmul(_keys.narrow(1, block.FirstKey, a.shape[3]).unsqueeze(1)); // (B, H, n, S)
            Tensor rows = _mass.narrow(2, first, n);
            rows.copy_((Term)rows + bySentence);
        }
        if (block.FirstQuery + count == _queries.shape[2])
            Finish(layer);
    }

    // What is left beside the sink, (B, H, Q): added up, since one minus a weight near one has few digits. Where that is nothing the query's row is 0 whatever it is divided by.
    private static Tensor BesideSink(Tensor a) => ((Term)a.narrow(3, 1, a.shape[3] - 1).sum(dim: 3)).AtLeast(SmallestNormal);

    private void Finish(int layer)
    {
        Tensor sums = _mass.sum(dim: 3, keepdim: true); // (B, H, S, 1): one, but for rounding, and for queries that saw the sink alone
        if (!sums.isfinite().all().item<bool>())
            throw new InvalidOperationException($"Attention of layer {layer} is not finite: the model's weights are damaged, or too large for float32.");
        _layerRead(layer, [.. ((Term)_mass / ((Term)sums).AtLeast(SmallestNormal)).Tensor.cpu().data<float>()]);
        _mass.zero_();
    }
}
