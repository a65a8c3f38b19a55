using ResearchML.LanguageModels;
using static TorchSharp.torch;

namespace ResearchML.Trainers.Tests;

/// <summary>An objective of a test: factor times the mean of the squared hidden states, or what a function gives; it counts its evaluations.</summary>
internal sealed class Probe(string name, double factor, Func<Tensor, Tensor>? loss = null) : TrainingObjective
{
    public int Evaluations { get; private set; }

    public override string Name => name;

    public override void Validate(DecoderConfig config)
    {
        if (config.VocabularySize is null)
            throw new ArgumentOutOfRangeException(nameof(config), "the vocabulary is to be filled in");
    }

    public override ObjectiveValue Evaluate(ObjectiveBatch batch)
    {
        Evaluations++;
        return new ObjectiveValue(loss?.Invoke(batch.Hidden) ?? batch.Hidden.square().mean() * factor, new Dictionary<string, double> { ["factor"] = factor });
    }
}
