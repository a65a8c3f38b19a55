using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace ResearchML.Reporting;

/// <summary>Horizontal bars from zero, one group a category, each with its value written beside it.</summary>
public sealed record BarChart : Figure
{
    private const double BarShare = 0.8;   // of a category's height; the rest is space between groups

    private const double MostLabelWidth = 260;

    /// <summary>The names of the categories, from top to bottom. One or more.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>The axis of the values; not logarithmic, because a bar's length is read from zero.</summary>
    public required ChartAxis Axis { get; init; }

    /// <summary>The bars: one or more series of a value a category. The legend is left out where there is one.</summary>
    public required IReadOnlyList<BarSeries> Series { get; init; }

    internal override IReadOnlyList<string> Legend => Series.Count == 1 ? [] : [.. Series.Select(series => series.Name)];

    internal override FigureMark MarkOf(int number) => FigureMark.Bar;

    internal override XElement Draw(string id)
    {
        Check();
        var values = Axis.Build(AxisPosition.Bottom, 0.12);   // a value's text stands past its bar's end, and no bar ends on the other side of 0
        if (Ends().All(end => end >= 0))
            values.MinimumPadding = 0;
        if (Ends().All(end => end <= 0))
            values.MaximumPadding = 0;
        var categories = new CategoryAxis { Position = AxisPosition.Left, StartPosition = 1, EndPosition = 0, TickStyle = TickStyle.None, GapWidth = 0, TextColor = FigureColors.Ink };
        categories.Labels.AddRange(Categories.Select(name => FigureSvg.Shorten(name, MostLabelWidth)));
        var model = FigureSvg.Model(values, categories);
        var thickness = BarShare / Series.Count;
        for (var number = 0; number < Series.Count; number++)
        {
            var bars = new RectangleBarSeries { FillColor = OxyColor.FromAColor(200, FigureColors.Series(number)), StrokeThickness = 0 };
            for (var i = 0; i < Categories.Count; i++)
            {
                var value = Series[number].Values[i];
                var top = Top(i, number, thickness);
                bars.Items.Add(new RectangleBarItem(0, top + 0.06 * thickness, double.IsFinite(value) ? value : 0, top + 0.94 * thickness));
                if (Whisker(Series[number], i) is { } whisker)
                    model.Series.Add(new LineSeries { Points = { new DataPoint(whisker.Low, top), new DataPoint(whisker.High, top) }, LineStyle = LineStyle.None });   // so that the axis reaches it
            }
            model.Series.Add(bars);
        }

        var svg = FigureSvg.Draw(model, Title, 70 + Categories.Count * (12 + 24 * Series.Count), id);
        for (var number = 0; number < Series.Count; number++)
        {
            for (var i = 0; i < Categories.Count; i++)
            {
                var value = Series[number].Values[i];
                var middle = categories.Transform(Top(i, number, thickness) + thickness / 2);
                var (low, high) = (value, value);
                if (Whisker(Series[number], i) is { } whisker)
                {
                    AddWhisker(svg, values.Transform(whisker.Low), values.Transform(whisker.High), middle);
                    (low, high) = (Math.Min(value, whisker.Low), Math.Max(value, whisker.High));
                }
                var (place, side, anchor) = !double.IsFinite(value) ? (0, 6, "start") : value < 0 ? (low, -6, "end") : (high, 6, "start");
                svg.Add(FigureSvg.Text(values.Transform(place) + side, middle, double.IsFinite(value) ? NumberText.Short(value) : "no value", anchor, FigureColors.Ink));
            }
        }
        return svg;
    }

    private static void AddWhisker(XElement svg, double left, double right, double middle) => svg.Add(
        FigureSvg.Line(left, middle, right, middle, FigureColors.Ink),
        FigureSvg.Line(left, middle - 4, left, middle + 4, FigureColors.Ink),
        FigureSvg.Line(right, middle - 4, right, middle + 4, FigureColors.Ink));

    private IEnumerable<double> Ends() => Series.SelectMany(series => series.Values.Concat(series.Low ?? []).Concat(series.High ?? [])).Where(double.IsFinite);

    private static double Top(int category, int number, double thickness) => category - BarShare / 2 + number * thickness;

    private static (double Low, double High)? Whisker(BarSeries series, int i) =>
        series is { Low: { } low, High: { } high } && double.IsFinite(series.Values[i]) && double.IsFinite(low[i]) && double.IsFinite(high[i]) ? (low[i], high[i]) : null;

    private void Check()
    {
        if (Axis.Logarithmic)
            throw new ArgumentException($"Figure '{Title}': bars start at zero, which a logarithmic axis cannot show.");
        if (Categories.Count == 0 || Series.Count == 0)
            throw new ArgumentException($"Figure '{Title}' has no {(Series.Count == 0 ? "series" : "categories")}.");
        foreach (var series in Series)
        {
            if (series.Values.Count != Categories.Count)
                throw new ArgumentException($"Series '{series.Name}': expected {Categories.Count} values, one a category, got {series.Values.Count}.");
            if ((series.Low is null) != (series.High is null))
                throw new ArgumentException($"Series '{series.Name}': Low and High come together, and only one was given.");
            if (series.Low is not null && (series.Low.Count != Categories.Count || series.High!.Count != Categories.Count))
                throw new ArgumentException($"Series '{series.Name}': expected {Categories.Count} Low and High, got {series.Low.Count} and {series.High!.Count}.");
            for (var i = 0; series.Low is not null && i < Categories.Count; i++)
            {
                if (series.Low[i] > series.High![i])
                    throw new ArgumentException(FormattableString.Invariant($"Series '{series.Name}': Low[{i}] = {series.Low[i]} is above High[{i}] = {series.High[i]}."));
            }
        }
    }
}
