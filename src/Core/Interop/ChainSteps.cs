using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML;

/// <summary>The steps of a fitted chain, or of a loaded one, whose type nobody knows at compile time.</summary>
public static class ChainSteps
{
    /// <summary>The model with each step replaced, in nested chains as well; scopes stay.</summary>
    /// <remarks>Steps that are not replaced are shared with the model: dispose one of the two.</remarks>
    /// <param name="model">A fitted chain or a loaded model. What is no chain is one step.</param>
    /// <param name="replace">Gives what stands in a step's place: the step itself, or another that writes the same columns.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static ITransformer Replace(ITransformer model, Func<ITransformer, ITransformer> replace)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(replace);
        return model is ITransformerChainAccessor chain
            ? new TransformerChain<ITransformer>([.. chain.Transformers.Select(step => Replace(step, replace))], chain.Scopes)
            : replace(model);
    }
}
