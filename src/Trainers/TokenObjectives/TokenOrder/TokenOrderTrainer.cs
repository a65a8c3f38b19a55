using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;

namespace ResearchML.Trainers;

/// <summary>Trains a language model to predict the next token and the order in which tokens come; what it gives is an ordinary model. See <see cref="TokenOrderObjective"/>.</summary>
/// <inheritdoc cref="ObjectiveTrainer" path="/remarks"/>
public sealed class TokenOrderTrainer : ObjectiveTrainer
{
    internal TokenOrderTrainer(IHostEnvironment environment, string textColumnName, TokenOrderObjective objective, LanguageModelTrainerOptions options)
        : base(environment, nameof(TokenOrderTrainer), textColumnName, objective, options)
    {
    }
}
