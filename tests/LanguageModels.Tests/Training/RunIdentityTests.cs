using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

/// <summary>What may change when a run is resumed, and what may not.</summary>
[TestClass]
public sealed class RunIdentityTests
{
    [TestMethod]
    public void A_run_from_other_weights_or_at_another_rate_is_another_run()
    {
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = Short(folder);
        using LanguageModel a = LanguageModel.Create(options.Model, LanguageTokenizer.Bytes(), 1), b = LanguageModel.Create(options.Model, LanguageTokenizer.Bytes(), 2), same = a.Clone();
        TinyRun.Train(options with { StartFrom = a }).Dispose();
        Refused(options with { StartFrom = b }, "its start is weights ");
        Refused(options, "its start is weights ", " is fresh weights.");
        options = options with { StartFrom = same };
        Refused(With(options, t => t with { LearningRate = 1e-5 }), "its learning rate is 0.003, and this run's is 1E-05.");
        Refused(With(options, t => t with { Schedule = LearningRateSchedule.Linear }), "its learning-rate schedule is LearningRateSchedule { WarmupFraction = 0.05, DecayFraction = 1, Decay = Cosine, FinalFraction = 0.1 }, and this run's is ");
        Refused(With(options, t => t with { Optimizer = new AdamWOptions { WeightDecay = 0 } }), "its optimizer is AdamWOptions { Beta1 = 0.9, ");
        Assert.AreEqual(5, FirstStep(With(options, t => t with { Steps = 5 })));
    }

    [TestMethod]
    public void Early_stopping_measures_the_same_text_or_is_dropped()
    {
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = Short(folder), none = With(options, t => t with { EarlyStopping = null });
        TinyRun.Train(options).Dispose();
        Refused(With(options, t => t with { EarlyStopping = t.EarlyStopping! with { HeldOut = ["another text"] } }), "its early stopping is on 1 texts, ");
        Refused(With(options, t => t with { EarlyStopping = new EarlyStopping { Measure = _ => 1 } }), "its early stopping is on 1 texts, ", "by a measure of one's own.");
        Assert.AreEqual(5, FirstStep(With(none, t => t with { Steps = 6 })));
        // That run's checkpoints know of no best weights.
        Refused(With(options, t => t with { Steps = 8 }), "its early stopping is none, and this run's is on 1 texts, ");
    }

    [TestMethod]
    public void Length_threads_patience_and_the_culture_may_change()
    {
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = Short(folder);
        TinyRun.Train(options).Dispose();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone(); // as in German; this process may have no other culture
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            Assert.AreEqual(5, FirstStep(With(options, t => t with
            {
                Steps = 7,
                Tokens = 1_000_000,
                Duration = TimeSpan.FromHours(1),
                Threads = 1,
                EarlyStopping = t.EarlyStopping! with { Every = 3, Patience = 2 },
                Checkpoints = t.Checkpoints! with { Every = 1, Keep = 1, Milestones = 2 },
            })));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestMethod]
    public void A_schedule_of_ones_own_must_say_what_it_is()
    {
        Assert.IsTrue(typeof(Schedule).GetMethod(nameof(ToString), BindingFlags.Public | BindingFlags.Instance, [])!.IsAbstract);
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = Short(folder);
        TinyRun.Train(options, new Weighted(new Step(2))).Dispose();
        Refused(options, "its objective is weighted(step at 2), and this run's is weighted(step at 50).", objective: new Weighted(new Step(50)));
    }

    [TestMethod]
    public void Without_a_seed_the_checkpoints_is_taken_and_a_given_one_is_held_to()
    {
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = Short(folder);
        IDataView Rows(MLContext ml) => ml.Data.LoadFromEnumerable(TinyRun.Texts.Select(text => new TextRow { Text = text }));
        int Fit(MLContext ml, int steps)
        {
            int first = 0;
            new Trainer(ml, With(options, t => t with { Steps = steps, Progress = new TinyRun.Each(p => first = first == 0 ? p.Step : first) })).Fit(Rows(ml)).Dispose();
            return first;
        }

        Assert.AreEqual((1, 5), (Fit(new MLContext(), 4), Fit(new MLContext(), 8)));
        StringAssert.Contains(Assert.Throws<CheckpointException>(() => Fit(new MLContext(seed: 3), 8)).Message, "is of another run: its seed is ");
    }

    private static LanguageModelTrainerOptions Short(TemporaryFolder folder) => With(TinyRun.Options(folder.FullPath), t => t with { Steps = 4, LogFile = null });

    private static LanguageModelTrainerOptions With(LanguageModelTrainerOptions options, Func<TrainingOptions, TrainingOptions> change) => options with { Training = change(options.Training) };

    private static int FirstStep(LanguageModelTrainerOptions options)
    {
        int first = 0;
        TinyRun.Train(With(options, t => t with { Progress = new TinyRun.Each(p => first = first == 0 ? p.Step : first) })).Dispose();
        return first;
    }

    private static void Refused(LanguageModelTrainerOptions options, string difference, string end = "", TrainingObjective? objective = null)
    {
        string message = Assert.Throws<CheckpointException>(() => TinyRun.Train(options, objective).Dispose()).Message;
        StringAssert.Contains(message, $"is of another run: {difference}");
        StringAssert.Contains(message, end);
    }

    private sealed class TextRow
    {
        public string Text { get; set; } = "";
    }

    private sealed class Trainer(MLContext context, LanguageModelTrainerOptions options) : ObjectiveTrainer(context, "SeedTest", "Text", new TinyRun.TwoHeads(), options);

    private sealed class Step(int at) : Schedule
    {
        public override double At(int step, double progress) => step < at ? 1 : 2;

        public override string ToString() => FormattableString.Invariant($"step at {at}");
    }

    private sealed class Weighted(Schedule weight) : TrainingObjective
    {
        public override string Name => $"weighted({weight})";

        public override ObjectiveValue Evaluate(ObjectiveBatch batch) => new(nn.functional.cross_entropy(batch.Decoder.Logits(batch.Hidden).flatten(0, 1), batch.Targets.flatten()));
    }
}
