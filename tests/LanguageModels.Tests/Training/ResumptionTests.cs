using System.Diagnostics;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class ResumptionTests
{
    private static float[]? _whole;

    private static float[] Whole
    {
        get
        {
            if (_whole is null)
            {
                using LanguageModel model = TinyRun.Train(TinyRun.Options(null));
                _whole = TinyRun.Weights(model);
            }
            return _whole;
        }
    }

    [TestMethod]
    public void A_run_killed_at_any_moment_and_resumed_ends_with_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        string log = folder["log.jsonl"];
        var random = new Random(3);
        for (int kill = 0; kill < 3; kill++)
        {
            using Process child = ChildProgram.Start(folder.FullPath);
            for (int steps = 5 + random.Next(10); steps > 0; steps--)
                Assert.IsNotNull(child.StandardOutput.ReadLine(), "the run ended before it was killed");
            child.Kill(); // SIGKILL
            child.WaitForExit();
        }

        Assert.IsLessThan(TinyRun.Steps, Lines(log));
        var told = new List<string>();
        using LanguageModel model = TinyRun.Train(TinyRun.Options(folder.FullPath), log: told.Add);
        Assert.IsTrue(told.Any(t => t.StartsWith("Resumed at step ", StringComparison.Ordinal)), string.Join('\n', told));
        CollectionAssert.AreEqual(Whole, TinyRun.Weights(model));
        // One line a step, each once, whatever the killed ones left.
        CollectionAssert.AreEqual(Enumerable.Range(1, TinyRun.Steps).ToArray(), File.ReadLines(log).Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement.GetProperty("step").GetInt32()).ToArray());
    }

    [TestMethod]
    public void A_cancelled_run_goes_on_where_it_was()
    {
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = TinyRun.Options(folder.FullPath);
        using var cancel = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => TinyRun.Train(options with
        {
            Training = options.Training with { CancellationToken = cancel.Token, Progress = new At(10, cancel.Cancel) },
        }).Dispose());
        Assert.IsTrue(File.Exists(folder["step-00000010.safetensors"]));
        int first = 0;
        using LanguageModel model = TinyRun.Train(options with { Training = options.Training with { Progress = new TinyRun.Each(p => first = first == 0 ? p.Step : first) } });
        Assert.AreEqual(11, first);
        CollectionAssert.AreEqual(Whole, TinyRun.Weights(model));
    }

    [TestMethod]
    public void A_finished_run_is_resumed_to_what_it_was_at_once()
    {
        using var folder = new TemporaryFolder();
        TinyRun.Train(TinyRun.Options(folder.FullPath)).Dispose();
        int steps = 0;
        LanguageModelTrainerOptions options = TinyRun.Options(folder.FullPath);
        using LanguageModel again = TinyRun.Train(options with { Training = options.Training with { Progress = new TinyRun.Each(_ => steps++) } });
        Assert.AreEqual(0, steps);
        CollectionAssert.AreEqual(Whole, TinyRun.Weights(again));
    }

    [TestMethod]
    public void The_last_ones_and_the_milestones_are_kept()
    {
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = With(TinyRun.Options(folder.FullPath), c => c with { Every = 4, Keep = 2, Milestones = 20 });
        TinyRun.Train(options).Dispose();
        CollectionAssert.AreEqual(
            new[] { "step-00000020.safetensors", "step-00000040.safetensors", "step-00000056.safetensors", "step-00000060.safetensors" },
            Directory.GetFiles(folder.FullPath, "*.safetensors").Select(f => Path.GetFileName(f)).Order().ToArray());
    }

    [TestMethod]
    public void What_a_killed_run_left_unfinished_is_removed()
    {
        using var folder = new TemporaryFolder();
        string unfinished = folder.Write("step-00000004.safetensors.0123456789abcdef0123456789abcdef.tmp", "half"), others = folder.Write("notes.tmp", "a user's own");
        TinyRun.Train(TinyRun.Options(folder.FullPath)).Dispose();
        Assert.AreEqual((false, true), (File.Exists(unfinished), File.Exists(others)));
    }

    [TestMethod]
    public void A_damaged_checkpoint_is_passed_over_for_the_one_before()
    {
        using var folder = new TemporaryFolder();
        TinyRun.Train(TinyRun.Options(folder.FullPath)).Dispose();
        string last = folder["step-00000060.safetensors"];
        File.WriteAllBytes(last, File.ReadAllBytes(last)[..5000]);
        var told = new List<string>();
        using LanguageModel model = TinyRun.Train(TinyRun.Options(folder.FullPath), log: told.Add);
        Assert.IsTrue(told.Any(t => t.StartsWith($"Checkpoint '{last}' is damaged and passed over: ", StringComparison.Ordinal)));
        CollectionAssert.Contains(told, "Resumed at step 56, 14336 tokens.");
        CollectionAssert.AreEqual(Whole, TinyRun.Weights(model));
    }

    [TestMethod]
    public void Another_runs_checkpoint_is_refused_with_what_differs()
    {
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = TinyRun.Options(folder.FullPath);
        TinyRun.Train(options with { Training = options.Training with { Steps = 4 } }).Dispose();
        Refused(options, "its objective is two heads, and this run's is CrossEntropy", objective: new CrossEntropy());
        Refused(options with { Model = options.Model with { Layers = 2 } }, "its architecture is DecoderConfig { ");
        Refused(options with { Tokenizer = LanguageTokenizer.Train(TinyRun.Texts, 270) }, "its tokenizer is 259 ids, ", but: "architecture");
        Refused(options, "its seed is 5, and this run's is 6", seed: 6);
        Refused(options with { Training = options.Training with { BatchSize = 8 } }, "its batch is 4 contexts, 2 batches a step, and this run's is 8 contexts, 2 batches a step");
        Refused(options with { Training = options.Training with { Precision = Precision.BFloat16 } }, "its precision is Float32, and this run's is BFloat16");
        var e = Assert.Throws<CheckpointException>(() => LanguageModelTraining.Train(["some other text than that"], new TinyRun.TwoHeads(), options, 5));
        StringAssert.Contains(e.Message, "its training data is 40 documents, ");

        static void Refused(LanguageModelTrainerOptions options, string difference, TrainingObjective? objective = null, ulong seed = 5, string? but = null)
        {
            var e = Assert.Throws<CheckpointException>(() => TinyRun.Train(options, objective, seed).Dispose());
            Assert.IsTrue(e.Message.Contains($"is of another run: {difference}", StringComparison.Ordinal) || (but is not null && e.Message.Contains($"is of another run: its {but}", StringComparison.Ordinal)), e.Message);
        }
    }

    [TestMethod]
    public void Never_and_Required_mean_what_they_say()
    {
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = TinyRun.Options(folder.FullPath);
        options = options with { Training = options.Training with { Steps = 4 } };
        var none = Assert.Throws<CheckpointException>(() => TinyRun.Train(With(options, c => c with { Resume = Resume.Required })).Dispose());
        Assert.AreEqual($"'{folder.FullPath}' holds no whole checkpoint to resume from.", none.Message);
        TinyRun.Train(With(options, c => c with { Resume = Resume.Never })).Dispose();
        var some = Assert.Throws<CheckpointException>(() => TinyRun.Train(With(options, c => c with { Resume = Resume.Never })).Dispose());
        StringAssert.StartsWith(some.Message, $"'{folder.FullPath}' holds checkpoints of an earlier run, the last of them 'step-00000004.safetensors'");
        TinyRun.Train(With(options, c => c with { Resume = Resume.Required })).Dispose();
    }

    [TestMethod]
    public void Two_runs_do_not_write_into_one_folder()
    {
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = TinyRun.Options(folder.FullPath), inner = options with { Training = options.Training with { LogFile = null } };
        Exception? refused = null;
        TinyRun.Train(options with { Training = options.Training with { Steps = 3, Progress = new At(2, () => refused = Assert.Throws<InvalidOperationException>(() => TinyRun.Train(inner).Dispose())) } }).Dispose();
        StringAssert.StartsWith(refused!.Message, $"Another training run is writing checkpoints into '{folder.FullPath}'");
    }

    [TestMethod]
    public void A_checkpoint_that_cannot_be_written_ends_the_run_and_leaves_the_earlier_ones()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["step-00000012.safetensors"]); // where the third is to go
        LanguageModelTrainerOptions options = TinyRun.Options(folder.FullPath);
        var e = Assert.Throws<IOException>(() => TinyRun.Train(options).Dispose());
        StringAssert.StartsWith(e.Message, $"The checkpoint of step 12 could not be written to '{folder.FullPath}': ");
        StringAssert.EndsWith(e.Message, "The last that is there: step-00000008.safetensors.");
        Assert.IsEmpty(Directory.GetFiles(folder.FullPath, "*.tmp"));
        Assert.AreEqual(12, Lines(folder["log.jsonl"]), "a step's line is written before its checkpoint");
        Directory.Delete(folder["step-00000012.safetensors"]);
        using LanguageModel model = TinyRun.Train(options);
        CollectionAssert.AreEqual(Whole, TinyRun.Weights(model));
    }

    [TestMethod]
    public void A_loss_that_is_no_number_stops_the_run_before_it_reaches_a_checkpoint()
    {
        using var folder = new TemporaryFolder();
        var e = Assert.Throws<InvalidOperationException>(() => TinyRun.Train(TinyRun.Options(folder.FullPath) with { }, new BreaksAt(9)).Dispose());
        StringAssert.StartsWith(e.Message, "The loss is NaN and the gradient norm NaN at step 10, the batch from context ");
        StringAssert.Contains(e.Message, $" The last checkpoint in '{folder.FullPath}' is of step 8.");
        using SafetensorsFile last = SafetensorsFile.Open(folder["step-00000008.safetensors"]);
        Assert.IsFalse(File.Exists(folder["step-00000012.safetensors"]));
        foreach (string name in last.Names)
        {
            using Tensor tensor = last.Read(name);
            Assert.IsTrue(tensor.isfinite().all().item<bool>(), name);
        }
    }

    [TestMethod]
    public void Options_out_of_range_are_refused_by_name()
    {
        foreach ((CheckpointOptions options, string message) in new (CheckpointOptions, string)[]
        {
            (new() { Folder = " " }, "CheckpointOptions.Folder must name a folder."),
            (new() { Folder = "x", Every = 0 }, "CheckpointOptions.Every must be at least 1, but is 0."),
            (new() { Folder = "x", Keep = 0 }, "CheckpointOptions.Keep must be at least 1, but is 0."),
            (new() { Folder = "x", Milestones = 0 }, "CheckpointOptions.Milestones must be at least 1, or null, but is 0."),
            (new() { Folder = "x", Resume = (Resume)9 }, "CheckpointOptions.Resume must be one of Auto, Required and Never, but is 9."),
        })
        {
            StringAssert.StartsWith(Assert.Throws<ArgumentException>(() => new TrainingOptions { Checkpoints = options }.Validate()).Message, message);
        }
    }

    private static int Lines(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        int count = 0;
        while (reader.ReadLine() is not null)
            count++;
        return count;
    }

    private static LanguageModelTrainerOptions With(LanguageModelTrainerOptions options, Func<CheckpointOptions, CheckpointOptions> change) =>
        options with { Training = options.Training with { Checkpoints = change(options.Training.Checkpoints!) } };

    private sealed class At(int step, Action act) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == step)
                act();
        }
    }

    private sealed class CrossEntropy : TrainingObjective
    {
        public override ObjectiveValue Evaluate(ObjectiveBatch batch) =>
            new(nn.functional.cross_entropy(batch.Decoder.Logits(batch.Hidden).flatten(0, 1), batch.Targets.flatten()));
    }

    private sealed class BreaksAt(int step) : TrainingObjective
    {
        public override ObjectiveValue Evaluate(ObjectiveBatch batch) =>
            new(nn.functional.cross_entropy(batch.Decoder.Logits(batch.Hidden).flatten(0, 1), batch.Targets.flatten()) * (batch.Step == step ? double.NaN : 1));
    }
}
