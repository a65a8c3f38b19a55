using ResearchML;
using ResearchML.LanguageModels;
using ResearchML.Transforms;

namespace Microsoft.ML;

/// <summary>Text generation on <c>mlContext.Transforms.Text</c>.</summary>
public static class GenerateTextCatalog
{
    extension(TransformsCatalog.TextTransforms catalog)
    {
        /// <summary>Continues texts with a language model.</summary>
        /// <param name="outputColumnName">Name of the new Text column: the continuation, without the prompt.</param>
        /// <param name="inputColumnName">Name of a Text column.</param>
        /// <param name="model">The model; the caller owns it and keeps it until the transformer is no longer used.</param>
        /// <param name="options">How tokens are chosen and when to stop. Default: the options' own defaults, with the context's seed.</param>
        /// <param name="batchRows">Rows continued side by side, and the furthest that the transform works ahead of the rows asked for. At least 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
        public GenerateTextEstimator GenerateText(
            string outputColumnName, string inputColumnName, LanguageModel model, GenerationOptions? options = null, int batchRows = 16) =>
            new(catalog.GetEnvironment(), outputColumnName, inputColumnName, model, options ?? new GenerationOptions(), batchRows);
    }
}
