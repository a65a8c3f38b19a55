using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;

namespace ResearchML.Trainers;

/// <summary>Trains a language model to predict the next token: the baseline that every other objective is measured against.</summary>
/// <inheritdoc cref="ObjectiveTrainer" path="/remarks"/>
public sealed class NextTokenTrainer : ObjectiveTrainer
{
    internal NextTokenTrainer(IHostEnvironment environment, string textColumnName, LanguageModelTrainerOptions options)
        : base(environment, nameof(NextTokenTrainer), textColumnName, new NextTokenObjective(), options)
    {
    }
}
