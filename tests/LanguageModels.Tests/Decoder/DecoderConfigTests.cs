namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class DecoderConfigTests
{
    [TestMethod]
    public void Parameters_of_stories260K_are_counted_as_published()
    {
        var config = new DecoderConfig { Layers = 5, Width = 64, Heads = 8, KeyValueHeads = 4, FeedForwardWidth = 172, VocabularySize = 512 };
        Assert.AreEqual(260_032, config.CountParameters());
    }

    [TestMethod]
    public void The_default_feed_forward_width_is_eight_thirds_rounded_up_to_32() =>
        Assert.AreEqual(352, new DecoderConfig { Width = 128 }.EffectiveFeedForwardWidth); // 341.3 -> 352

    public static IEnumerable<object[]> Impossible =>
    [
        [new DecoderConfig { Layers = 0 }, "DecoderConfig.Layers must be at least 1, but is 0."],
        [new DecoderConfig { Width = -1 }, "DecoderConfig.Width must be at least 1, but is -1."],
        [new DecoderConfig { Heads = 3 }, "DecoderConfig.Heads must divide Width (128) when HeadWidth is not set, but is 3."],
        [new DecoderConfig { KeyValueHeads = 3 }, "DecoderConfig.KeyValueHeads must divide Heads (4), but is 3."],
        [new DecoderConfig { HeadWidth = 5 }, "DecoderConfig.HeadWidth must be an even number"],
        [new DecoderConfig { ContextLength = 1 }, "DecoderConfig.ContextLength must be at least 2, but is 1."],
        [new DecoderConfig { RopeTheta = double.NaN }, "DecoderConfig.RopeTheta must be positive, but is NaN."],
        [new DecoderConfig { NormEpsilon = 0 }, "DecoderConfig.NormEpsilon must be positive, but is 0."],
        [new DecoderConfig { VocabularySize = 0 }, "DecoderConfig.VocabularySize must be at least 1, but is 0."],
    ];

    [TestMethod]
    [DynamicData(nameof(Impossible))]
    public void An_impossible_shape_is_refused_by_name(DecoderConfig config, string message) =>
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(config.Validate).Message, message);
}
