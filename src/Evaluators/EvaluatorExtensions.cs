using ResearchML.Evaluators;

namespace Microsoft.ML;

/// <summary>Evaluators on an <see cref="MLContext"/>.</summary>
public static class EvaluatorExtensions
{
    extension(MLContext mlContext)
    {
        /// <summary>Evaluators: predictions to metrics with intervals.</summary>
        public EvaluatorCatalog Evaluators => new(mlContext);
    }
}
