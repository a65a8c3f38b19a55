using Microsoft.ML.Data;
using ResearchML;

namespace Microsoft.ML;

/// <summary>Steps of a pipeline that belong to training alone, as augmentation and filters do.</summary>
public static class TransformerScopeExtensions
{
    /// <summary>Starts a chain with an estimator whose transformer is applied to training data only: <c>augment.ForTrainingOnly().Append(trainer)</c>.</summary>
    /// <remarks>The fitted chain's <c>Transform</c> leaves the step out. ML.NET's <c>PredictionEngine</c> does not, and refuses a chain that holds
    /// a row-expanding or row-dropping step: give it <see cref="ScoringModel"/>.</remarks>
    /// <param name="estimator">The estimator.</param>
    /// <exception cref="ArgumentNullException"><paramref name="estimator"/> is null.</exception>
    public static EstimatorChain<ITransformer> ForTrainingOnly(this IEstimator<ITransformer> estimator)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return new EstimatorChain<ITransformer>().Append(estimator, TransformerScope.Training);
    }

    /// <summary>The model without the steps that were for training or testing only, in nested chains as well: what <c>CreatePredictionEngine</c> takes.</summary>
    /// <remarks>It shares its transformers with the model; dispose one of the two.</remarks>
    /// <param name="model">A fitted chain or a loaded model. What is no chain is the only step of the result.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    public static TransformerChain<ITransformer> ScoringModel(this ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelScope.Scoring(model);
    }
}
