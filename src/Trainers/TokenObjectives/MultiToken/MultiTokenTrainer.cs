using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;

namespace ResearchML.Trainers;

/// <summary>Trains a language model to predict several tokens ahead; what it gives is an ordinary model that predicts the next one. See <see cref="MultiTokenObjective"/>.</summary>
/// <inheritdoc cref="ObjectiveTrainer" path="/remarks"/>
public sealed class MultiTokenTrainer : ObjectiveTrainer
{
    internal MultiTokenTrainer(IHostEnvironment environment, string textColumnName, MultiTokenObjective objective, LanguageModelTrainerOptions options)
        : base(environment, nameof(MultiTokenTrainer), textColumnName, objective, options)
    {
    }
}
