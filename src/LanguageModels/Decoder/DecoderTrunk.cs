using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Token ids to the hidden states before the output layer: what a checkpoint calls <c>model</c>.</summary>
internal sealed class DecoderTrunk : nn.Module
{
    private readonly ModuleList<DecoderLayer> _layers = [];
    private readonly RmsNorm _norm;

    public DecoderTrunk(DecoderConfig config, Device device)
        : base(nameof(DecoderTrunk))
    {
        Embedding = new TokenEmbedding(config.VocabularySize!.Value, config.Width, device);
        for (int i = 0; i < config.Layers; i++)
            _layers.Add(new DecoderLayer(config, device));
        _norm = new RmsNorm(config.Width, config.NormEpsilon, device);
        register_module("embed_tokens", Embedding);
        register_module("layers", _layers);
        register_module("norm", _norm);
    }

    public TokenEmbedding Embedding { get; }

    /// <returns>(B, T, W)</returns>
    public Tensor Forward(Tensor tokens, Sequence sequence, KeyValueCache? cache)
    {
        Tensor x = Embedding.forward(tokens); // (B, T, W)
        for (int i = 0; i < _layers.Count; i++)
            x = _layers[i].Forward(x, sequence, cache?[i]);
        return _norm.forward(x);
    }
}
