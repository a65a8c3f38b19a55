using Microsoft.ML;
using ResearchML.LanguageModels;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class KShotTrainerTests
{
    private static readonly LanguageModelTrainerOptions Options = new()
    {
        Model = new DecoderConfig { Layers = 1, Width = 32, Heads = 2, ContextLength = 32 },
        Tokenizer = LanguageTokenizer.Bytes(),
        Training = new TrainingOptions { Steps = 30, BatchSize = 4, Seed = 1 },
    };

    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Through_MLNET_the_loss_falls_and_pass_at_k_rises()
    {
        var steps = new Recorder();
        using LanguageModelTransformer model = _context.LanguageModeling.Trainers.KShot("Text", k: 8, Recorded(steps)).Fit(Rows());
        Assert.HasCount(30, steps.Reports);
        TrainingProgress first = steps.Reports[0], last = steps.Reports[^1];
        Assert.IsLessThan(first.LossNats / 2, last.LossNats);
        Assert.IsGreaterThan(2 * first.Diagnostics["pass@k"], last.Diagnostics["pass@k"]);
        Assert.IsLessThan(first.Diagnostics["nll"], last.Diagnostics["nll"]);
        Assert.AreEqual(8, last.Diagnostics["k"]);
        Assert.IsLessThan(last.Diagnostics["nll"], last.LossNats, "eight tries cost less than one");
        ChildProgram.MustScoreTheSameInAFreshProcess(_context, model, Rows(), "LossNats");
    }

    [TestMethod]
    public void A_schedule_moves_k_over_the_training()
    {
        var steps = new Recorder();
        _context.LanguageModeling.Trainers.KShot("Text", Schedule.Linear(1, 61), Recorded(steps)).Fit(Rows()).Dispose();
        double[] ks = [.. steps.Reports.Select(r => r.Diagnostics["k"])];
        for (int i = 0; i < 30; i++)
            Assert.AreEqual(1 + 2 * i, ks[i], 1e-12);
    }

    [TestMethod]
    public void Two_fits_with_one_seed_give_the_same_bits_and_another_k_gives_others()
    {
        string Scores(double k)
        {
            using LanguageModelTransformer model = _context.LanguageModeling.Trainers.KShot("Text", k, Options with { Training = Options.Training with { Steps = 3 } }).Fit(Rows());
            return ChildProgram.Values(model.Transform(Rows()), "LossNats");
        }
        string eight = Scores(8);
        Assert.AreEqual(eight, Scores(8));
        Assert.AreNotEqual(eight, Scores(64));
    }

    [TestMethod]
    public void A_fit_leaves_no_tensor_behind_however_many_its_steps()
    {
        long Alive(int steps)
        {
            long before = LiveTensors.Count();
            _context.LanguageModeling.Trainers.KShot("Text", 8, Options with { Training = Options.Training with { Steps = steps } }).Fit(Rows()).Dispose();
            return LiveTensors.Count() - before;
        }
        Alive(1);
        Assert.AreEqual(Alive(2), Alive(40));
    }

    [TestMethod]
    public void Without_arguments_it_takes_eight_shots_at_the_column_Text()
    {
        KShotTrainer trainer = _context.LanguageModeling.Trainers.KShot();
        CollectionAssert.Contains(trainer.GetOutputSchema(Rows().Schema.ToShape()).Select(c => c.Name).ToArray(), "LossNats");
    }

    [TestMethod]
    public void A_k_out_of_range_and_a_missing_column_are_named()
    {
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => _context.LanguageModeling.Trainers.KShot("Text", k: 0, Options)).Message, "k must be finite and at least 1, but is 0.");
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => _context.LanguageModeling.Trainers.KShot("Body", 8, Options).Fit(Rows())).Message, "Could not find input column 'Body'");
        StringAssert.Contains(
            Assert.Throws<InvalidOperationException>(() => _context.LanguageModeling.Trainers.KShot("Text", new OwnSchedule("mine", (step, _) => 1 - step), Options).Fit(Rows())).Message, "'mine' gives 0 in step 1.");
    }

    [TestMethod]
    public void A_schedule_that_leaves_its_range_is_named_before_anything_is_read() => StringAssert.StartsWith(
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.LanguageModeling.Trainers.KShot("Text", Schedule.Linear(8, 0.5), Options)).Message,
        "k must be finite and at least 1 in every step, but the schedule 'linear 8 to 0.5' gives 0.5 at progress 1.");

    private static LanguageModelTrainerOptions Recorded(Recorder steps) => Options with { Training = Options.Training with { Progress = steps } };

    private IDataView Rows() =>
        _context.Data.LoadFromEnumerable(Enumerable.Range(0, 30).Select(i => new TextRow { Text = $"the cat number {i} sat on the mat", Number = i }));

    private sealed class Recorder : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> Reports { get; } = [];

        public void Report(TrainingProgress value) => Reports.Add(value);
    }
}
