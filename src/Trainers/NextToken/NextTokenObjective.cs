using ResearchML.LanguageModels;
using static TorchSharp.torch;

namespace ResearchML.Trainers;

/// <summary>The ordinary objective of language models: the mean of −log p(next token).</summary>
/// <remarks>Bengio et al. 2003, "A neural probabilistic language model", equation 3, without the penalty.</remarks>
public sealed class NextTokenObjective : TrainingObjective
{
    /// <inheritdoc/>
    public override ObjectiveValue Evaluate(ObjectiveBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Tensor logits = batch.Decoder.Logits(batch.Hidden); // (B, T, V)
        return new ObjectiveValue(nn.functional.cross_entropy(
            logits.flatten(0, 1), batch.Targets.flatten(), ignore_index: ObjectiveBatch.Ignored)); // (B·T, V), (B·T) -> ()
    }
}
