using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>pass@k of one group less that of another, over the problems that both have.</summary>
/// <param name="Difference">The mean of the problems' differences, with an interval over problems; NaN where no problem has k samples in both.</param>
/// <param name="Problems">How many problems it is over.</param>
/// <param name="OnlyFirst">Problems dropped because the second group lacks them.</param>
/// <param name="OnlySecond">Problems dropped because the first group lacks them.</param>
/// <param name="TooFewSamples">Problems of both that are left out because one has fewer than k samples.</param>
public sealed record PassAtKDifference(Estimate Difference, int Problems, int OnlyFirst, int OnlySecond, int TooFewSamples)
{
    /// <summary>What a reader should know before trusting the interval; empty where there is nothing.</summary>
    public string Warning => PassAtKWarnings.OfDifference(Problems);

    /// <summary>The difference alone.</summary>
    /// <param name="difference">The difference.</param>
    public static implicit operator Estimate(PassAtKDifference difference) => difference?.Difference ?? throw new ArgumentNullException(nameof(difference));

    /// <summary>The difference alone.</summary>
    public Estimate ToEstimate() => Difference;
}
