using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>A loss and what else is worth logging of it.</summary>
/// <param name="Loss">A scalar with a gradient.</param>
/// <param name="Diagnostics">Named numbers of this step. With <see cref="TrainingOptions.LogFile"/> they stand in a step's line beside its own, whose names (<c>step</c>, <c>loss</c>, <c>tokens</c> and so on) are refused. Default: none.</param>
public sealed record ObjectiveValue(Tensor Loss, IReadOnlyDictionary<string, double>? Diagnostics = null)
{
    /// <summary>By what name an objective that minimises something else gives the mean −log p(next token) of the step, in nats, so that runs can be compared.</summary>
    public const string NextTokenLoss = "nll";
}
