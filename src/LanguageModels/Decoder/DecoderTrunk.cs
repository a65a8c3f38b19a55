using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Token ids to the hidden states before the output layer: what a checkpoint calls <c>model</c>.</summary>
internal sealed class DecoderTrunk : nn.Module
{
    private readonly ModuleList<DecoderLayer> _layers = [];
    private readonly nn.Module<Tensor, Tensor> _norm;
    private readonly TokenEmbedding? _positions;

    public DecoderTrunk(DecoderConfig config, WeightPlacement place)
        : base(nameof(DecoderTrunk))
    {
        Embedding = new TokenEmbedding(config.VocabularySize!.Value, config.Width, place);
        for (int i = 0; i < config.Layers; i++)
            _layers.Add(new DecoderLayer(config, i, place));
        _norm = DecoderParts.Norm(config, place);
        register_module("embed_tokens", Embedding);
        if (config.Positions == PositionEncoding.Learned)
        {
            _positions = new TokenEmbedding(config.ContextLength, config.Width, place);
            register_module("embed_positions", _positions);
        }
        register_module("layers", _layers);
        register_module("norm", _norm);
    }

    public TokenEmbedding Embedding { get; }

    /// <returns>(B, T, W)</returns>
    public Tensor Forward(Tensor tokens, Sequence sequence, KeyValueCache? cache)
    {
        Tensor x = Embed(tokens, sequence);
        // A scope for each layer: in one for all, each layer's activations would live until the last had run.
        for (int i = 0; i < _layers.Count; i++)
        {
            using Tensor before = x;
            using var scope = NewDisposeScope();
            x = _layers[i].Forward(before, sequence, cache?[i]).MoveToOuterDisposeScope();
        }
        return _norm.forward(x);
    }

    /// <summary>Shows attention weights to a reader, and stops at the last layer that it reads.</summary>
    /// <param name="tokens">(B, T)</param>
    /// <param name="sequence">Their positions, from 0 on, of one document a row.</param>
    /// <param name="reader">Who reads them.</param>
    public void ShowAttention(Tensor tokens, Sequence sequence, AttentionReader reader)
    {
        int last = Enumerable.Range(0, _layers.Count).Where(reader.Reads).DefaultIfEmpty(-1).Last();
        if (last < 0)
            throw new ArgumentException($"The reader reads none of the decoder's {_layers.Count} layers.", nameof(reader));
        Tensor x = Embed(tokens, sequence);
        for (int i = 0; i < last; i++)
        {
            using Tensor before = x;
            using var scope = NewDisposeScope();
            Tensor after = reader.Reads(i) ? _layers[i].ForwardShowing(before, sequence, Show(i)) : _layers[i].Forward(before, sequence, cache: null);
            x = after.MoveToOuterDisposeScope();
        }
        _layers[last].Show(x, sequence, Show(last));

        Action<AttentionBlock> Show(int layer) => block => reader.Read(layer, block);
    }

    private Tensor Embed(Tensor tokens, Sequence sequence)
    {
        Tensor x = Embedding.forward(tokens); // (B, T, W)
        return _positions is null ? x : x.add(_positions.forward(sequence.Positions), Constants.One); // (B, T, W) + (T, W) or (B, T, W)
    }
}
