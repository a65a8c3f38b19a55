using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

/// <summary>What a run asks of an objective, and what it does with what the objective brings along: frozen weights, buffers, draws, diagnostics.</summary>
[TestClass]
public sealed class ObjectiveContractTests
{
    private static readonly LanguageModelTrainerOptions Options = TinyRun.Options(null) with { Training = new TrainingOptions { Steps = 6, BatchSize = 4 } };

    [TestMethod]
    public void A_loss_of_several_numbers_or_without_a_graph_is_refused()
    {
        StringAssert.StartsWith(Refusal(batch => new(batch.Hidden.sum(dim: 2))), "The loss of objective Given must be one number, but is of shape (4, 32): take its mean.");
        StringAssert.StartsWith(Refusal(batch => new(batch.Hidden.detach().sum())), "The loss of objective Given has no graph back to the hidden states");
        StringAssert.StartsWith(Refusal(_ => new(null!)), "The loss of objective Given must be one number, but there is none.");
        StringAssert.StartsWith(Refusal(_ => null!), "The loss of objective Given must be one number, but there is none.");
    }

    [TestMethod]
    public void A_loss_that_has_a_graph_but_none_to_the_hidden_states_is_refused()
    {
        StringAssert.StartsWith(Refusal(batch => new(CrossEntropy(nn.functional.linear(batch.Hidden.detach(), batch.Decoder.OutputParameters[0]), batch.Targets))), "The loss of objective Given has no graph back to the hidden states");
        StringAssert.StartsWith(Refusal(_ => new(ones([], device: CPU).requires_grad_())), "The loss of objective Given has no graph back to the hidden states");
    }

    [TestMethod]
    public void Parameters_that_require_no_gradient_are_left_as_they_are()
    {
        List<float[]> frozen = [], decoder = [], head = [];
        var objective = new WithHead(
            batch =>
            {
                var own = (Head)batch.Heads!;
                frozen.Add(own.Frozen.detach().flatten().data<float>().ToArray());
                head.Add(own.Weight.detach().flatten().data<float>().ToArray());
                decoder.Add([.. batch.Decoder.parameters().SelectMany(p => p.detach().flatten().data<float>().ToArray())]);
                return new(CrossEntropy(nn.functional.linear(batch.Hidden, own.Weight), batch.Targets));
            },
            create: d =>
            {
                foreach (TorchSharp.Modules.Parameter parameter in d.parameters())
                    parameter.requires_grad = false; // a probe: the decoder stays as it is
                return new Head(d);
            });
        TinyRun.Train(Options with { Training = Options.Training with { LearningRate = 0.05 } }, objective).Dispose();
        CollectionAssert.AreEqual(frozen[0], frozen[^1]);
        CollectionAssert.AreEqual(decoder[0], decoder[^1]);
        CollectionAssert.AreNotEqual(head[0], head[^1]);
    }

    [TestMethod]
    public void Dropout_and_buffers_are_the_seeds_and_go_on_where_a_run_was_cancelled_even_between_the_batches_of_a_step()
    {
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = Options with { Training = Options.Training with { Steps = 8, AccumulationSteps = 3 } };
        using (manual_seed(1))
        {
        }
        float[] expected = rand(3, device: CPU).data<float>().ToArray();
        using (manual_seed(1))
        {
        }
        float[] whole = Train(options, seed: 5, evaluations: out int all);
        CollectionAssert.AreEqual(expected, rand(3, device: CPU).data<float>().ToArray(), "the caller's generator is as it was");
        Assert.AreEqual(24, all);
        CollectionAssert.AreEqual(whole, Train(options, seed: 5, out _));
        CollectionAssert.AreNotEqual(whole, Train(options, seed: 6, out _));

        LanguageModelTrainerOptions resumable = options with { Training = options.Training with { Checkpoints = new CheckpointOptions { Folder = folder.FullPath } } };
        using var cancel = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Train(resumable with { Training = resumable.Training with { CancellationToken = cancel.Token } }, 5, out _, at: 5 * 3 + 2, cancel.Cancel));
        Assert.IsTrue(File.Exists(folder["step-00000005.safetensors"]));
        CollectionAssert.AreEqual(whole, Train(resumable, 5, out int rest));
        Assert.AreEqual(9, rest);

