namespace ResearchML.Transforms;

/// <summary>How many linear extensions are drawn, and how.</summary>
public sealed record LinearExtensionOptions
{
    /// <summary>Orders asked for. At least 0. Default 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Whether no order may come twice. Where there are no more than <see cref="Count"/>, all are drawn. Default <see langword="true"/>.</summary>
    public bool Distinct { get; init; } = true;

    /// <summary>
    /// Uniform draws among which orders far from one another are looked for, in Kendall's tau: the first draw, then always the one whose nearest
    /// chosen one is the furthest away. What it chooses is no longer uniform. At least <see cref="Count"/>, or 0 for no choice. Default 0.
    /// </summary>
    public int FarthestFirstPool { get; init; }

    /// <summary>Seed: the same orders for the same poset and options on every machine. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Smaller posets at most that a count may be made of, before <see cref="SamplingMethod.Perfect"/> takes its place; of posets of n > 100 elements 100/n of it. At least 0. Default <see cref="LinearExtensions.DefaultMaxStates"/>.</summary>
    public int MaxStates { get; init; } = LinearExtensions.DefaultMaxStates;

    /// <summary>Ends it. Default: nothing does.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal void Validate()
    {
        Require(Count >= 0, nameof(Count), Count, "at least 0");
        Require(FarthestFirstPool == 0 || FarthestFirstPool >= Count, nameof(FarthestFirstPool), FarthestFirstPool, $"0 or at least Count, {Count}");
        Require(MaxStates >= 0, nameof(MaxStates), MaxStates, "at least 0");
    }

    private static void Require(bool holds, string property, int value, string expected)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException("options", value, $"LinearExtensionOptions.{property} must be {expected}, but is {value}.");
    }
}
