using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

/// <summary>A training run of seconds, with a head of its own and all that a checkpoint must hold.</summary>
internal static class TinyRun
{
    public const int Steps = 60;

    public static string[] Texts { get; } = [.. Enumerable.Range(0, 40).Select(i => $"line {i}: the cat sat on the mat and looked at number {i * 7}.")];

    /// <param name="folder">Where checkpoints and the log go; <see langword="null"/>: nowhere.</param>
    public static LanguageModelTrainerOptions Options(string? folder) => new()
    {
        Model = new DecoderConfig { Layers = 1, Width = 32, Heads = 2, ContextLength = 32 },
        Training = new TrainingOptions
        {
            Steps = Steps,
            BatchSize = 4,
            AccumulationSteps = 2,
            EarlyStopping = new EarlyStopping { HeldOut = ["line 99: the dog sat on the cat."], Every = 7, Patience = 100 },
            Checkpoints = folder is null ? null : new CheckpointOptions { Folder = folder, Every = 4, Keep = 2 },
            LogFile = folder is null ? null : Path.Combine(folder, "log.jsonl"),
        },
    };

    public static LanguageModel Train(LanguageModelTrainerOptions options, TrainingObjective? objective = null, ulong seed = 5, Action<string>? log = null) =>
        LanguageModelTraining.Train(Texts, objective ?? new TwoHeads(), options, seed, log: log);

    /// <summary>Texts that must not be read.</summary>
    public static IEnumerable<string?> Unread()
    {
        Assert.Fail("The texts were read.");
        yield break;
    }

    public static float[] Weights(LanguageModel model) => [.. model.Decoder.parameters().SelectMany(p => p.detach().flatten().data<float>().ToArray())];

    /// <summary>Does something after each step.</summary>
    public sealed class Each(Action<TrainingProgress> act) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => act(value);
    }

    /// <summary>Next-token loss, and that of a second output matrix at half the weight.</summary>
    public sealed class TwoHeads : TrainingObjective
    {
        public override string Name => "two heads";

        public override nn.Module? CreateHeads(Decoder decoder, ulong seed) => new Head(decoder, seed);

        public override ObjectiveValue Evaluate(ObjectiveBatch batch)
        {
            Tensor own = Loss(batch.Decoder.Logits(batch.Hidden), batch.Targets), other = Loss(((Head)batch.Heads!).forward(batch.Hidden), batch.TargetsAhead(2));
            return new ObjectiveValue((Term)own + 0.5 * (Term)other, new Dictionary<string, double> { ["own"] = own.item<float>(), ["other"] = other.item<float>() });
        }

        private static Tensor Loss(Tensor logits, Tensor targets) => nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten());

        private sealed class Head : nn.Module<Tensor, Tensor>
        {
            private readonly TorchSharp.Modules.Parameter _weight;

            public Head(Decoder decoder, ulong seed)
                : base(nameof(Head))
            {
                using var generator = new Generator(seed, CPU);
                _weight = new TorchSharp.Modules.Parameter((Term)randn([decoder.Config.VocabularySize!.Value, decoder.Config.Width], ScalarType.Float32, CPU, generator: generator) * 0.02);
                register_parameter("weight", _weight);
            }

            public override Tensor forward(Tensor hidden) => nn.functional.linear(hidden, _weight);
        }
    }
}
