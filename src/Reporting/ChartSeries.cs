namespace ResearchML.Reporting;

/// <summary>A line of a <see cref="LineChart"/>.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="X">Where the points are, in the order they are joined. One or more.</param>
/// <param name="Y">The points' values, as many as <paramref name="X"/>. A point that is NaN or infinite in either is a gap in the line.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>The lower ends of an interval around each point, drawn as a band; null (the default) for none. A NaN or infinite end is a gap in the band.</summary>
    public IReadOnlyList<double>? Low { get; init; }

    /// <summary>The upper ends of the interval; given exactly where <see cref="Low"/> is.</summary>
    public IReadOnlyList<double>? High { get; init; }
}
