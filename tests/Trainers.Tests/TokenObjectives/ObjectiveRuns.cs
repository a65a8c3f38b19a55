using Microsoft.ML;
using ResearchML.LanguageModels;

namespace ResearchML.Trainers.Tests;

/// <summary>Short trainings through ML.NET, and what holds for those of every objective.</summary>
internal static class ObjectiveRuns
{
    public static LanguageModelTrainerOptions Options { get; } = new()
    {
        Model = new DecoderConfig { Layers = 1, Width = 32, Heads = 2, ContextLength = 32 },
        Tokenizer = LanguageTokenizer.Bytes(),
        Training = new TrainingOptions { Steps = 40, BatchSize = 4, LearningRate = 5e-3, Seed = 1 },
    };

    public static MLContext Context { get; } = new(seed: 1);

    public static IDataView Rows { get; } = Context.Data.LoadFromEnumerable(Enumerable.Range(0, 30).Select(i => new TextRow { Text = $"the cat number {i} sat on the mat", Number = i }));

    /// <summary>Trains twice: the losses fall, the result is an ordinary model that saves and loads, and its bits are the seed's.</summary>
    /// <returns>The first run's reports.</returns>
    public static List<TrainingProgress> MustTrain(Func<LanguageModelTrainerOptions, IEstimator<LanguageModelTransformer>> trainer)
    {
        var seen = new List<TrainingProgress>();
        using LanguageModelTransformer model = trainer(Options with { Training = Options.Training with { Progress = new Listener(seen) } }).Fit(Rows), again = trainer(Options).Fit(Rows);
        Assert.IsLessThan(seen[0].LossNats * 0.8, seen[^1].LossNats);
        Assert.IsLessThan(4, Context.LanguageModeling.Evaluate(model.Transform(Rows)).LossNats); // log 259 = 5.56 before
        Assert.AreEqual(ChildProgram.Values(model.Transform(Rows), "LossNats"), ChildProgram.Values(again.Transform(Rows), "LossNats"));
        using LanguageModel fresh = LanguageModel.Create(Options.Model, LanguageTokenizer.Bytes(), seed: 1);
        CollectionAssert.AreEqual(fresh.Decoder.named_parameters().Select(p => p.name).ToArray(), model.Model.Decoder.named_parameters().Select(p => p.name).ToArray(), "heads are dropped");
        ChildProgram.MustScoreTheSameInAFreshProcess(Context, model, Rows, "LossNats");
        return seen;
    }

    /// <summary>A training's weights, as the bits of what the model scores.</summary>
    public static string Scores(IEstimator<LanguageModelTransformer> trainer)
    {
        using LanguageModelTransformer model = trainer.Fit(Rows);
        return ChildProgram.Values(model.Transform(Rows), "LossNats");
    }

    public sealed class Listener(List<TrainingProgress> seen) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => seen.Add(value);
    }
}
