using Microsoft.ML.Data;
using ResearchML;

namespace Microsoft.ML;

/// <summary>Steps of a pipeline that belong to training alone, as augmentation and filters do.</summary>
public static class TransformerScopeExtensions
{
    /// <summary>Starts a chain with an estimator whose transformer is applied to training data only: <c>augment.ForTrainingOnly().Append(trainer)</c>.</summary>
    /// <remarks>The step is scoped to <see cref="TransformerScope.Training"/> and beyond that passes rows on unchanged once the pipeline is fitted: in
    /// <c>Transform</c>, in <c>PredictionEngine</c>, and in <c>CrossValidate</c>, which ignores scopes. To look at what the trainer sees, fit the step by itself.
    /// A later step must not need a column that only this one adds. Several steps for training become one first, <c>a.Append(b).ForTrainingOnly()</c>:
    /// ML.NET fits what follows a nested chain on that chain's scoring output, so that a second <c>ForTrainingOnly()</c> further on would do nothing.</remarks>
    /// <param name="estimator">The estimator.</param>
    /// <exception cref="ArgumentNullException"><paramref name="estimator"/> is null.</exception>
    public static EstimatorChain<ITransformer> ForTrainingOnly(this IEstimator<ITransformer> estimator)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return new EstimatorChain<ITransformer>().Append(new TrainingOnlyEstimator(estimator), TransformerScope.Training);
    }

    /// <summary>The model without the steps that were for training or testing only, in nested chains as well: smaller to save and to ship.</summary>
    /// <remarks>It shares its transformers with the model; dispose one of the two.</remarks>
    /// <param name="model">A fitted chain or a loaded model. What is no chain is the only step of the result.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    public static TransformerChain<ITransformer> ScoringModel(this ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelScope.Scoring(model);
    }
}
