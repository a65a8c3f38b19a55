using System.Text.RegularExpressions;
using Microsoft.ML;
using ResearchML.LanguageModels;
using static ResearchML.Transforms.Tests.BestOfNPipeline;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class BestOfNOptionsTests
{
    public static IEnumerable<object[]> OutOfRange =>
    [
        [Options with { Samples = 0 }, "BestOfNOptions.Samples must be from 1 to 10000, but is 0."],
        [Options with { Samples = 10_001 }, "BestOfNOptions.Samples must be from 1 to 10000, but is 10001."],
        [Options with { BatchSize = 0 }, "BestOfNOptions.BatchSize must be from 1 to 10000, but is 0."],
        [Options with { StopAtHalfWidth = 0 }, "BestOfNOptions.StopAtHalfWidth must be over 0 and less than 0.5, or null, but is 0."],
        [Options with { StopAtHalfWidth = double.NaN }, "BestOfNOptions.StopAtHalfWidth must be over 0 and less than 0.5, or null, but is NaN."],
        [Options with { StopAtHalfWidth = 0.1, MinimumSamples = 9 }, "BestOfNOptions.MinimumSamples must be from 1 to Samples, 8, but is 9."],
        [Options with { StopAtHalfWidth = 0.1, MinimumSamples = 8, BatchSize = 8 }, "BestOfNOptions.BatchSize must be less than Samples, 8, where StopAtHalfWidth is set, as it is looked at between batches, but is 8."],
        [Options with { CachePath = "" }, "BestOfNOptions.CachePath must be a path, or null, but is empty."],
        [Options with { Generation = Short with { MaxTokens = 0 } }, "GenerationOptions.MaxTokens must be at least 1, but is 0."],
    ];

    [TestMethod]
    [DynamicData(nameof(OutOfRange))]
    public void An_option_out_of_its_range_is_named(BestOfNOptions options, string message) =>
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.Transforms.Text.BestOfN("Prompt", TinyChat.Model, options)).Message, message);

    public static IEnumerable<object[]> SaidTwice =>
    [
        [Options with { Generation = Short with { Seed = 1 } }, "BestOfNOptions.Generation.Seed must be left as it is: BestOfNOptions.Seed says it for both."],
        [Options with { Generation = Short with { CancellationToken = new CancellationToken(true) } }, "BestOfNOptions.Generation.CancellationToken must be left"],
        [Options with { Chat = new() { Seed = 1 } }, "BestOfNOptions.Chat.Seed and Chat.SampleIndex must be left"],
        [Options with { Chat = new() { SampleIndex = 1 } }, "BestOfNOptions.Chat.Seed and Chat.SampleIndex must be left"],
        [Options with { Chat = new() { CachePath = "x" } }, "BestOfNOptions.Chat.CachePath must be left"],
        [Options with { Chat = new() { CancellationToken = new CancellationToken(true) } }, "BestOfNOptions.Chat.CancellationToken must be left"],
    ];

    [TestMethod]
    [DynamicData(nameof(SaidTwice))]
    public void What_is_said_twice_is_refused(BestOfNOptions options, string message) =>
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(options.Validate).Message, message);

    [TestMethod]
    public void Options_for_the_other_kind_of_model_are_refused()
    {
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => Fit(Options with { Chat = new() })).Message, "BestOfNOptions.Chat is for a client;");
        using var client = new LanguageModelChatClient(TinyChat.Model, "tiny", ChatTemplate.ChatML);
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => Fit(Options, client)).Message, "BestOfNOptions.Generation is for a LanguageModel;");
    }

    [TestMethod]
    public void A_file_of_a_local_models_samples_needs_a_seed()
    {
        using var folder = new TemporaryFolder();
        BestOfNOptions options = Options with { Seed = null, CachePath = folder["cache.db"] };
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Fit(options, context: new MLContext())).Message, "Set BestOfNOptions.Seed.");
        using BestOfNTransformer seeded = Fit(options, context: new MLContext(seed: 1));
        Assert.AreEqual(8, seeded.Sample(Rows("x"))[0].n);
    }

    [TestMethod]
    public void What_is_null_is_named()
    {
        Assert.AreEqual("Verifier", Assert.ThrowsExactly<ArgumentNullException>(() => Fit(Options with { Verifier = null! })).ParamName);
        Assert.AreEqual("model", Assert.ThrowsExactly<ArgumentNullException>(() => Context.Transforms.Text.BestOfN("Prompt", (LanguageModel)null!, Options)).ParamName);
        Assert.AreEqual("client", Assert.ThrowsExactly<ArgumentNullException>(() => Context.Transforms.Text.BestOfN("Prompt", (Microsoft.Extensions.AI.IChatClient)null!, Options)).ParamName);
        Assert.AreEqual("options", Assert.ThrowsExactly<ArgumentNullException>(() => Context.Transforms.Text.BestOfN("Prompt", TinyChat.Model, null!)).ParamName);
        Assert.AreEqual("promptColumn", Assert.ThrowsExactly<ArgumentException>(() => Context.Transforms.Text.BestOfN("", TinyChat.Model, Options)).ParamName);
    }

    public static IEnumerable<object[]> Missing =>
    [
        ["None", Options.Verifier, "Could not find input column 'None'. The columns are: Prompt, Answer."],
        ["Prompt", Verifier.Exact("Gold"), "Could not find input column 'Gold'. The columns are: Prompt, Answer."],
        ["Prompt", Verifier.Numeric("Gold"), "Could not find input column 'Gold'."],
        ["Prompt", Verifier.Regex("a", "Gold", RegexOptions.IgnoreCase), "Could not find input column 'Gold'."],
        ["Prompt", Verifier.MultipleChoice("Answer", "Choices"), "Could not find input column 'Choices'."],
        ["Prompt", Verifier.MultipleChoice("Answer", "Prompt"), "Schema mismatch for input column 'Prompt': expected Vector<Text> or VarVector<Text>, got Text"],
        ["Prompt", Verifier.Delegate("mine", (_, _) => true, "Gold"), "Could not find input column 'Gold'."],
    ];

    [TestMethod]
    [DynamicData(nameof(Missing))]
    public void A_column_that_is_missing_is_named_by_Fit_and_by_the_schema(string prompt, Verifier verifier, string message)
    {
        BestOfNEstimator estimator = Context.Transforms.Text.BestOfN(prompt, TinyChat.Model, Options with { Verifier = verifier });
        IDataView rows = Rows("x");
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(rows)).Message, message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(rows.Schema.ToShape()));
    }
}
