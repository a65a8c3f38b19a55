namespace ResearchML.LanguageModels;

/// <summary>Linear warm-up, then half a cosine down to a share of the peak.</summary>
/// <remarks>Loshchilov and Hutter 2017, arXiv:1608.03983, equation 5, without restarts.</remarks>
public sealed record LearningRateSchedule
{
    /// <summary>Share of the training over which the rate rises from 0. In [0, 1). Default 0.05.</summary>
    public double WarmupFraction { get; init; } = 0.05;

    /// <summary>Share of the peak rate that is left at the end. In [0, 1]. Default 0.1.</summary>
    public double FinalFraction { get; init; } = 0.1;

    /// <summary>The rate as a share of its peak.</summary>
    /// <param name="progress">Share of the training that is done, from 0 to 1.</param>
    public double At(double progress)
    {
        if (progress < WarmupFraction)
            return progress / WarmupFraction;
        double decay = Math.Clamp((progress - WarmupFraction) / (1 - WarmupFraction), 0, 1);
        return FinalFraction + (1 - FinalFraction) * 0.5 * (1 + Math.Cos(Math.PI * decay)); // (5)
    }

    internal void Validate()
    {
        if (WarmupFraction is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(WarmupFraction), WarmupFraction, FormattableString.Invariant($"LearningRateSchedule.WarmupFraction must be in [0, 1), but is {WarmupFraction}."));
        if (FinalFraction is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(FinalFraction), FinalFraction, FormattableString.Invariant($"LearningRateSchedule.FinalFraction must be in [0, 1], but is {FinalFraction}."));
    }
}
