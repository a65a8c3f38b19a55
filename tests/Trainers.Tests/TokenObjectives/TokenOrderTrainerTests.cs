using Microsoft.ML;
using ResearchML.LanguageModels;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class TokenOrderTrainerTests
{
    private static LanguageModelingTrainers Trainers => ObjectiveRuns.Context.LanguageModeling.Trainers;

    [TestMethod]
    public void It_trains_an_ordinary_model_whose_bits_are_the_seeds()
    {
        List<TrainingProgress> seen = ObjectiveRuns.MustTrain(options => Trainers.TokenOrder("Text", window: 16, options));
        Assert.IsLessThan(seen[0].Diagnostics["nll"], seen[^1].Diagnostics["nll"]);
        Assert.IsLessThan(seen[0].Diagnostics["order"], seen[^1].Diagnostics["order"]);
    }

    [TestMethod]
    public void A_window_out_of_range_is_named_before_anything_is_read()
    {
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => Trainers.TokenOrder("Text", window: 0, ObjectiveRuns.Options)).Message, "Token order prediction needs a window of at least 1 token");
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => Trainers.TokenOrder("Text", window: 33, ObjectiveRuns.Options)).Message, "A token-order window of 33 tokens is longer than the context length, 32.");
    }
}
