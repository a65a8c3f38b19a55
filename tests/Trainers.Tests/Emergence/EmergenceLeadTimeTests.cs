using ResearchML.Statistics;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class EmergenceLeadTimeTests
{
    private static readonly double[] Computes = [1, 10, 100, 1000];

    // pass@1 of a model at four points of training, in percent of 10,000 samples; forecasts at the first three of the last; where it emerged and was called above 5%.
    [TestMethod]
    [DataRow("0 1 20 30", "1 10 20", 100.0, 10.0, 1.0, false, false)]
    [DataRow("0 20 30 30", "1 1 20", 10.0, 100.0, -1.0, false, false)]
    [DataRow("0 20 1 30", "10 1 20", 1000.0, 100.0, 1.0, false, false)] // a peak that does not last is none, in either
    [DataRow("0 0 0 1", "1 1 20", double.NaN, 100.0, double.NaN, true, false)]
    [DataRow("0 0 20 30", "20 20 1", 100.0, double.NaN, double.NaN, false, true)]
    [DataRow("0 0 0 5", "0 0 0", double.NaN, double.NaN, double.NaN, false, false)] // as high as the threshold is not surely above it
    public void A_skill_emerges_and_is_called_when_it_lasts(string passes, string forecasts, double emerged, double called, double lead, bool falseAlarm, bool miss)
    {
        EmergenceTask task = Counts.Align(passes.Split(' ').SelectMany((p, i) => Counts.Checkpoint("m", Computes[i], 10_000, 100 * long.Parse(p))), 1);
        HeldOutForecast[] heldOut = [.. forecasts.Split(' ').Select((f, i) => new HeldOutForecast("task", ValidationScheme.LeaveOneModelOut, "pass@k", "m", Computes[i], 1000, 1, Interval.None(0.95).Around(double.Parse(f) / 100), 0))];
        LeadTimeRow row = EmergenceLeadTime.Of(task, heldOut, 0.05, 0.95).Single();
        Assert.AreEqual((emerged, called, lead, falseAlarm, miss), (row.EmergedAt, row.CalledAt, row.LeadDecades, row.IsFalseAlarm, row.IsMiss));
    }

    [TestMethod]
    public void Beside_forecasts_stands_the_rule_that_pass_at_large_k_has_left_its_chance()
    {
        // One in a thousand at 10: pass@100 of 0.1 is surely above none; pass@1 is far from 5%.
        EmergenceTask task = Counts.Align(new long[] { 0, 10, 40, 4000 }.SelectMany((c, i) => Counts.Checkpoint("m", Computes[i], 10_000, c)), 1, 100);
        LeadTimeRow row = EmergenceLeadTime.Of(task, [], 0.05, 0.95).Single();
        Assert.AreEqual(("pass@100 seen", 1000.0, 10.0), (row.Method, row.EmergedAt, row.CalledAt));
    }

    [TestMethod]
    public void A_guess_is_no_emergence()
    {
        // A quarter of the guesses are right: pass@1 of 0.25 is at chance, 0.4 is beyond 0.25 + 0.05·0.75.
        EmergenceTask task = Counts.Align(new long[] { 2500, 2500, 4000, 4000 }.SelectMany((c, i) => Counts.Checkpoint("m", Computes[i], 10_000, c).Select(r => r with { Chance = 0.25 })), 1, 10);
        LeadTimeRow row = EmergenceLeadTime.Of(task, [], 0.05, 0.95).Single();
        Assert.AreEqual((100.0, 100.0), (row.EmergedAt, row.CalledAt));
    }

    [TestMethod]
    public void Summaries_count_each_outcome_and_take_the_median_lead()
    {
        LeadTimeSummary summary = new EmergenceLeadTime(0.01,
        [
            new("t", "a", "x", 100, 10), new("t", "b", "x", 1000, 1), new("t", "c", "x", 10, 10), new("t", "d", "x", 10, double.NaN), new("t", "e", "x", double.NaN, 10), new("t", "f", "x", double.NaN, double.NaN),
        ]).Summaries.Single();
        Assert.AreEqual(new LeadTimeSummary("t", "x", 4, 2, 1, 1, 1), summary);
    }
}
