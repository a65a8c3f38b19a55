using ResearchML.LanguageModels;
using ResearchML.Trainers;

namespace Microsoft.ML;

/// <summary>Next-token training on <c>mlContext.LanguageModeling.Trainers</c>.</summary>
public static class NextTokenCatalog
{
    extension(LanguageModelingTrainers trainers)
    {
        /// <summary>Trains a language model to predict the next token.</summary>
        /// <param name="textColumnName">Name of the text column, one document a row.</param>
        /// <param name="options">Shape, tokenizer, start and schedule. Default: the options' own defaults.</param>
        /// <exception cref="ArgumentException">The options contradict themselves.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
        public NextTokenTrainer NextToken(string textColumnName = "Text", LanguageModelTrainerOptions? options = null) =>
            new(trainers.Environment, textColumnName, options ?? new LanguageModelTrainerOptions());
    }
}
