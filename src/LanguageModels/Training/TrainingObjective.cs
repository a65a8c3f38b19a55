using TorchSharp.Modules;

namespace ResearchML.LanguageModels;

/// <summary>What a training run minimises: hidden states and targets in, a loss out. Derive from it to try an idea.</summary>
public abstract class TrainingObjective
{
    /// <summary>Weights of the objective's own heads, trained with the decoder's. Default: none.</summary>
    public virtual IEnumerable<Parameter> Parameters => [];

    /// <summary>The loss of one batch, with a graph back to the hidden states.</summary>
    /// <param name="batch">Hidden states, targets, and where the run stands.</param>
    public abstract ObjectiveValue Evaluate(ObjectiveBatch batch);
}
