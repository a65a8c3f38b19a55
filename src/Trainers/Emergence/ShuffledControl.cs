namespace ResearchML.Trainers;

/// <summary>The gain of large k beside its gains in worlds where the grades were shuffled over the problems.</summary>
/// <param name="Task">The task.</param>
/// <param name="Gain">The gain in the data, of leave-one-model-out.</param>
/// <param name="ShuffledGains">The gain in each shuffled world, ascending; empty where there was nothing to shuffle: a single problem.</param>
public sealed record ShuffledControl(string Task, double Gain, IReadOnlyList<double> ShuffledGains)
{
    /// <summary>The share of worlds, the data's own among them, whose gain is as large: (1 + #{shuffled ≥ data})/(1 + worlds). 1 where there is no gain; NaN without shuffled worlds.</summary>
    /// <remarks>
    /// A test of "all problems are equally hard", not of "large k tells no more than pass@1": in shuffled worlds a large k that is chosen by luck loses a little, so that data in which k = 1 is chosen, and the gain is 0,
    /// would stand out too. Of 60 planted worlds a gain above 0 had a p of 0.05 or less in all where large k helps, in 3% where it is noise, but in 13% where it is the same as pass@1. Read it beside
    /// <see cref="LargeKGain.Verdict"/>, not for it.
    /// </remarks>
    public double PValue => ShuffledGains.Count == 0 ? double.NaN : Gain <= 0 ? 1 : (1.0 + ShuffledGains.Count(g => g >= Gain)) / (1 + ShuffledGains.Count);

    /// <summary>The mean gain of the shuffled worlds: what the curve of pass@k alone buys. NaN without them.</summary>
    public double MeanShuffledGain => ShuffledGains.Count == 0 ? double.NaN : ShuffledGains.Average();
}
