using ResearchML;
using ResearchML.LanguageModels;
using ResearchML.Transforms;

namespace Microsoft.ML;

/// <summary>Sentence permutation on <c>mlContext.Transforms.Text</c>.</summary>
public static class PermuteSentencesCatalog
{
    extension(TransformsCatalog.TextTransforms catalog)
    {
        /// <summary>Makes several rows of each: its text with the sentences in other orders, which keep what a language model's attention says of which leans on which. For training data:
        /// <c>PermuteSentences(…).ForTrainingOnly().Append(trainer)</c>.</summary>
        /// <param name="outputColumnName">Name of the Text column that is written; that of the input for its place.</param>
        /// <param name="model">The model whose attention is read; the caller owns it and keeps it until the transformer is no longer used.</param>
        /// <param name="options">How many rows, and what keeps its order. Default: the options' own defaults.</param>
        /// <param name="inputColumnName">Name of a Text column. Default: <paramref name="outputColumnName"/>.</param>
        /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or the model has no such layer.</exception>
        public PermuteSentencesEstimator PermuteSentences(
            string outputColumnName, LanguageModel model, SentencePermutationOptions? options = null, string? inputColumnName = null) =>
            new(catalog.GetEnvironment(), outputColumnName, inputColumnName ?? outputColumnName, model, options ?? new SentencePermutationOptions());
    }
}
