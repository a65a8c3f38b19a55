namespace ResearchML.LanguageModels;

/// <summary>Linear warm-up, then the peak rate, then a fall to a share of it.</summary>
/// <remarks>The default falls by half a cosine from the end of the warm-up on (Loshchilov and Hutter 2017, arXiv:1608.03983, equation 5, without restarts).</remarks>
public sealed record LearningRateSchedule
{
    /// <summary>Warm-up, then half a cosine. The default.</summary>
    public static LearningRateSchedule Cosine { get; } = new();

    /// <summary>Warm-up, then a straight line to 0.</summary>
    public static LearningRateSchedule Linear { get; } = new() { Decay = DecayShape.Linear, FinalFraction = 0 };

    /// <summary>Warm-up, the peak rate, and a straight line to 0 over the last fifth (Hu et al. 2024, arXiv:2404.06395, section 4; Hägele et al. 2024, arXiv:2405.18392).</summary>
    public static LearningRateSchedule WarmupStableDecay { get; } = new() { Decay = DecayShape.Linear, DecayFraction = 0.2, FinalFraction = 0 };

    /// <summary>Share of the training over which the rate rises from 0. In [0, 1). Default 0.05.</summary>
    public double WarmupFraction { get; init; } = 0.05;

    /// <summary>Share of the training, at its end, over which the rate falls. In (0, 1]; what the warm-up takes is not fallen over. Default 1: from the end of the warm-up on.</summary>
    public double DecayFraction { get; init; } = 1;

    /// <summary>How it falls. Default <see cref="DecayShape.Cosine"/>.</summary>
    public DecayShape Decay { get; init; }

    /// <summary>Share of the peak rate that is left at the end. In [0, 1]. Default 0.1.</summary>
    public double FinalFraction { get; init; } = 0.1;

    /// <summary>The rate as a share of its peak.</summary>
    /// <param name="progress">Share of the training that is done, from 0 to 1.</param>
    public double At(double progress)
    {
        if (progress < WarmupFraction)
            return progress / WarmupFraction;
        double start = Math.Max(WarmupFraction, 1 - DecayFraction);
        double fallen = Math.Clamp((progress - start) / (1 - start), 0, 1);
        double left = Decay == DecayShape.Linear ? 1 - fallen : 0.5 * (1 + Math.Cos(Math.PI * fallen)); // (5)
        return FinalFraction + (1 - FinalFraction) * left;
    }

    internal void Validate()
    {
        Require(WarmupFraction is >= 0 and < 1, nameof(WarmupFraction), WarmupFraction, "in [0, 1)");
        Require(DecayFraction is > 0 and <= 1, nameof(DecayFraction), DecayFraction, "in (0, 1]");
        Require(FinalFraction is >= 0 and <= 1, nameof(FinalFraction), FinalFraction, "in [0, 1]");
        Require(Enum.IsDefined(Decay), nameof(Decay), Decay, "one of Cosine and Linear");
    }

    private static void Require(bool holds, string name, object value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"LearningRateSchedule.{name} must be {rule}, but is {value}."));
    }
}
