using System.Globalization;

namespace ResearchML.Transforms;

/// <summary>How lifts between sentences become a partial order: <see cref="SentenceDependence.Edges(DependenceEdgeOptions)"/>.</summary>
public sealed record DependenceEdgeOptions
{
    /// <summary>The least lift of a pair whose order is kept; 1 is no preference. Positive; infinity keeps none but pinned ones. Default 1.5.</summary>
    public float MinimumLift { get; init; } = 1.5f;

    /// <summary>The least distance of a pair whose order is kept by its lift; 1 for neighbours. At least 1. Default 1.</summary>
    public int MinimumDistance { get; init; } = 1;

    /// <summary>Of each sentence only so many of the sentences that it leans on most. At least 1. Default <see langword="null"/>: all that reach <see cref="MinimumLift"/>.</summary>
    public int? StrongestPerSentence { get; init; }

    /// <summary>Sentences at the beginning that stay where they are. At least 0. Default 0.</summary>
    public int PinnedFirst { get; init; }

    /// <summary>Sentences at the end that stay where they are. At least 0. Default 0.</summary>
    public int PinnedLast { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        Require(MinimumLift > 0, nameof(MinimumLift), MinimumLift, "must be positive");
        Require(MinimumDistance >= 1, nameof(MinimumDistance), MinimumDistance, "must be at least 1");
        Require(StrongestPerSentence is null or >= 1, nameof(StrongestPerSentence), StrongestPerSentence, "must be at least 1");
        Require(PinnedFirst >= 0, nameof(PinnedFirst), PinnedFirst, "must be at least 0");
        Require(PinnedLast >= 0, nameof(PinnedLast), PinnedLast, "must be at least 0");
    }

    private static void Require(bool holds, string name, object? value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} {rule}, but is {value}."));
    }
}
