namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class TrainingMeterTests
{
    private const int TokensPerStep = 128;

    [TestMethod]
    public void The_schedule_is_read_in_the_middle_of_a_step_whichever_the_limit()
    {
        TrainingMeter steps = new(new() { Steps = 10 }, TokensPerStep), tokens = new(new() { Steps = int.MaxValue, Tokens = 10 * TokensPerStep }, TokensPerStep), time = new(new() { Steps = int.MaxValue, Duration = TimeSpan.FromSeconds(10) }, TokensPerStep);
        for (int step = 0; step < 10; step++)
        {
            double middle = (step + 0.5) / 10;
            Assert.AreEqual((middle, middle, false, false, false), (steps.NextMiddle, tokens.NextMiddle, steps.IsOver, tokens.IsOver, time.IsOver));
            Assert.AreEqual(step == 0 ? 0 : middle, time.NextMiddle, 1e-6, "how long the first takes nobody knows");
            foreach (TrainingMeter meter in new[] { steps, tokens, time })
                meter.Add(TimeSpan.FromSeconds(1));
        }
        Assert.AreEqual((true, true, true), (steps.IsOver, tokens.IsOver, time.IsOver));
        Assert.AreEqual((10, 10L * TokensPerStep, TimeSpan.FromSeconds(10), TokensPerStep, TimeSpan.Zero), (time.Step, time.TokensSeen, time.Elapsed, time.TokensPerSecond, time.Remaining));
    }

    [TestMethod]
    public void Of_a_step_that_goes_beyond_a_limit_the_part_within_counts()
    {
        TrainingMeter tokens = new(new() { Tokens = 1 }, TokensPerStep), time = new(new() { Duration = TimeSpan.FromSeconds(10) }, TokensPerStep);
        Assert.AreEqual(0.5, tokens.NextMiddle);
        time.Add(TimeSpan.FromSeconds(8));
        Assert.AreEqual(0.9, time.NextMiddle, 1e-12, "between 8 and 10 s, not 16");
        Assert.AreEqual(2, time.Remaining.TotalSeconds, 1e-6);
    }
}
