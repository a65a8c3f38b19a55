using ResearchML.LanguageModels;
using ResearchML.Trainers;

namespace Microsoft.ML;

/// <summary>Training with any objective on <c>mlContext.LanguageModeling.Trainers</c>.</summary>
public static class CustomCatalog
{
    extension(LanguageModelingTrainers trainers)
    {
        /// <summary>Trains a language model with an objective of your own, or a mixture of others (<see cref="Objective.Mix"/>).</summary>
        /// <param name="textColumnName">Name of the text column, one document a row.</param>
        /// <param name="objective">What to minimise. It may serve several runs at once.</param>
        /// <param name="options">Shape, tokenizer, start and schedule. Default: the options' own defaults.</param>
        /// <exception cref="ArgumentException">The options contradict themselves.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
        public CustomTrainer Custom(string textColumnName, TrainingObjective objective, LanguageModelTrainerOptions? options = null) =>
            new(trainers.Environment, textColumnName, objective, options ?? new LanguageModelTrainerOptions());
    }
}
