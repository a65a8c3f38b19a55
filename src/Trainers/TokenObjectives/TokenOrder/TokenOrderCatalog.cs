using ResearchML.LanguageModels;
using ResearchML.Trainers;

namespace Microsoft.ML;

/// <summary>Token-order training on <c>mlContext.LanguageModeling.Trainers</c>.</summary>
public static class TokenOrderCatalog
{
    extension(LanguageModelingTrainers trainers)
    {
        /// <summary>Trains a language model to predict the next token and the order of upcoming ones (Zuhri, Fuadi and Aji 2025, arXiv:2508.19228).</summary>
        /// <param name="textColumnName">Name of the text column, one document a row.</param>
        /// <param name="window">How many tokens ahead count. At least 1, at most the context length. Default 64: a token's weight falls by e with each place, so that further ones count for nothing.</param>
        /// <param name="options">Shape, tokenizer, start and schedule. Default: the options' own defaults.</param>
        /// <exception cref="ArgumentException">The options contradict themselves.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An option or <paramref name="window"/> is out of its range.</exception>
        public TokenOrderTrainer TokenOrder(string textColumnName = "Text", int window = 64, LanguageModelTrainerOptions? options = null) =>
            new(trainers.Environment, textColumnName, new TokenOrderObjective(window), options ?? new LanguageModelTrainerOptions());
    }
}