        static float[] Train(LanguageModelTrainerOptions options, ulong seed, out int evaluations, int at = 0, Action? act = null)
        {
            int count = 0;
            var objective = new WithHead(batch =>
            {
                if (++count == at)
                    act!();
                var own = (Head)batch.Heads!;
                using (no_grad())
                    own.Seen.copy_((Term)own.Seen + batch.Hidden.detach().mean([0L, 1L]));
                Tensor dropped = (Term)nn.functional.dropout(batch.Hidden, 0.5, training: true) + own.Seen;
                return new(CrossEntropy(nn.functional.linear(dropped, own.Weight), batch.Targets));
            });
            using LanguageModel model = TinyRun.Train(options, objective, seed);
            evaluations = count;
            return TinyRun.Weights(model);
        }
    }

    [TestMethod]
    public void What_an_objective_draws_is_new_in_each_batch_and_the_same_in_each_run()
    {
        float[] first = Drawn(), second = Drawn();
        Assert.HasCount(12, first.Distinct().ToArray());
        CollectionAssert.AreEqual(first, second);

        static float[] Drawn()
        {
            var drawn = new List<float>();
            TinyRun.Train(Options with { Training = Options.Training with { AccumulationSteps = 2 } }, new Given(batch =>
            {
                drawn.Add(rand([1], device: CPU).item<float>());
                return new(CrossEntropy(batch.Decoder.Logits(batch.Hidden), batch.Targets));
            })).Dispose();
            return [.. drawn];
        }
    }

    [TestMethod]
    public void Cancelling_waits_for_one_batch_and_not_for_a_step()
    {
        using var cancel = new CancellationTokenSource();
        int evaluations = 0;
        var objective = new Given(batch =>
        {
            if (++evaluations == 3)
                cancel.Cancel();
            return new(CrossEntropy(batch.Decoder.Logits(batch.Hidden), batch.Targets));
        });
        Assert.Throws<OperationCanceledException>(() => TinyRun.Train(Options with { Training = Options.Training with { AccumulationSteps = 1_000_000, CancellationToken = cancel.Token } }, objective).Dispose());
        Assert.AreEqual(3, evaluations);
    }

    [TestMethod]
    public void A_diagnostic_is_the_mean_over_the_batches_that_gave_it()
    {
        int evaluations = 0;
        var seen = new List<TrainingProgress>();
        var objective = new Given(batch =>
        {
            evaluations++;
            var diagnostics = new Dictionary<string, double> { ["always"] = evaluations };
            if (evaluations % 4 == 0)
                diagnostics["seldom"] = 1;
            return new(CrossEntropy(batch.Decoder.Logits(batch.Hidden), batch.Targets), diagnostics);
        });
        TinyRun.Train(Options with { Training = Options.Training with { Steps = 2, AccumulationSteps = 4, Progress = new Each(seen.Add) } }, objective).Dispose();
        Assert.AreEqual((2.5, 1.0), (seen[0].Diagnostics["always"], seen[0].Diagnostics["seldom"]));
        Assert.AreEqual((6.5, 1.0), (seen[1].Diagnostics["always"], seen[1].Diagnostics["seldom"]));
    }

    [TestMethod]
    public void Accumulated_batches_train_beside_a_thread_that_allocates()
    {
        // A number given to libtorch as such is collected while it is read: one call in some hundred thousand, or in thousands where another thread allocates.
        using var stop = new CancellationTokenSource();
        Task allocating = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                GC.KeepAlive(new byte[100]);
        });
        try
        {
            TinyRun.Train(Options with { Training = Options.Training with { Steps = 300, BatchSize = 1, AccumulationSteps = 4 } }, new Given(batch => new(CrossEntropy(batch.Decoder.Logits(batch.Hidden), batch.Targets)))).Dispose();
        }
        finally
        {
            stop.Cancel();
            allocating.Wait();
        }
    }

    private static string Refusal(Func<ObjectiveBatch, ObjectiveValue> evaluate) => Assert.Throws<InvalidOperationException>(() => TinyRun.Train(Options, new Given(evaluate)).Dispose()).Message;

    private static Tensor CrossEntropy(Tensor logits, Tensor targets) => nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten());

    private sealed class Given(Func<ObjectiveBatch, ObjectiveValue> evaluate) : TrainingObjective
    {
        public override ObjectiveValue Evaluate(ObjectiveBatch batch) => evaluate(batch);
    }

    private sealed class WithHead(Func<ObjectiveBatch, ObjectiveValue> evaluate, Func<Decoder, Head>? create = null) : TrainingObjective
    {
        public override nn.Module CreateHeads(Decoder decoder, ulong seed) => create?.Invoke(decoder) ?? new Head(decoder);

        public override ObjectiveValue Evaluate(ObjectiveBatch batch) => evaluate(batch);
    }

    /// <summary>An output matrix that trains, one that does not, and a buffer.</summary>
    private sealed class Head : nn.Module
    {
        public Head(Decoder decoder)
            : base(nameof(Head))
        {
            using var generator = new Generator(9, CPU);
            long[] shape = [decoder.Config.VocabularySize!.Value, decoder.Config.Width];
            register_parameter("weight", new TorchSharp.Modules.Parameter(randn(shape, device: CPU, generator: generator).div_(tensor(50f, device: CPU))));
            register_parameter("frozen", new TorchSharp.Modules.Parameter(randn(shape, device: CPU, generator: generator), requires_grad: false));
            register_buffer("seen", zeros(decoder.Config.Width, device: CPU));
        }

        public Tensor Weight => get_parameter("weight")!;

        public Tensor Frozen => get_parameter("frozen")!;

        public Tensor Seen => get_buffer("seen")!;
    }

    private sealed class Each(Action<TrainingProgress> act) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => act(value);
    }
}
