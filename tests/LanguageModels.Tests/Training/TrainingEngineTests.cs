using System.Text.Json;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

/// <summary>What a run does beside its steps: precision, accumulation, limits, early stopping, the log, warnings.</summary>
[TestClass]
public sealed class TrainingEngineTests
{
    private static readonly LanguageModelTrainerOptions Options = TinyRun.Options(null) with
    {
        Training = new TrainingOptions { Steps = 20, BatchSize = 4 },
    };

    [TestMethod]
    public void Batches_of_one_step_make_the_gradient_of_a_larger_batch()
    {
        var whole = new List<TrainingProgress>();
        var parts = new List<TrainingProgress>();
        Train(Options.Training with { BatchSize = 8, Progress = new Each(whole.Add) });
        Train(Options.Training with { BatchSize = 2, AccumulationSteps = 4, Progress = new Each(parts.Add) });
        Assert.AreEqual(whole[0].GradientNorm, parts[0].GradientNorm, 1e-3 * whole[0].GradientNorm, "Adam would not see a factor; the second head is a mean of means");
        for (int step = 0; step < whole.Count; step++)
            Assert.AreEqual(whole[step].LossNats, parts[step].LossNats, 1e-3, "rounding, which Adam makes more of");
    }

    [TestMethod]
    public void BF16_products_train_to_nearly_the_same_loss_over_float32_weights()
    {
        double[] Losses(Precision precision)
        {
            var losses = new List<double>();
            Train(Options.Training with { Steps = 60, LearningRate = 1e-2, Precision = precision, Progress = new Each(p => losses.Add(p.LossNats)) });
            return [.. losses];
        }

        double[] exact = Losses(Precision.Float32), rounded = Losses(Precision.BFloat16);
        Assert.AreEqual(exact[0], rounded[0], 0.01);
        Assert.IsLessThan(0.6 * exact[0], exact[^1]);
        Assert.AreEqual(exact[^1], rounded[^1], 0.05 * exact[^1]);
        CollectionAssert.AreNotEqual(exact, rounded);
    }

