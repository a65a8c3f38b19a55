using Microsoft.ML;
using ResearchML.LanguageModels;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class MultiTokenTrainerTests
{
    private static LanguageModelingTrainers Trainers => ObjectiveRuns.Context.LanguageModeling.Trainers;

    [TestMethod]
    public void It_trains_an_ordinary_model_whose_bits_are_the_seeds()
    {
        List<TrainingProgress> seen = ObjectiveRuns.MustTrain(options => Trainers.MultiToken("Text", heads: 3, options));
        foreach (string head in new[] { "nll", "ahead 2", "ahead 3" })
            Assert.IsLessThan(seen[0].Diagnostics[head], seen[^1].Diagnostics[head], head);
        Assert.AreEqual(seen[^1].LossNats, seen[^1].Diagnostics.Values.Sum(), 1e-4);
    }

    [TestMethod]
    public void One_head_trains_what_next_token_training_does_to_the_bit()
    {
        LanguageModelTrainerOptions options = ObjectiveRuns.Options with { Training = ObjectiveRuns.Options.Training with { AccumulationSteps = 2, Steps = 10 } };
        Assert.AreEqual(ObjectiveRuns.Scores(Trainers.NextToken("Text", options)), ObjectiveRuns.Scores(Trainers.MultiToken("Text", heads: 1, options)));
    }

    [TestMethod]
    public void In_BF16_the_heads_learn_as_they_do_in_float32()
    {
        List<TrainingProgress> Run(Precision precision)
        {
            List<TrainingProgress> seen = [];
            LanguageModelTrainerOptions options = ObjectiveRuns.Options with { Training = ObjectiveRuns.Options.Training with { Steps = 10, Precision = precision, Progress = new ObjectiveRuns.Listener(seen) } };
            Trainers.MultiToken("Text", heads: 2, options).Fit(ObjectiveRuns.Rows).Dispose();
            return seen;
        }
        Assert.AreEqual(Run(Precision.Float32)[^1].Diagnostics["ahead 2"], Run(Precision.BFloat16)[^1].Diagnostics["ahead 2"], 0.1);
    }

    [TestMethod]
    public void Training_leaves_no_tensor_behind()
    {
        LanguageModelTrainerOptions options = ObjectiveRuns.Options with { Training = ObjectiveRuns.Options.Training with { Steps = 3 } };
        LiveTensors.MustNotChange(3, () => Trainers.MultiToken("Text", heads: 3, options).Fit(ObjectiveRuns.Rows).Dispose(), ParametersMade(options, heads: 3));
    }

    [TestMethod]
    public void Heads_out_of_range_are_named_before_anything_is_read()
    {
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => Trainers.MultiToken("Text", heads: 0, ObjectiveRuns.Options)).Message, "Multi-token prediction needs at least 1 head");
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => Trainers.MultiToken("Text", heads: 33, ObjectiveRuns.Options)).Message,
            "Multi-token prediction with 33 heads looks 33 tokens ahead, which is more than the context length, 32.");
    }

    private static int ParametersMade(LanguageModelTrainerOptions options, int heads)
    {
        using LanguageModel model = LanguageModel.Create(options.Model, LanguageTokenizer.Bytes(), seed: 1);
        using TorchSharp.torch.nn.Module own = new MultiTokenObjective(heads).CreateHeads(model.Decoder, 1)!;
        return model.Decoder.parameters().Count() + own.parameters().Count();
    }
}
