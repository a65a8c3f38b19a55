using TorchSharp;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class LanguageModelTrainingTests
{
    private static readonly string[] Texts = [.. Enumerable.Range(0, 40).Select(i => $"line {i}: the cat sat on the mat and looked at number {i * 7}.")];

    private static readonly LanguageModelTrainerOptions Options = new()
    {
        Model = new DecoderConfig { Layers = 1, Width = 32, Heads = 2, ContextLength = 32 },
        Training = new TrainingOptions { Steps = 12, BatchSize = 4 },
    };

    [TestMethod]
    public void The_loss_falls_and_the_model_repeats_what_it_learned()
    {
        var losses = new List<double>();
        LanguageModelTrainerOptions options = Options with { Training = Options.Training with { Steps = 300, LearningRate = 1e-2, Progress = new Listener(p => losses.Add(p.LossNats)) } };
        using LanguageModel model = LanguageModelTraining.Train(["the cat sat on the mat."], new CrossEntropy(), options, seed: 1);
        Assert.AreEqual(Math.Log(259), losses[0], 0.1, "a fresh model knows nothing: log of the vocabulary");
        Assert.IsLessThan(0.1, losses[^1]);
        Assert.AreEqual("at sat on the mat.", model.Generate("the c", new GenerationOptions { Temperature = 0, MaxTokens = 50 }));
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others()
    {
        float[] a = TrainedWeights(seed: 3), b = TrainedWeights(seed: 3), c = TrainedWeights(seed: 4);
        CollectionAssert.AreEqual(a, b);
        CollectionAssert.AreNotEqual(a, c);
    }

    [TestMethod]
    public void A_step_is_AdamW_with_clipping_as_written_in_the_paper()
    {
        // One weight matrix by hand in float64: after one step m = (1 - β1)g, v = (1 - β2)g², both bias-corrected to g and g².
        using LanguageModel before = LanguageModel.Create(Options.Model, LanguageTokenizer.Bytes(), seed: 1);
        LanguageModelTrainerOptions options = Options with
        {
            StartFrom = before,
            Training = Options.Training with { Steps = 1, LearningRate = 0.01, Schedule = new LearningRateSchedule { WarmupFraction = 0, FinalFraction = 1 } },
        };
        using LanguageModel after = LanguageModelTraining.Train(Texts, new CrossEntropy(), options, seed: 1);
        using var scope = NewDisposeScope();
        double[] gradient = ClippedGradient(before, "model.layers.0.mlp.up_proj.weight", seed: 1);
        double[] old = Weight(before, "model.layers.0.mlp.up_proj.weight"), now = Weight(after, "model.layers.0.mlp.up_proj.weight");
        for (int i = 0; i < old.Length; i++)
        {
            double expected = old[i] * (1 - 0.01 * 0.1) - 0.01 * gradient[i] / (Math.Abs(gradient[i]) + 1e-8);
            Assert.AreEqual(expected, now[i], 1e-5);
        }
    }

    [TestMethod]
    public void Progress_counts_steps_and_tokens_and_comes_to_zero_time_left()
    {
        var seen = new List<TrainingProgress>();
        Train(Options.Training with { Progress = new Listener(seen.Add) });
        CollectionAssert.AreEqual(Enumerable.Range(1, 12).ToArray(), seen.Select(p => p.Step).ToArray());
        Assert.AreEqual(12 * 4 * 32, seen[^1].TokensSeen);
        Assert.AreEqual(TimeSpan.Zero, seen[^1].Remaining);
        Assert.IsGreaterThan(0, seen[0].LearningRate);
        Assert.IsGreaterThan(0, seen[0].GradientNorm);
        Assert.AreEqual(7.0, seen[0].Diagnostics["seven"]);
    }

    [TestMethod]
    public void A_time_limit_ends_training_before_the_last_step()
    {
        var seen = new List<TrainingProgress>();
        Train(Options.Training with { Steps = int.MaxValue, Duration = TimeSpan.FromSeconds(0.5), Progress = new Listener(seen.Add) });
        Assert.IsInRange(0.4, 10, seen[^1].Elapsed.TotalSeconds);
        Assert.AreEqual(TimeSpan.Zero, seen[^1].Remaining);
    }

    [TestMethod]
    public void However_short_the_time_there_is_one_step()
    {
        var seen = new List<TrainingProgress>();
        Train(Options.Training with { Duration = TimeSpan.FromTicks(1), Progress = new Listener(seen.Add) });
        Assert.HasCount(1, seen);
    }

    [TestMethod]
    public void A_single_step_learns_even_where_the_schedule_ends_at_zero()
    {
        double rate = 0;
        Train(Options.Training with { Steps = 1, Schedule = new LearningRateSchedule { FinalFraction = 0 }, Progress = new Listener(p => rate = p.LearningRate) });
        Assert.IsGreaterThan(0.3 * Options.Training.LearningRate, rate);
    }

    [TestMethod]
    public void A_trained_model_keeps_no_gradients()
    {
        using LanguageModel model = LanguageModelTraining.Train(Texts, new CrossEntropy(), Options, seed: 1);
        Assert.IsTrue(model.Decoder.parameters().All(p => p.grad is null));
    }

    [TestMethod]
    public void Training_works_where_the_caller_has_switched_gradients_off()
    {
        using var off = no_grad();
        Train(Options.Training with { Steps = 2 });
    }

    [TestMethod]
    public void Training_can_be_cancelled_and_frees_what_it_took()
    {
        int steps = 0;
        LiveTensors.MustNotChange(3, parametersMade: 11, work: () =>
        {
            using var source = new CancellationTokenSource();
            var listener = new Listener(p =>
            {
                steps = p.Step;
                if (steps == 3)
                    source.Cancel();
            });
            Assert.Throws<OperationCanceledException>(() => Train(Options.Training with { Steps = 1_000_000, CancellationToken = source.Token, Progress = listener }));
            Assert.AreEqual(3, steps);
        });
    }

    [TestMethod]
    public void Training_leaves_no_tensor_behind_but_the_model() =>
        LiveTensors.MustNotChange(3, () => Train(Options.Training), parametersMade: 11);

    [TestMethod]
    public void A_run_that_diverges_says_so()
    {
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(
            () => LanguageModelTraining.Train(Texts, new NotANumber(), Options, seed: 1));
        StringAssert.StartsWith(e.Message, "The loss is NaN and the gradient norm NaN at step 1, the batch from context 1 of 72 on, in epoch 1: training has diverged.");
    }

    [TestMethod]
    public void Training_starts_from_a_model_and_leaves_it_as_it_was()
    {
        using LanguageModel start = LanguageModel.Create(Options.Model, LanguageTokenizer.Bytes(), seed: 9);
        double[] before = Weight(start, "model.norm.weight");
        double first = 0;
        var options = new LanguageModelTrainerOptions { StartFrom = start, Training = Options.Training with { Steps = 5, Progress = new Listener(p => first = p.Step == 1 ? p.LossNats : first) } };
        using LanguageModel trained = LanguageModelTraining.Train(Texts, new CrossEntropy(), options, seed: 1);
        CollectionAssert.AreEqual(before, Weight(start, "model.norm.weight"));
        CollectionAssert.AreNotEqual(before, Weight(trained, "model.norm.weight"));
        Assert.AreEqual(start.Config, trained.Config);
    }

    [TestMethod]
    public void A_corpus_without_text_is_refused()
    {
        StringAssert.StartsWith(
            Assert.Throws<ArgumentException>(() => LanguageModelTraining.Train(["", null], new CrossEntropy(), Options, seed: 1)).Message,
            "The training data holds no text: 2 rows, all of them empty.");
        Assert.Throws<ArgumentException>(() => LanguageModelTraining.Train([], new CrossEntropy(), Options, seed: 1));
    }

    public static IEnumerable<object[]> BadOptions =>
    [
        [Options with { Training = new TrainingOptions { Steps = 0 } }, "TrainingOptions.Steps must be at least 1, but is 0."],
        [Options with { Training = new TrainingOptions { BatchSize = -1 } }, "TrainingOptions.BatchSize must be at least 1, but is -1."],
        [Options with { Training = new TrainingOptions { LearningRate = double.NaN } }, "TrainingOptions.LearningRate must be positive, and at most 1e6, but is NaN."],
        [Options with { Training = new TrainingOptions { LearningRate = 1e300 } }, "TrainingOptions.LearningRate must be positive, and at most 1e6, but is 1E+300."],
        [Options with { Training = new TrainingOptions { BatchSize = 1 << 27 } }, "TrainingOptions.BatchSize times the context length (32) must be at most 268435456 tokens"],
        [Options with { Training = new TrainingOptions { Duration = TimeSpan.Zero } }, "TrainingOptions.Duration must be positive, or null, but is 00:00:00."],
        [Options with { Training = new TrainingOptions { Schedule = new LearningRateSchedule { WarmupFraction = 1 } } }, "LearningRateSchedule.WarmupFraction must be in [0, 1), but is 1."],
        [Options with { Training = new TrainingOptions { Optimizer = new AdamWOptions { Beta2 = 1 } } }, "AdamWOptions.Beta2 must be in [0, 1), but is 1."],
        [Options with { Model = new DecoderConfig { Heads = 5 } }, "DecoderConfig.Heads must divide Width (128)"],
        [Options with { Model = new DecoderConfig { VocabularySize = 100 } }, "The tokenizer has 259 ids, but DecoderConfig.VocabularySize has embeddings for only 100"],
    ];

    [TestMethod]
    [DynamicData(nameof(BadOptions))]
    public void Options_out_of_range_are_refused_by_name(LanguageModelTrainerOptions options, string message) =>
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(options.Validate).Message, message);

    private static void Train(TrainingOptions training) =>
        LanguageModelTraining.Train(Texts, new CrossEntropy(), Options with { Training = training }, seed: 1).Dispose();

    private static float[] TrainedWeights(ulong seed)
    {
        using LanguageModel model = LanguageModelTraining.Train(Texts, new CrossEntropy(), Options, seed);
        return [.. model.Decoder.parameters().SelectMany(p => p.detach().flatten().data<float>().ToArray())];
    }

    private static double[] Weight(LanguageModel model, string name) =>
        [.. model.Decoder.get_parameter(name)!.detach().flatten().data<float>().ToArray().Select(w => (double)w)];

    private static double[] ClippedGradient(LanguageModel model, string name, ulong seed)
    {
        var documents = new TokenDocuments();
        foreach (string text in Texts)
            documents.Add(text, model.Tokenizer);
        PackedBatch batch = new PackedBatches(documents, 4, 32, seed).Next();
        using LanguageModel copy = model.Clone();
        Tensor hidden = copy.Decoder.Hidden(tensor(batch.Inputs, [4, 32]), tensor(batch.Documents, [4, 32]));
        nn.functional.cross_entropy(copy.Decoder.Logits(hidden).flatten(0, 1), tensor(batch.Targets)).backward();
        double norm = Math.Sqrt(copy.Decoder.parameters().Sum(p => p.grad!.square().sum().ToDouble()));
        return [.. copy.Decoder.get_parameter(name)!.grad!.flatten().data<float>().ToArray().Select(g => g * Math.Min(1, 1 / norm))];
    }

    private sealed class CrossEntropy : TrainingObjective
    {
        public override ObjectiveValue Evaluate(ObjectiveBatch batch) => new(
            nn.functional.cross_entropy(batch.Decoder.Logits(batch.Hidden).flatten(0, 1), batch.Targets.flatten()),
            new Dictionary<string, double> { ["seven"] = 7 });
    }

    private sealed class NotANumber : TrainingObjective
    {
        public override ObjectiveValue Evaluate(ObjectiveBatch batch) => new(batch.Hidden.sum() * double.NaN);
    }

    private sealed class Listener(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
