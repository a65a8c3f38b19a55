using Microsoft.ML;
using ResearchML.LanguageModels;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class CustomTrainerTests
{
    private static LanguageModelingTrainers Trainers => ObjectiveRuns.Context.LanguageModeling.Trainers;

    [TestMethod]
    public void A_callers_objective_with_a_head_trains_an_ordinary_model()
    {
        List<TrainingProgress> seen = ObjectiveRuns.MustTrain(options => Trainers.Custom("Text", new SkipOne(), options));
        Assert.IsLessThan(seen[0].Diagnostics["after next"], seen[^1].Diagnostics["after next"]);
    }

    [TestMethod]
    public void A_mixture_that_anneals_trains_an_ordinary_model()
    {
        TrainingObjective mixed = Objective.Mix(Objective.MultiToken(2), Objective.NextToken(), Schedule.Linear(0, 1));
        List<TrainingProgress> seen = ObjectiveRuns.MustTrain(options => Trainers.Custom("Text", mixed, options));
        Assert.AreEqual(0, seen[0].Diagnostics["weight"]);
        Assert.AreEqual(39.0 / 40, seen[^1].Diagnostics["weight"], 1e-12);
        Assert.IsFalse(seen[0].Diagnostics.ContainsKey("NextTokenObjective"));
    }

    [TestMethod]
    public void With_the_next_token_objective_it_is_next_token_training()
    {
        LanguageModelTrainerOptions options = ObjectiveRuns.Options with { Training = ObjectiveRuns.Options.Training with { Steps = 5 } };
        Assert.AreEqual(ObjectiveRuns.Scores(Trainers.NextToken("Text", options)), ObjectiveRuns.Scores(Trainers.Custom("Text", Objective.NextToken(), options)));
    }

    [TestMethod]
    public void A_missing_column_is_named_by_each_trainer_and_all_promise_the_columns_of_a_model()
    {
        foreach (Func<string, ObjectiveTrainer> trainer in new Func<string, ObjectiveTrainer>[] { c => Trainers.MultiToken(c, 2, ObjectiveRuns.Options), c => Trainers.TokenOrder(c, 2, ObjectiveRuns.Options), c => Trainers.Custom(c, Objective.NextToken(), ObjectiveRuns.Options) })
        {
            StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => trainer("Body").Fit(ObjectiveRuns.Rows)).Message, "Could not find input column 'Body'");
            string[] columns = [.. trainer("Text").GetOutputSchema(ObjectiveRuns.Rows.Schema.ToShape()).Select(c => c.Name)];
            CollectionAssert.AreEqual(new[] { "Text", "Number", "LossNats", "TokenCount", "ByteCount" }, columns);
        }
    }

    [TestMethod]
    public void A_missing_objective_a_loss_of_many_numbers_and_one_without_a_graph_are_named()
    {
        Assert.Throws<ArgumentNullException>(() => Trainers.Custom("Text", null!, ObjectiveRuns.Options));
        StringAssert.StartsWith(
            Assert.Throws<InvalidOperationException>(() => Trainers.Custom("Text", new Probe("mine", 1, h => h.mean([2])), ObjectiveRuns.Options).Fit(ObjectiveRuns.Rows)).Message,
            "The loss of objective mine must be one number, but is of shape (4, 32): take its mean.");
        StringAssert.StartsWith(
            Assert.Throws<InvalidOperationException>(() => Trainers.Custom("Text", new Probe("mine", 1, h => h.detach().mean()), ObjectiveRuns.Options).Fit(ObjectiveRuns.Rows)).Message,
            "The loss of objective mine has no graph back to the hidden states");
    }

    [TestMethod]
    public void An_objective_that_does_not_fit_the_model_is_refused_before_anything_is_read()
    {
        foreach (TrainingObjective objective in new[] { Objective.MultiToken(33), Objective.Mix(Objective.NextToken(), Objective.TokenOrder(33), Schedule.Linear(0, 1)) })
        {
            StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => Trainers.Custom("Text", objective, ObjectiveRuns.Options)).Message, "33");
            StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => LanguageModelTraining.Train(Unread(), objective, ObjectiveRuns.Options, seed: 1)).Message, "33");
        }
        Trainers.Custom("Text", new Probe("mine", 1), ObjectiveRuns.Options with { Tokenizer = null });

        static IEnumerable<string> Unread()
        {
            Assert.Fail("the corpus was read");
            yield break;
        }
    }

    [TestMethod]
    public void Accumulated_batches_are_a_larger_batch_for_losses_over_all_positions()
    {
        foreach (TrainingObjective objective in new[] { Objective.NextToken(), Objective.KShot(8), Objective.TokenOrder(8), Objective.Mix(Objective.KShot(4), Objective.TokenOrder(4), Schedule.Constant(0.5)) })
        {
            List<TrainingProgress> whole = [], parts = [];
            Fit(objective, new() { Steps = 3, BatchSize = 8, Seed = 1, Progress = new ObjectiveRuns.Listener(whole) });
            Fit(objective, new() { Steps = 3, BatchSize = 1, AccumulationSteps = 8, Seed = 1, Progress = new ObjectiveRuns.Listener(parts) });
            for (int step = 0; step < 3; step++)
                Assert.AreEqual(whole[step].LossNats, parts[step].LossNats, 1e-3 * whole[step].LossNats, objective.Name); // float32, and Adam's roots
        }

        static void Fit(TrainingObjective objective, TrainingOptions training) => Trainers.Custom("Text", objective, ObjectiveRuns.Options with { Training = training }).Fit(ObjectiveRuns.Rows).Dispose();
    }

    [TestMethod]
    public void A_run_that_MLNET_cancels_leaves_a_checkpoint()
    {
        using var folder = new TemporaryFolder();
        var context = new MLContext(seed: 1);
        var cancel = typeof(MLContext).GetMethod("CancelExecution", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!;
        LanguageModelTrainerOptions options = ObjectiveRuns.Options with
        {
            Training = ObjectiveRuns.Options.Training with { Checkpoints = new CheckpointOptions { Folder = folder.FullPath }, Progress = new Cancels(() => cancel.Invoke(context, null)) },
        };
        Assert.Throws<OperationCanceledException>(() => context.LanguageModeling.Trainers.Custom("Text", Objective.NextToken(), options).Fit(ObjectiveRuns.Rows));
        Assert.IsTrue(File.Exists(Path.Combine(folder.FullPath, "step-00000004.safetensors")), "cancelled after step 3, noticed after step 4");
    }

    private sealed class Cancels(Action cancel) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == 3)
                cancel();
        }
    }

    // The example of docs/token-objectives.md, as it stands there.
    private sealed class SkipOne : TrainingObjective
    {
        public override string Name => "skip-one";

        public override nn.Module CreateHeads(Decoder decoder, ulong seed) => new DecoderHead(decoder, seed);

        public override ObjectiveValue Evaluate(ObjectiveBatch batch)
        {
            var head = (DecoderHead)batch.Heads!;
            Term next = Loss(batch, [], h => h, batch.Targets);
            Term after = Loss(batch, head.parameters(), h => head.Forward(h, batch.Documents), batch.TargetsAhead(2));
            return new ObjectiveValue(next + 0.5 * after, new Dictionary<string, double> { ["next"] = next.ToDouble(), ["after next"] = after.ToDouble() });
        }

        private static Tensor Loss(ObjectiveBatch batch, IEnumerable<TorchSharp.Modules.Parameter> own, Func<Tensor, Tensor> head, Tensor targets) =>
            HeadLoss.Evaluate(batch.Hidden, [.. own, .. batch.Decoder.OutputParameters], hidden => nn.functional.cross_entropy(
                batch.Decoder.Logits(head(hidden)).flatten(0, 1), targets.flatten())); // (B·T, V), (B·T) -> ()
    }
}
