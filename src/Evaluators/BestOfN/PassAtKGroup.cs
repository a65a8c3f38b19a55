using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>pass@k of one group of problems, as of a model or checkpoint.</summary>
public sealed record PassAtKGroup
{
    /// <summary>The group's name.</summary>
    public required string Name { get; init; }

    /// <summary>By k: the mean of the problems' unbiased pass@k, with a bootstrap interval over problems; <see cref="PassAtKReport"/> says which. NaN where no problem has k samples.</summary>
    public required IReadOnlyDictionary<int, Estimate> PassAt { get; init; }

    /// <summary>By k: how many problems have fewer samples, and are left out of that k.</summary>
    public required IReadOnlyDictionary<int, int> TooFewSamples { get; init; }

    /// <summary>How many problems the group has.</summary>
    public required int Problems { get; init; }

    /// <summary>How many of them some other group lacks: they are dropped where groups are aligned.</summary>
    public required int NotShared { get; init; }

    /// <summary>How many of them have no correct sample.</summary>
    public required int Unsolved { get; init; }

    /// <summary>Samples of all problems.</summary>
    public required long Samples { get; init; }

    /// <summary>Correct samples of all problems.</summary>
    public required long Correct { get; init; }

    /// <summary>The Beta-binomial fit, for pass@k beyond the samples and for its tail; where there is none, its Status and Reason say why.</summary>
    public required BetaBinomial BetaBinomial { get; init; }
}
