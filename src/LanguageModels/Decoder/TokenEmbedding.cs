using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Ids to vectors, and, where the weights are tied, hidden states back to logits.</summary>
internal sealed class TokenEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight; // (V, W)

    /// <param name="count">V: number of ids, of tokens or of positions.</param>
    /// <param name="width">W: features of a vector.</param>
    /// <param name="place">Type and device.</param>
    public TokenEmbedding(int count, int width, WeightPlacement place)
        : base(nameof(TokenEmbedding))
    {
        _weight = place.Empty(count, width);
        register_parameter("weight", _weight);
    }

    /// <summary>(V, W)</summary>
    public Parameter Weight => _weight;

    /// <summary>(…) ids to (…, W) vectors in float32.</summary>
    public override Tensor forward(Tensor ids) =>
        _weight.index_select(0, ids.flatten()).to(ScalarType.Float32).view([.. ids.shape, _weight.shape[1]]);

    /// <summary>(…, W) hidden states to (…, V) logits in float32.</summary>
    public Tensor Logits(Tensor hidden) => OutputProduct.Logits(hidden, _weight);

    /// <summary>(N, W) hidden states to (N): log softmax of the logits at one id a row.</summary>
    public Tensor LogProbabilities(Tensor hidden, Tensor ids) => OutputProduct.LogProbabilities(hidden, _weight, ids);
}
