namespace ResearchML.Trainers;

/// <summary>A reason to leave runs out of a fit. What it left out is counted on <see cref="ScalingRunReport"/>.</summary>
public sealed class ExclusionRule
{
    /// <summary>Points are kept as logarithms: a ratio comes back a rounding error off, and one that equals the bound stays.</summary>
    private const double Rounding = 1e-9;

    private readonly Func<IReadOnlyList<ScalingRun>, IEnumerable<ScalingRun>> _select;

    private ExclusionRule(string name, Func<IReadOnlyList<ScalingRun>, IEnumerable<ScalingRun>> select)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        (Name, _select) = (name, select);
    }

    /// <summary>What the report calls it.</summary>
    public string Name { get; }

    /// <summary>Leaves out the runs with the highest losses, as the refit of Hoffmann et al.'s points by Besiroglu et al. 2024 (arXiv:2404.10102) did with five.</summary>
    /// <param name="count">How many. Positive.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    public static ExclusionRule HighestLosses(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return new(FormattableString.Invariant($"the {count} highest losses"), runs => runs.OrderByDescending(r => r.Loss).Take(count));
    }

    /// <summary>Leaves out undertrained runs.</summary>
    /// <param name="least">The least D/N that stays.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="least"/> is not positive.</exception>
    public static ExclusionRule TokensPerParameterBelow(double least)
    {
        RequirePositive(least, nameof(least));
        return Where(FormattableString.Invariant($"D/N below {least:G6}"), r => r.Point.TokensPerParameter < least * (1 - Rounding));
    }

    /// <summary>Leaves out overtrained runs.</summary>
    /// <param name="most">The greatest D/N that stays.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is not positive.</exception>
    public static ExclusionRule TokensPerParameterAbove(double most)
    {
        RequirePositive(most, nameof(most));
        return Where(FormattableString.Invariant($"D/N above {most:G6}"), r => r.Point.TokensPerParameter > most * (1 + Rounding));
    }

    /// <summary>Leaves out runs that repeat their data too often.</summary>
    /// <param name="most">The greatest D/U that stays.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is not positive.</exception>
    public static ExclusionRule EpochsAbove(double most)
    {
        RequirePositive(most, nameof(most));
        return Where(FormattableString.Invariant($"epochs above {most:G6}"), r => r.Point.Epochs > most * (1 + Rounding));
    }

    /// <summary>Leaves out runs by a rule of one's own.</summary>
    /// <param name="name">What the report calls it.</param>
    /// <param name="excluded">Whether a run is left out.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="excluded"/> is null.</exception>
    public static ExclusionRule Where(string name, Func<ScalingRun, bool> excluded)
    {
        ArgumentNullException.ThrowIfNull(excluded);
        return new(name, runs => runs.Where(excluded));
    }

    internal IEnumerable<ScalingRun> Excluded(IReadOnlyList<ScalingRun> runs) => _select(runs);

    private static void RequirePositive(double bound, string name)
    {
        if (!(bound > 0))
            throw new ArgumentOutOfRangeException(name, bound, FormattableString.Invariant($"A rule's bound must be positive, but is {bound}."));
    }
}
