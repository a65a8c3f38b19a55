namespace ResearchML.Trainers;

/// <summary>A number that a fit of a <see cref="ScalingLawForm"/> finds, and where it may lie.</summary>
public sealed record ScalingLawCoordinate
{
    private ScalingLawCoordinate(string name, double lower, double upper, bool isLinear)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        (Name, Lower, Upper, IsLinear) = (name, lower, upper, isLinear);
    }

    /// <summary>Its name, as in the published formula.</summary>
    public string Name { get; }

    /// <summary>The least value.</summary>
    public double Lower { get; }

    /// <summary>The greatest value.</summary>
    public double Upper { get; }

    /// <summary>Whether the loss is an affine function of it, whatever the others are. Such a coordinate is solved for, not searched.</summary>
    public bool IsLinear { get; }

    /// <summary>Where searching starts and ends, and whether magnitudes are spaced evenly rather than values. Default: the whole range, by value.</summary>
    internal (double From, double To, bool ByMagnitude)? SearchRange { get; init; }

    /// <summary>A coefficient c ≥ 0 in L = … + c·φ(N, D).</summary>
    /// <param name="name">Its name.</param>
    public static ScalingLawCoordinate Coefficient(string name) => new(name, 0, double.PositiveInfinity, isLinear: true);

    /// <summary>A coordinate in which the loss is not linear. Its range is searched evenly, so that it should be as narrow as is known, and a logarithm where magnitudes are in question.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="lower">The least value.</param>
    /// <param name="upper">The greatest value.</param>
    /// <exception cref="ArgumentException">The range is empty or not finite.</exception>
    public static ScalingLawCoordinate Searched(string name, double lower, double upper) =>
        double.IsFinite(lower) && double.IsFinite(upper) && lower < upper
            ? new(name, lower, upper, isLinear: false)
            : throw new ArgumentException(FormattableString.Invariant($"Coordinate '{name}' needs a finite range to be searched, but got [{lower}, {upper}]."), nameof(lower));

    /// <summary>The place at a share of the search range.</summary>
    internal double At(double share)
    {
        var (from, to, byMagnitude) = SearchRange ?? (Lower, Upper, false);
        return byMagnitude ? from * Math.Pow(to / from, share) : from + share * (to - from);
    }

    /// <summary>A place beside another, within the range: by a share of its magnitude, or of a quarter of the range.</summary>
    internal double Near(double value, double share) => Math.Clamp(
        SearchRange is { ByMagnitude: true } ? value * Math.Exp(share) : value + share * (Upper - Lower) / 4, Lower, Upper);
}
