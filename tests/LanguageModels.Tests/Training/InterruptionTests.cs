namespace ResearchML.LanguageModels.Tests;

/// <summary>What is on the disk when a run ends otherwise than by its limits: cancelled while it measures, or with weights that are no numbers.</summary>
[TestClass]
public sealed class InterruptionTests
{
    [TestMethod]
    public void A_run_cancelled_while_it_measures_leaves_a_checkpoint_and_makes_up_for_the_measurement()
    {
        using var folder = new TemporaryFolder();
        List<double> whole = [], parted = [];
        float[] expected = Train(null, whole, default, null);
        using var cancel = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Train(folder.FullPath, parted, cancel.Token, () =>
        {
            if (parted.Count == 2)
            {
                cancel.Cancel();
                cancel.Token.ThrowIfCancellationRequested();
            }
        }));
        Assert.IsTrue(File.Exists(folder["step-00000006.safetensors"]));
        CollectionAssert.AreEqual(expected, Train(folder.FullPath, parted, default, null));
        Assert.HasCount(4, whole);
        CollectionAssert.AreEqual(new[] { whole[0], whole[1], whole[1], whole[2], whole[3] }, parted, "at 3, twice at 6, at 9, and at the end");

        static float[] Train(string? folder, List<double> measured, CancellationToken cancellationToken, Action? act)
        {
            LanguageModelTrainerOptions options = TinyRun.Options(folder);
            double Measure(LanguageModel model)
            {
                measured.Add(model.Score(["the cat sat on the dog"])[0].LossNats);
                act?.Invoke();
                return measured[^1];
            }
            using LanguageModel model = TinyRun.Train(options with
            {
                Training = options.Training with
                {
                    Steps = 10,
                    EarlyStopping = new EarlyStopping { Every = 3, Patience = 100, Measure = Measure },
                    Checkpoints = folder is null ? null : new CheckpointOptions { Folder = folder },
                    CancellationToken = cancellationToken,
                },
            });
            return TinyRun.Weights(model);
        }
    }

    [TestMethod]
    public void A_cancellation_by_what_is_called_between_steps_leaves_a_checkpoint()
    {
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = TinyRun.Options(folder.FullPath);
        // ML.NET's own cancellation comes this way: ChannelProgressAdapter throws it.
        Assert.Throws<OperationCanceledException>(() => TinyRun.Train(options with { Training = options.Training with { Progress = new CancelsAt(5) } }).Dispose());
        Assert.IsTrue(File.Exists(folder["step-00000005.safetensors"]));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Weights_that_are_no_numbers_are_neither_returned_nor_written(bool withCheckpoints)
    {
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = TinyRun.Options(null);
        options = options with
        {
            Training = new TrainingOptions
            {
                Steps = 1,
                BatchSize = 2,
                Optimizer = new AdamWOptions { WeightDecay = 1e300 },
                Checkpoints = withCheckpoints ? new CheckpointOptions { Folder = folder.FullPath, Every = 1 } : null,
            },
        };
        string message = Assert.Throws<InvalidOperationException>(() => TinyRun.Train(options).Dispose()).Message;
        StringAssert.StartsWith(message, "The weights are no finite numbers after step 1, the batch from context 1 of ");
        StringAssert.Contains(message, ": training has diverged. A lower TrainingOptions.LearningRate than 0.003 may help.");
        Assert.AreEqual(withCheckpoints, message.EndsWith(" There is no checkpoint from before.", StringComparison.Ordinal));
        Assert.IsEmpty(Directory.GetFiles(folder.FullPath, "*.safetensors"));
    }

    private sealed class CancelsAt(int step) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == step)
                throw new OperationCanceledException();
        }
    }
}
