using ResearchML.LanguageModels;
using ResearchML.Trainers;

namespace Microsoft.ML;

/// <summary>Multi-token training on <c>mlContext.LanguageModeling.Trainers</c>.</summary>
public static class MultiTokenCatalog
{
    extension(LanguageModelingTrainers trainers)
    {
        /// <summary>Trains a language model to predict several tokens ahead (Gloeckle et al. 2024, arXiv:2404.19737).</summary>
        /// <param name="textColumnName">Name of the text column, one document a row.</param>
        /// <param name="heads">Tokens that each position predicts. At least 1, at most the context length. Default 4, the paper's best for its larger models.</param>
        /// <param name="options">Shape, tokenizer, start and schedule. Default: the options' own defaults.</param>
        /// <exception cref="ArgumentException">The options contradict themselves.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An option or <paramref name="heads"/> is out of its range.</exception>
        public MultiTokenTrainer MultiToken(string textColumnName = "Text", int heads = 4, LanguageModelTrainerOptions? options = null) =>
            new(trainers.Environment, textColumnName, new MultiTokenObjective(heads), options ?? new LanguageModelTrainerOptions());
    }
}
