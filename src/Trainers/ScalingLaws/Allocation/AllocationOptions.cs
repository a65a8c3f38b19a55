namespace ResearchML.Trainers;

/// <summary>What a budget pays for, and what is given.</summary>
public sealed record AllocationOptions
{
    /// <summary>Training cost in FLOP of N parameters and D tokens; it must be positive and rise with each, which is checked. Default <see langword="null"/>: 6·N·D (Kaplan et al. 2020, arXiv:2001.08361, section 2.1).</summary>
    public Func<double, double, double>? TrainingFlops { get; init; }

    /// <summary>Tokens that the model will read or write in its life, at 2·N FLOP each, paid out of the same budget (Sardana et al. 2023, arXiv:2401.00448, section 2). Default 0.</summary>
    public double InferenceTokens { get; init; }

    /// <summary>A ratio D/N to keep to. Default <see langword="null"/>: the best one.</summary>
    public double? TokensPerParameter { get; init; }

    /// <summary>Distinct tokens there are. A form in unique tokens repeats them at its own price; another form may not go past them. Default <see langword="null"/>: as many as wanted.</summary>
    public double? UniqueTokens { get; init; }

    /// <summary>Confidence level of the intervals. Between 0 and 1. Default <see langword="null"/>: the law's own, or 0.95 where a single fit is asked.</summary>
    public double? ConfidenceLevel { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    internal void Validate()
    {
        Require(InferenceTokens >= 0 && double.IsFinite(InferenceTokens), nameof(InferenceTokens), InferenceTokens, "must be finite and not negative");
        Require(TokensPerParameter is null or (> 0 and < double.PositiveInfinity), nameof(TokensPerParameter), TokensPerParameter, "must be positive and finite");
        Require(UniqueTokens is null or (>= 1 and < double.PositiveInfinity), nameof(UniqueTokens), UniqueTokens, "must be at least 1 and finite");
        Require(ConfidenceLevel is null or (> 0 and < 1), nameof(ConfidenceLevel), ConfidenceLevel, "must lie between 0 and 1");

        static void Require(bool holds, string name, object? value, string rule)
        {
            if (!holds)
                throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{nameof(AllocationOptions)}.{name} {rule}, but is {value}."));
        }
    }
}
