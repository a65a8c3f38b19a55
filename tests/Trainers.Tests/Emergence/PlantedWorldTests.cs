namespace ResearchML.Trainers.Tests;

/// <summary>Worlds whose truth is known. bench/EmergenceWorlds draws hundreds of each.</summary>
[TestClass]
public sealed class PlantedWorldTests
{
    private const int Count = 40;

    // Three k in place of seven: half the time.
    private static readonly EmergenceOptions Quick = new() { ShuffleControls = 0, K = [1, 10, 100] };
    private static readonly Lazy<EmergenceValidation[]> Helps = Worlds(seed => PlantedWorld.LargeKHelps(seed));
    private static readonly Lazy<EmergenceValidation[]> Noise = Worlds(seed => PlantedWorld.LargeKIsNoise(seed));
    private static readonly Lazy<EmergenceValidation[]> Same = Worlds(seed => PlantedWorld.LargeKIsTheSame(seed));

    [TestMethod]
    public void Where_large_k_helps_it_is_said_to()
    {
        LargeKGain[] gains = Gains(Helps);
        Assert.IsGreaterThanOrEqualTo(25, gains.Count(g => g.Verdict == GainVerdict.Helps)); // the bench says 84% of 300 worlds, where 25 of 40 is 3.6 deviations below
        Assert.AreEqual(0, gains.Count(g => g.Verdict == GainVerdict.Hurts));
    }

    [TestMethod]
    [DataRow("noise")]
    [DataRow("the same")]
    public void Where_it_does_not_it_is_not_said_to(string world)
    {
        LargeKGain[] gains = Gains(world == "noise" ? Noise : Same);
        Assert.IsLessThanOrEqualTo(3, gains.Count(g => g.Verdict == GainVerdict.Helps)); // nominally 2.5%: 4 of 40 or more has a probability of 2%
    }

    [TestMethod]
    [DataRow("helps")]
    [DataRow("noise")]
    public void Intervals_hold_what_came_as_often_as_they_say(string world)
    {
        Assert.AreEqual(0.955, Held(world == "helps" ? Helps : Noise, ValidationScheme.LeaveOneModelOut), 0.02); // 95% is promised; 40 worlds know it to 0.3 points, and Student's t of few models gives a little more
    }

    [TestMethod]
    public void Forward_in_time_intervals_hold_most_of_what_came()
    {
        Assert.IsGreaterThan(0.94, Held(Noise, ValidationScheme.ForwardInTime)); // of errors within the time learned from it was 0.78
    }

    private static LargeKGain[] Gains(Lazy<EmergenceValidation[]> worlds) => [.. worlds.Value.Select(v => v.Gains.Single(g => g.Scheme == ValidationScheme.LeaveOneModelOut))];

    private static double Held(Lazy<EmergenceValidation[]> worlds, ValidationScheme scheme) => worlds.Value.Average(v => v.Scores.Single(s => s.Method == "pass@k" && s.Scheme == scheme).Coverage);

    private static Lazy<EmergenceValidation[]> Worlds(Func<int, IReadOnlyList<EmergenceCount>> draw) =>
        new(() => [.. Enumerable.Range(1000, Count).AsParallel().AsOrdered().Select(seed => EmergenceForecast.From(draw(seed), Quick).Validation)]);
}
