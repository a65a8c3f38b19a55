using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Token ids to vectors, and, where the weights are tied, hidden states back to logits.</summary>
internal sealed class TokenEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight; // (V, W)

    public TokenEmbedding(int vocabulary, int width, Device device)
        : base(nameof(TokenEmbedding))
    {
        _weight = new Parameter(empty([vocabulary, width], ScalarType.Float32, device));
        register_parameter("weight", _weight);
    }

    /// <summary>(B, T) token ids to (B, T, W) vectors.</summary>
    public override Tensor forward(Tensor tokens) =>
        _weight.index_select(0, tokens.flatten()).view(tokens.shape[0], tokens.shape[1], _weight.shape[1]);

    /// <summary>(…, W) hidden states to (…, V) logits.</summary>
    public Tensor Logits(Tensor hidden) => nn.functional.linear(hidden, _weight);
}
