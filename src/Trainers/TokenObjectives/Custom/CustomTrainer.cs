using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;

namespace ResearchML.Trainers;

/// <summary>Trains a language model with an objective that the caller wrote or mixed.</summary>
/// <inheritdoc cref="ObjectiveTrainer" path="/remarks"/>
public sealed class CustomTrainer : ObjectiveTrainer
{
    internal CustomTrainer(IHostEnvironment environment, string textColumnName, TrainingObjective objective, LanguageModelTrainerOptions options)
        : base(environment, nameof(CustomTrainer), textColumnName, objective, options)
    {
    }
}
