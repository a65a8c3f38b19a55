using Microsoft.ML;
using ResearchML.LanguageModels;
using static TorchSharp.torch;

namespace ResearchML.Trainers.Tests;

/// <summary>The trainers as a caller writes them.</summary>
[TestClass]
public sealed class CallerTests
{
    [TestMethod]
    public void Every_trainer_and_mixture_is_made_and_the_engines_are_at_hand()
    {
        var ml = new MLContext(1);
        var t = ml.LanguageModeling.Trainers;
        var options = new LanguageModelTrainerOptions
        {
            Model = new DecoderConfig { Layers = 1, Width = 16, Heads = 2, ContextLength = 64 },
            Training = new TrainingOptions { Steps = 2, BatchSize = 2 },
        };
        using var folder = new TemporaryFolder();
        using LanguageModel stories = LanguageModel.Create(options.Model, LanguageTokenizer.Bytes(), 1);
        var resumable = options with
        {
            Training = options.Training with
            {
                Precision = Precision.Auto,
                Checkpoints = new CheckpointOptions { Folder = folder["run1"], Every = 200, Keep = 3, Resume = Resume.Auto },
            },
        };
        ObjectiveTrainer[] trainers =
        [
            t.KShot("Text", k: 8, options),
            t.KShot("Text", Schedule.Linear(1, 8), options),
            t.MultiToken("Text", heads: 4, options),
            t.TokenOrder("Text", window: 64, options),
            t.Custom("Text", Objective.Mix(Objective.NextToken(), Objective.KShot(8), Schedule.Linear(0, 1)), options),
            t.NextToken("Text", new LanguageModelTrainerOptions { StartFrom = stories, Training = options.Training }),
            t.KShot("Text", k: 8, resumable),
        ];
        IDataView data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new TextRow { Text = $"the cat number {i} sat on the mat, and looked at the other {i * 3}" }));
        foreach (ObjectiveTrainer trainer in trainers)
        {
            using LanguageModelTransformer model = trainer.Fit(data);
            Assert.IsTrue(double.IsFinite(ml.LanguageModeling.Evaluate(model.Transform(data)).BitsPerByte), trainer.GetType().Name);
        }
        Assert.IsTrue(File.Exists(Path.Combine(folder["run1"], "step-00000002.safetensors")));

        using var scope = NewDisposeScope();
        Tensor logits = randn(4, 10), targets = tensor(new long[] { 1, 2, 3, 4 }), probabilities = logits.softmax(1);
        Tensor loss = KShotLoss.Forward(logits, targets, k: 64);
        Tensor pi = KShotLink.Calibrate(probabilities, k: 64);
        Assert.IsTrue(loss.item<float>() >= 0 && (pi.sum(dim: 1) - 1).abs().max().item<float>() < 1e-5);
    }
}
