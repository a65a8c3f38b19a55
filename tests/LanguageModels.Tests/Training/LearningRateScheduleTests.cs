namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class LearningRateScheduleTests
{
    [TestMethod]
    [DataRow(0.0, 0.0)]
    [DataRow(0.1, 0.5)]
    [DataRow(0.2, 1.0)]
    [DataRow(0.6, 0.6)] // half of the decay: 0.2 + 0.8 / 2
    [DataRow(1.0, 0.2)]
    [DataRow(1.5, 0.2)]
    public void The_rate_rises_in_a_line_and_falls_along_a_cosine(double progress, double expected) =>
        Assert.AreEqual(expected, new LearningRateSchedule { WarmupFraction = 0.2, FinalFraction = 0.2 }.At(progress), 1e-12);

    [TestMethod]
    public void Without_warm_up_training_starts_at_the_peak() =>
        Assert.AreEqual(1, new LearningRateSchedule { WarmupFraction = 0 }.At(0));
}
