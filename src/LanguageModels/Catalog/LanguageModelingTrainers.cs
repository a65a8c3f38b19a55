using Microsoft.ML.Runtime;

namespace ResearchML.LanguageModels;

/// <summary>Trainers of language models. Reached as <c>mlContext.LanguageModeling.Trainers</c>; packages add to it by extension methods.</summary>
public sealed class LanguageModelingTrainers
{
    internal LanguageModelingTrainers(IHostEnvironment environment) => Environment = environment;

    /// <summary>The environment that trainers made here run in: seed, device, log.</summary>
    public IHostEnvironment Environment { get; }
}
