namespace ResearchML.Reporting;

/// <summary>Bars of one colour in a <see cref="BarChart"/>, one a category.</summary>
/// <param name="Name">What the legend calls them.</param>
/// <param name="Values">The lengths, one a category. NaN or infinite: no bar, and the words "no value".</param>
public sealed record BarSeries(string Name, IReadOnlyList<double> Values)
{
    /// <summary>The lower ends of an interval around each value, drawn as a whisker; null (the default) for none. A NaN or infinite end leaves its whisker out.</summary>
    public IReadOnlyList<double>? Low { get; init; }

    /// <summary>The upper ends of the interval; given exactly where <see cref="Low"/> is.</summary>
    public IReadOnlyList<double>? High { get; init; }
}
