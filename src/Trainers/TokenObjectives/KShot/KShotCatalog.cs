using ResearchML.LanguageModels;
using ResearchML.Trainers;

namespace Microsoft.ML;

/// <summary>k-shot training on <c>mlContext.LanguageModeling.Trainers</c>.</summary>
public static class KShotCatalog
{
    extension(LanguageModelingTrainers trainers)
    {
        /// <summary>Trains a language model for pass@k of every token: that at least one of k samples is right.</summary>
        /// <param name="textColumnName">Name of the text column, one document a row.</param>
        /// <param name="k">Samples. At least 1, finite; 1 is next-token training. Default 8.</param>
        /// <param name="options">Shape, tokenizer, start and schedule. Default: the options' own defaults.</param>
        /// <exception cref="ArgumentException">The options contradict themselves.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1 or not finite, or an option is out of its range.</exception>
        public KShotTrainer KShot(string textColumnName = "Text", double k = 8, LanguageModelTrainerOptions? options = null) =>
            new(trainers.Environment, textColumnName, new KShotObjective(k), options ?? new LanguageModelTrainerOptions());

        /// <summary>Trains a language model for pass@k of every token, with a k that changes over the training.</summary>
        /// <param name="textColumnName">Name of the text column, one document a row.</param>
        /// <param name="k">Samples in each step. At least 1 and finite in every step.</param>
        /// <param name="options">Shape, tokenizer, start and schedule. Default: the options' own defaults.</param>
        /// <exception cref="ArgumentException">The options contradict themselves.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1 or not finite at the beginning, the middle or the end, or an option is out of its range.</exception>
        public KShotTrainer KShot(string textColumnName, Schedule k, LanguageModelTrainerOptions? options = null) =>
            new(trainers.Environment, textColumnName, new KShotObjective(k), options ?? new LanguageModelTrainerOptions());
    }
}
