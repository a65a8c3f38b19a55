using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML;

internal static class ModelScope
{
    /// <summary>The parts of a chain that score, in nested chains as well. The chain's element type is unknown in a loaded model, and only ML.NET's own interface reads a chain without it.</summary>
    public static TransformerChain<ITransformer> Scoring(ITransformer model)
    {
        if (model is not ITransformerChainAccessor chain)
            return new TransformerChain<ITransformer>(model);

        var scoring = chain.Transformers.Zip(chain.Scopes).Where(part => part.Second.HasFlag(TransformerScope.Scoring)).ToArray();
        return new TransformerChain<ITransformer>(
            scoring.Select(part => part.First is ITransformerChainAccessor ? Scoring(part.First) : part.First).ToArray(),
            scoring.Select(part => part.Second).ToArray());
    }
}
