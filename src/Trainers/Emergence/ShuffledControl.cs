namespace ResearchML.Trainers;

/// <summary>The gain of large k beside its gains in worlds where the grades were shuffled over the problems.</summary>
/// <param name="Task">The task.</param>
/// <param name="Gain">The gain in the data, of leave-one-model-out.</param>
/// <param name="ShuffledGains">The gain in each shuffled world, ascending; empty where there was nothing to shuffle: a single problem.</param>
public sealed record ShuffledControl(string Task, double Gain, IReadOnlyList<double> ShuffledGains)
{
    /// <summary>The share of worlds, the data's own among them, whose gain is as large: (1 + #{shuffled ≥ data})/(1 + worlds). NaN without shuffled worlds.</summary>
    public double PValue => ShuffledGains.Count == 0 ? double.NaN : (1.0 + ShuffledGains.Count(g => g >= Gain)) / (1 + ShuffledGains.Count);

    /// <summary>The mean gain of the shuffled worlds: what the curve of pass@k alone buys. NaN without them.</summary>
    public double MeanShuffledGain => ShuffledGains.Count == 0 ? double.NaN : ShuffledGains.Average();
}
