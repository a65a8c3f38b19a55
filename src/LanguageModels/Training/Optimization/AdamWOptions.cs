namespace ResearchML.LanguageModels;

/// <summary>Constants of AdamW with gradient clipping.</summary>
/// <remarks>Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2. Matrices decay, vectors (the norms' gains) do not.</remarks>
public sealed record AdamWOptions
{
    /// <summary>Decay of the mean of the gradients, β1. In [0, 1). Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of their squares, β2. In [0, 1). Default 0.95 (Brown et al. 2020, arXiv:2005.14165).</summary>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Added to the root of the mean square. Positive. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay of the matrices. At least 0. Default 0.1 (Brown et al. 2020).</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>Largest norm of all gradients together; larger ones are scaled down to it. Positive. Default 1.</summary>
    public double GradientClip { get; init; } = 1;

    internal void Validate()
    {
        Require(Beta1 is >= 0 and < 1, nameof(Beta1), Beta1, "in [0, 1)");
        Require(Beta2 is >= 0 and < 1, nameof(Beta2), Beta2, "in [0, 1)");
        Require(Epsilon > 0 && double.IsFinite(Epsilon), nameof(Epsilon), Epsilon, "positive");
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), nameof(WeightDecay), WeightDecay, "at least 0");
        Require(GradientClip > 0, nameof(GradientClip), GradientClip, "positive");
    }

    private static void Require(bool holds, string name, double value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"AdamWOptions.{name} must be {rule}, but is {value}."));
    }
}
