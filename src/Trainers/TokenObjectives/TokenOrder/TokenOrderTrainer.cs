using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;

namespace ResearchML.Trainers;

/// <summary>Trains a language model to predict the next token and the order in which tokens come; what it gives is an ordinary model. See <see cref="TokenOrderObjective"/>.</summary>
/// <inheritdoc cref="ObjectiveTrainer" path="/remarks"/>
public sealed class TokenOrderTrainer : ObjectiveTrainer
{
    internal TokenOrderTrainer(IHostEnvironment environment, string textColumnName, int window, LanguageModelTrainerOptions options)
        : base(environment, nameof(TokenOrderTrainer), textColumnName, options)
    {
        var objective = new TokenOrderObjective(window);
        objective.RequireFit((options.StartFrom?.Config ?? options.Model).ContextLength);
        Objective = objective;
    }

    /// <inheritdoc/>
    protected override TrainingObjective Objective { get; }
}
