using ResearchML.LanguageModels;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace KShot;

/// <summary>Another objective, of the answers alone: nothing is to be learned from tags.</summary>
internal sealed class AnswersOnly(TrainingObjective inner) : TrainingObjective
{
    public override string Name => inner.Name + " of answers";

    public override nn.Module? CreateHeads(Decoder decoder, ulong seed) => inner.CreateHeads(decoder, seed);

    public override ObjectiveValue Evaluate(ObjectiveBatch batch)
    {
        (long first, long last) = AnswerTask.AnswerTokens;
        Term targets = batch.Targets; // (B, T)
        return inner.Evaluate(batch with { Targets = targets.Filled(targets < first | targets > last, ObjectiveBatch.Ignored) });
    }
}
