using ResearchML.LanguageModels;

namespace Microsoft.ML;

/// <summary>Language modelling on an <see cref="MLContext"/>.</summary>
public static class LanguageModelingExtensions
{
    extension(MLContext mlContext)
    {
        /// <summary>Language models: loading, training and evaluation.</summary>
        public LanguageModelingCatalog LanguageModeling => new(mlContext);
    }
}