    [TestMethod]
    public void The_precision_that_was_chosen_is_told_and_the_trained_model_is_float32()
    {
        bool emulated = !PrecisionChoice.MultipliesBFloat16(CPU);
        foreach ((Precision precision, string text) in new[] { (Precision.Float32, "Products in float32."), (Precision.BFloat16, $"Products in BF16 over float32 weights.{(emulated ? " Warning: the CPU has no instructions for BF16 and is slower in it than in float32." : "")}") })
        {
            var told = new List<string>();
            double peakShare = 0;
            using LanguageModel model = TinyRun.Train(Options with { Training = Options.Training with { Steps = 1, Precision = precision, Progress = new Each(p => peakShare = p.PeakShare) } }, log: told.Add);
            Assert.AreEqual(emulated && precision == Precision.BFloat16, double.IsNaN(peakShare), "there is no peak of what is emulated");
            CollectionAssert.Contains(told, text);
            Assert.AreEqual(ScalarType.Float32, model.Decoder.DataType);
            Assert.IsNull(model.Decoder.Products.Type);
        }
        var auto = new List<string>();
        TinyRun.Train(Options with { Training = Options.Training with { Steps = 1, Precision = Precision.Auto } }, log: auto.Add).Dispose();
        Assert.IsTrue(auto.Any(t => t.Contains("Precision.Auto", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_limit_of_tokens_ends_the_run_and_spans_the_schedule()
    {
        List<TrainingProgress> seen = [], same = [];
        Train(Options.Training with { Steps = int.MaxValue, Tokens = 10 * 4 * 32, Progress = new Each(seen.Add) });
        Train(Options.Training with { Steps = 10, Progress = new Each(same.Add) });
        Assert.AreEqual(10 * 4 * 32, seen[^1].TokensSeen);
        CollectionAssert.AreEqual(same.Select(p => p.LearningRate).ToArray(), seen.Select(p => p.LearningRate).ToArray());
    }

    [TestMethod]
    public void A_limit_of_tokens_is_reached_with_a_whole_step_that_learns()
    {
        var seen = new List<TrainingProgress>();
        Train(Options.Training with { Tokens = 1, Schedule = LearningRateSchedule.Linear, Progress = new Each(seen.Add) });
        Assert.AreEqual(4 * 32, seen.Single().TokensSeen);
        Assert.IsGreaterThan(0.3 * 3e-3, seen[0].LearningRate);
    }

    [TestMethod]
    public void What_lies_between_steps_takes_none_of_the_runs_time()
    {
        TimeSpan between = TimeSpan.Zero;
        (long Start, TimeSpan Between, TimeSpan Trained) first = default, last = default;
        var stopping = new EarlyStopping { Every = 1, Patience = 10, Measure = Work };
        var marks = new Each(p =>
        {
            last = (System.Diagnostics.Stopwatch.GetTimestamp(), between, p.Elapsed);
            first = first == default ? last : first;
        });
        Train(Options.Training with { Steps = 4, EarlyStopping = stopping, Progress = marks });
        TimeSpan whole = System.Diagnostics.Stopwatch.GetElapsedTime(first.Start, last.Start);
        Assert.IsGreaterThan(TimeSpan.Zero, last.Between - first.Between);
        Assert.IsLessThanOrEqualTo(whole, last.Trained - first.Trained + (last.Between - first.Between));

        double Work(LanguageModel model)
        {
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            double loss = model.Score(TinyRun.Texts).Average(s => s.LossNats);
            between += System.Diagnostics.Stopwatch.GetElapsedTime(start);
            return loss;
        }
    }

    [TestMethod]
    public void Early_stopping_gives_the_weights_of_the_best_measurement()
    {
        // Held-out text of another kind: it gains while bytes are learned, and loses when the corpus is learned by heart.
        var stopping = new EarlyStopping { HeldOut = ["QUITE ANOTHER TEXT: 0123456789, WITH LETTERS THAT THE CORPUS HAS NOT."], Every = 5, Patience = 2 };
        var told = new List<string>();
        int steps = 0;
        using LanguageModel model = TinyRun.Train(Options with { Training = Options.Training with { Steps = 400, LearningRate = 1e-2, EarlyStopping = stopping, Progress = new Each(p => steps = p.Step) } }, log: told.Add);
        Assert.IsLessThan(400, steps);
        double[] measured = [.. told.Where(t => t.Contains("held-out loss", StringComparison.Ordinal) && t.StartsWith("Step ", StringComparison.Ordinal)).Select(t => double.Parse(t.Split("held-out loss ")[1].Split(';')[0], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.HasCount(steps / 5, measured);
        Assert.AreEqual(measured.Min(), measured[^3], "the best, and two more");
        Assert.AreEqual(measured.Min(), model.Score(stopping.HeldOut)[0].LossNats, 1e-3);
    }

    [TestMethod]
    public void Early_stopping_by_a_measure_of_ones_own_keeps_the_weights_that_it_liked_best()
    {
        double[] losses = [5, 3, 4, 1, double.NaN, 2];
        var seen = new List<float[]>();
        var stopping = new EarlyStopping { Every = 3, Patience = 2, Measure = model => { seen.Add(TinyRun.Weights(model)); return losses[seen.Count - 1]; } };
        using LanguageModel trained = TinyRun.Train(Options with { Training = Options.Training with { EarlyStopping = stopping } });
        Assert.HasCount(6, seen);
        CollectionAssert.AreNotEqual(seen[3], seen[5]);
        CollectionAssert.AreEqual(seen[3], TinyRun.Weights(trained));
    }

    [TestMethod]
    public void The_last_step_is_measured_too_and_its_weights_are_taken_where_they_are_the_best()
    {
        var seen = new List<float[]>();
        var stopping = new EarlyStopping { Every = 3, Measure = model => { seen.Add(TinyRun.Weights(model)); return 5 - seen.Count; } };
        using LanguageModel trained = TinyRun.Train(Options with { Training = Options.Training with { Steps = 5, EarlyStopping = stopping } });
        Assert.HasCount(2, seen);
        CollectionAssert.AreEqual(seen[1], TinyRun.Weights(trained));
    }

    [TestMethod]
    public void A_run_shorter_than_a_measurement_is_measured_at_its_end()
    {
        var measured = new List<float[]>();
        var stopping = new EarlyStopping { Every = 100, Measure = model => { measured.Add(TinyRun.Weights(model)); return 1; } };
        using LanguageModel trained = TinyRun.Train(Options with { Training = Options.Training with { Steps = 3, EarlyStopping = stopping } });
        CollectionAssert.AreEqual(measured.Single(), TinyRun.Weights(trained));
    }

    [TestMethod]
    public void Early_stopping_measures_one_thing()
    {
        static string Message(EarlyStopping stopping) => Assert.ThrowsExactly<ArgumentException>((Options.Training with { EarlyStopping = stopping }).Validate).Message;
        StringAssert.Contains(Message(new EarlyStopping()), "no text to measure");
        StringAssert.Contains(Message(new EarlyStopping { HeldOut = ["a"], Measure = _ => 0 }), "set one of them");
    }

    [TestMethod]
    public void The_log_file_has_a_JSON_line_a_step()
    {
        using var folder = new TemporaryFolder();
        string path = folder["logs/run.jsonl"];
        var seen = new List<TrainingProgress>();
        TinyRun.Train(Options with { Training = Options.Training with { LogFile = path, Progress = new Each(seen.Add) } }).Dispose();
        JsonElement[] lines = [.. File.ReadLines(path).Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.HasCount(20, lines);
        JsonElement last = lines[^1];
        Assert.AreEqual(seen[^1].LossNats, last.GetProperty("loss").GetDouble());
        Assert.AreEqual(seen[^1].Diagnostics["other"], last.GetProperty("other").GetDouble());
        Assert.AreEqual(20 * 4 * 32, last.GetProperty("tokens").GetInt64());
        double share = last.GetProperty("peak_share").GetDouble();
        Assert.IsTrue(share is > 0 and < 1, $"{share}");
    }

    [TestMethod]
    public void Another_run_on_the_same_cores_is_warned_of()
    {
        using var folder = new TemporaryFolder(); // other test programs train on these cores too
        var told = new List<string>();
        int cores = Environment.ProcessorCount;
        using (CoreClaims.Take(CPU, 1, _ => { }, folder.FullPath))
            CoreClaims.Take(CPU, cores, told.Add, folder.FullPath).Dispose();
        Assert.IsTrue(told.Single().StartsWith("Warning: process ", StringComparison.Ordinal) && told[0].Contains($"{Environment.ProcessId}", StringComparison.Ordinal), string.Join('\n', told));
        told.Clear();
        CoreClaims.Take(new Device(TorchSharp.DeviceType.CUDA), cores, told.Add, folder.FullPath).Dispose();
        Assert.IsEmpty(told, "a GPU's run claims no cores");
        CoreClaims.Take(CPU, cores, told.Add, folder.FullPath).Dispose();
        Assert.IsEmpty(told, "the runs before have ended");
        List<CoreClaims> narrow = [.. Enumerable.Range(0, cores).Select(_ => CoreClaims.Take(CPU, 1, told.Add, folder.FullPath))];
        Assert.IsEmpty(told, "one thread a core");
        CoreClaims.Take(CPU, 1, told.Add, folder.FullPath).Dispose();
        Assert.HasCount(1, told);
        narrow.ForEach(c => c.Dispose());
    }

    [TestMethod]
    public void The_peak_of_products_is_measured_in_a_fraction_of_a_second_however_slow_they_are()
    {
        Assert.AreEqual(!PrecisionChoice.MultipliesBFloat16(CPU), double.IsNaN(ProductPeak.Of(CPU, ScalarType.BFloat16)));
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        double peak = ProductPeak.Measure(CPU, ScalarType.BFloat16, TimeSpan.FromSeconds(0.2)); // emulated on many processors: 19 s for eight of 1024³
        Assert.IsLessThan(5, System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds, "0.2 on an idle machine");
        Assert.IsTrue(peak > 0 && double.IsFinite(peak), $"{peak}");
        Assert.IsGreaterThan(0, ProductPeak.Measure(CPU, ScalarType.Float32, TimeSpan.Zero));
    }

    [TestMethod]
    public void Threads_are_the_runs_and_then_as_before()
    {
        int before = get_num_threads(), during = 0;
        Train(Options.Training with { Steps = 1, Threads = 1, Progress = new Each(_ => during = get_num_threads()) });
        Assert.AreEqual((1, before), (during, get_num_threads()));
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>((Options.Training with { Threads = 100_000 }).Validate).Message,
            $"TrainingOptions.Threads must be from 1 to {4 * Environment.ProcessorCount}, four for each processor, or null, but is 100000.");
    }

    [TestMethod]
    public void Tokens_further_ahead_end_with_the_document_and_the_row()
    {
        using var scope = NewDisposeScope();
        Tensor targets = tensor(new long[] { 1, 2, 3, 4, 5, 11, 12, 13, 14, 15 }, [2, 5]), documents = tensor(new long[] { 0, 0, 1, 1, 1, 0, 0, 0, 0, 0 }, [2, 5]);
        ObjectiveBatch batch = new(null!, targets, targets, 0, 0), packed = batch with { Documents = documents };
        const long None = ObjectiveBatch.Ignored;
        CollectionAssert.AreEqual(new[] { 2, 3, 4, 5, None, 12, 13, 14, 15, None }, batch.TargetsAhead(2).contiguous().data<long>().ToArray());
        CollectionAssert.AreEqual(new[] { 2, None, 4, 5, None, 12, 13, 14, 15, None }, packed.TargetsAhead(2).contiguous().data<long>().ToArray());
        CollectionAssert.AreEqual(new[] { None, None, 5, None, None, 13, 14, 15, None, None }, packed.TargetsAhead(3).contiguous().data<long>().ToArray());
        Assert.IsTrue(packed.TargetsAhead(6).eq(None).all().item<bool>());
        Assert.AreSame(targets, packed.TargetsAhead(1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => packed.TargetsAhead(0));
    }

    [TestMethod]
    public void Schedules_are_functions_of_the_step_and_the_progress()
    {
        Assert.AreEqual((2.0, 4.0, 3.0), (Schedule.Linear(2, 4).At(0, 0), Schedule.Linear(2, 4).At(9, 1), Schedule.Linear(2, 4).At(5, 0.5)));
        Assert.AreEqual(2 + 2 * 0.5 * (1 - Math.Cos(Math.PI / 4)), Schedule.Cosine(2, 4).At(0, 0.25), 1e-12);
        Assert.AreEqual(7, Schedule.Constant(7).At(3, 0.9));
        double[] drawn = [.. Enumerable.Range(0, 4000).Select(step => Math.Log(Schedule.LogUniform(2, 32, 1).At(step, 0)))];
        Assert.IsTrue(drawn.All(d => d >= Math.Log(2) && d < Math.Log(32)));
        Assert.AreEqual(Math.Log(8), drawn.Average(), 0.05);
        Assert.AreEqual(drawn[7], Math.Log(Schedule.LogUniform(2, 32, 1).At(7, 0.3)));
        Assert.AreEqual("linear 0 to 1", Schedule.Linear(0, 1).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Linear(0, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.LogUniform(0, 2));
    }

    [TestMethod]
    [DataRow(0.0, 0.0)]
    [DataRow(0.025, 0.5)]
    [DataRow(0.5, 1.0)]
    [DataRow(0.8, 1.0)]
    [DataRow(0.9, 0.5)]
    [DataRow(1.0, 0.0)]
    public void A_stable_rate_falls_only_at_the_end(double progress, double share) => Assert.AreEqual(share, LearningRateSchedule.WarmupStableDecay.At(progress), 1e-12);

    private static float[] Train(TrainingOptions training)
    {
        using LanguageModel model = TinyRun.Train(Options with { Training = training });
        return TinyRun.Weights(model);
    }

    private sealed class Each(Action<TrainingProgress> act) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => act(value);
    }
}
