using ResearchML;
using ResearchML.LanguageModels;
using ResearchML.Transforms;

namespace Microsoft.ML;

/// <summary>Likelihood scoring on <c>mlContext.Transforms.Text</c>.</summary>
public static class ScoreLikelihoodCatalog
{
    extension(TransformsCatalog.TextTransforms catalog)
    {
        /// <summary>Scores texts with a language model: mean negative log-likelihood, nats per token, as Single.</summary>
        /// <param name="outputColumnName">Name of the new column.</param>
        /// <param name="inputColumnName">Name of a Text column.</param>
        /// <param name="model">The model; the caller owns it and keeps it until the transformer is no longer used.</param>
        /// <param name="options">Batching, windowing, further columns. Default: the options' own defaults.</param>
        /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
        public ScoreLikelihoodEstimator ScoreLikelihood(
            string outputColumnName, string inputColumnName, LanguageModel model, ScoreLikelihoodOptions? options = null) =>
            new(catalog.GetEnvironment(), outputColumnName, inputColumnName, model, options ?? new ScoreLikelihoodOptions());
    }
}
