using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;

namespace ResearchML.Trainers;

/// <summary>Trains a language model for pass@k of every token, with <see cref="KShotObjective"/>.</summary>
/// <inheritdoc cref="ObjectiveTrainer" path="/remarks"/>
public sealed class KShotTrainer : ObjectiveTrainer
{
    internal KShotTrainer(IHostEnvironment environment, string textColumnName, KShotObjective objective, LanguageModelTrainerOptions options)
        : base(environment, nameof(KShotTrainer), textColumnName, objective, options)
    {
    }
}
