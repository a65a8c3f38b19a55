using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>A further layer on a decoder's hidden states, with a norm after it: what an objective that predicts something else than the next token trains beside the decoder.</summary>
/// <remarks>The layer has the shape of the decoder's last (its attention, window, feed-forward block, norm and biases) and turns by the same rotary angles. It multiplies in the type that the decoder
/// multiplies in. It serves as long as its decoder does. Legend: B batch, T positions, W width.</remarks>
public sealed class DecoderHead : nn.Module
{
    // Not the decoder: TorchSharp takes a module in a field for a child, and would train and free it with the head.
    private readonly Func<long, Tensor?, Sequence> _rows;
    private readonly DecoderLayer _layer;
    private readonly nn.Module<Tensor, Tensor> _norm;

    /// <summary>Makes a head with fresh weights, drawn as the decoder's own are, on its device.</summary>
    /// <param name="decoder">What it stands on.</param>
    /// <param name="seed">Of its weights: the same seed gives the same bits on one kind of device.</param>
    public DecoderHead(Decoder decoder, ulong seed)
        : base(nameof(DecoderHead))
    {
        ArgumentNullException.ThrowIfNull(decoder);
        _rows = decoder.WholeRows;
        _layer = new DecoderLayer(decoder.Config, decoder.Config.Layers - 1, decoder.Place);
        _norm = DecoderParts.Norm(decoder.Config, decoder.Place);
        register_module("layer", _layer);
        register_module("norm", _norm);
        Decoder.Initialize(this, decoder.Config, seed);
    }

    /// <summary>Hidden states to those of this head, from which <see cref="Decoder.Logits"/> gives logits.</summary>
    /// <param name="hidden">(B, T, W), of whole rows that start at position 0.</param>
    /// <param name="documents">(B, T) a number per document, int64, in rows that hold several: attention stays within a document. Default: one a row.</param>
    /// <returns>(B, T, W)</returns>
    public Tensor Forward(Tensor hidden, Tensor? documents = null)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        using var scope = NewDisposeScope();
        Tensor x = _layer.Forward(hidden, _rows(hidden.shape[1], documents), cache: null); // (B, T, W)
        return _norm.forward(x).MoveToOuterDisposeScope();
    }
}
