namespace ResearchML.Reporting;

/// <summary>A line, or points without one, of a <see cref="LineChart"/>.</summary>
/// <param name="Name">What the legend calls it. Series of one name share a colour and an entry in the legend: a fit and the points that it was fitted to, say.</param>
/// <param name="X">Where the points are, in the order they are joined. One or more.</param>
/// <param name="Y">The points' values, as many as <paramref name="X"/>. A point that is NaN or infinite in either is a gap in the line.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>Whether the points stand alone, without a line between them. Default: false.</summary>
    public bool PointsOnly { get; init; }

    /// <summary>Text at the line's last point, as the level of a contour has it; null (the default) for none.</summary>
    public string? EndLabel { get; init; }

    /// <summary>The lower ends of an interval around each point, drawn as a band; null (the default) for none. A NaN or infinite end is a gap in the band.</summary>
    public IReadOnlyList<double>? Low { get; init; }

    /// <summary>The upper ends of the interval; given exactly where <see cref="Low"/> is.</summary>
    public IReadOnlyList<double>? High { get; init; }
}
