using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace ResearchML.Reporting;

/// <summary>Lines and points over common axes, with optional interval bands and reference values.</summary>
public sealed record LineChart : Figure
{
    private const double Height = 400;
    private const double LabelHeight = 16;
    private const double MostLabelWidth = 220;
    private const int MostMarkers = 30;

    /// <summary>The horizontal axis.</summary>
    public required ChartAxis X { get; init; }

    /// <summary>The vertical axis.</summary>
    public required ChartAxis Y { get; init; }

    /// <summary>The lines and points, one or more. Lines of 30 points or fewer show their points.</summary>
    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>Values to compare with. Default: none.</summary>
    public IReadOnlyList<ReferenceLine> References { get; init; } = [];

    internal override IReadOnlyList<string> Legend => [.. Series.Select(series => series.Name).Distinct()];

    internal override FigureMark MarkOf(int number) =>
        Series.Where(series => series.Name == Legend[number]).Aggregate((FigureMark)0, (marks, series) => marks | (series.PointsOnly ? FigureMark.Points : FigureMark.Line));

    internal override XElement Draw(string id)
    {
        Check();
        var vertical = Y.Build(AxisPosition.Left, 0.04);
        var horizontal = X.Build(AxisPosition.Bottom, Series.Any(series => series.PointsOnly) ? 0.02 : 0.01);   // no point's disc is cut by the edge
        var model = FigureSvg.Model(horizontal, vertical);
        foreach (var line in References)
        {
            model.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.Horizontal, Y = line.Value, Color = FigureColors.Ink, StrokeThickness = 1, LineStyle = LineStyle.Dash });
            model.Series.Add(new LineSeries { Points = { new DataPoint(FirstX, line.Value) }, LineStyle = LineStyle.None });   // so that the axis reaches it
        }
        var names = Legend.ToList();
        foreach (var series in Series)
            Add(model, series, names.IndexOf(series.Name));

        string[] margin = [.. References.Select(line => line.Label), .. Series.Select(series => series.EndLabel).OfType<string>()];
        if (margin.Length > 0)
        {
            var labels = Math.Min(MostLabelWidth, margin.Max(label => FigureSvg.Measure(HtmlText.Clean(label))));
            model.Padding = new OxyThickness(model.Padding.Left, model.Padding.Top, labels + 16, model.Padding.Bottom);
        }
        var svg = FigureSvg.Draw(model, Title, Height, id);
        Label(svg, model.PlotArea, horizontal, vertical);
        return svg;
    }

    private double FirstX => Series.SelectMany(series => series.X).First(double.IsFinite);

    private static void Add(PlotModel model, ChartSeries series, int number)
    {
        var color = FigureColors.Series(number);
        if (series is { Low: { } low, High: { } high })
        {
            foreach (var run in Runs(series.X.Count, i => double.IsFinite(series.X[i]) && double.IsFinite(low[i]) && double.IsFinite(high[i])))
            {
                var band = new AreaSeries { Color = OxyColors.Transparent, Fill = OxyColor.FromAColor(50, color), StrokeThickness = 0 };
                foreach (var i in run)
                {
                    band.Points.Add(new DataPoint(series.X[i], low[i]));
                    band.Points2.Add(new DataPoint(series.X[i], high[i]));
                }
                model.Series.Add(band);
            }
        }
        foreach (var run in Runs(series.X.Count, i => IsPoint(series, i)))
        {
            var line = new LineSeries
            {
                Color = color,
                StrokeThickness = 2,
                LineJoin = LineJoin.Round,
                Dashes = FigureColors.Dashes(number),
                LineStyle = run.Count == 1 || series.PointsOnly ? LineStyle.None : LineStyle.Automatic,
                MarkerType = series.PointsOnly || run.Count == 1 || (series.X.Count <= MostMarkers && series.EndLabel is null) ? MarkerType.Circle : MarkerType.None,
                MarkerFill = series.PointsOnly && series.X.Count > MostMarkers ? OxyColor.FromAColor(110, color) : color,   // many points overlap
                MarkerSize = 3,
            };
            line.Points.AddRange(run.Select(i => new DataPoint(series.X[i], series.Y[i])));
            model.Series.Add(line);
        }
    }

    // Labels of reference lines, and of series that end at the right edge, stand in the right margin, pushed apart where they are close.
    private void Label(XElement svg, OxyRect area, Axis horizontal, Axis vertical)
    {
        var lines = References.Select(line => (Height: vertical.Transform(line.Value), line.Label)).ToList();
        foreach (var series in Series.Where(series => series.EndLabel is not null))
        {
            var last = Enumerable.Range(0, series.X.Count).Last(i => IsPoint(series, i));
            var (x, y) = (horizontal.Transform(series.X[last]), vertical.Transform(series.Y[last]));
            if (x >= area.Right - 0.02 * area.Width)
                lines.Add((y, series.EndLabel!));
            else if (x >= area.Left && y >= area.Top && y <= area.Bottom)
                svg.Add(FigureSvg.Text(x + 5, Math.Min(y, area.Bottom - LabelHeight / 2), FigureSvg.Shorten(series.EndLabel!, MostLabelWidth), "start", FigureColors.Ink));
        }

        lines = [.. lines.Where(line => line.Height >= area.Top - 1 && line.Height <= area.Bottom + 1).OrderBy(line => line.Height)];
        var places = new double[lines.Count];
        for (var i = 0; i < places.Length; i++)
            places[i] = i == 0 ? lines[i].Height : Math.Max(lines[i].Height, places[i - 1] + LabelHeight);
        for (var i = places.Length - 1; i >= 0; i--)
            places[i] = Math.Min(places[i], i == places.Length - 1 ? Math.Max(lines[i].Height, area.Bottom) : places[i + 1] - LabelHeight);
        for (var i = 0; i < places.Length; i++)
        {
            svg.Add(FigureSvg.Line(area.Right, lines[i].Height, area.Right + 8, places[i], FigureColors.Ink));
            svg.Add(FigureSvg.Text(area.Right + 12, places[i], FigureSvg.Shorten(lines[i].Label, MostLabelWidth), "start", FigureColors.Ink));
        }
    }

    private static bool IsPoint(ChartSeries series, int i) => double.IsFinite(series.X[i]) && double.IsFinite(series.Y[i]);

    private static IEnumerable<List<int>> Runs(int count, Func<int, bool> isPoint)
    {
        var run = new List<int>();
        for (var i = 0; i <= count; i++)
        {
            if (i < count && isPoint(i))
            {
                run.Add(i);
            }
            else if (run.Count > 0)
            {
                yield return run;
                run = [];
            }
        }
    }

    private void Check()
    {
        if (Series.Count == 0)
            throw new ArgumentException($"Figure '{Title}' has no series.");
        foreach (var series in Series)
        {
            if (series.X.Count != series.Y.Count)
                throw new ArgumentException($"Series '{series.Name}': expected as many X as Y, got {series.X.Count} and {series.Y.Count}.");
            if ((series.Low is null) != (series.High is null))
                throw new ArgumentException($"Series '{series.Name}': Low and High come together, and only one was given.");
            if (series.Low is not null && (series.Low.Count != series.X.Count || series.High!.Count != series.X.Count))
                throw new ArgumentException($"Series '{series.Name}': expected {series.X.Count} Low and High, got {series.Low.Count} and {series.High!.Count}.");
            for (var i = 0; i < series.X.Count; i++)
            {
                X.Check(series.Name, "X", i, series.X[i]);
                Y.Check(series.Name, "Y", i, series.Y[i]);
                if (series.Low is null)
                    continue;
                Y.Check(series.Name, "Low", i, series.Low[i]);
                Y.Check(series.Name, "High", i, series.High![i]);
                if (series.Low[i] > series.High[i])
                    throw new ArgumentException(FormattableString.Invariant($"Series '{series.Name}': Low[{i}] = {series.Low[i]} is above High[{i}] = {series.High[i]}."));
            }
            if (!Enumerable.Range(0, series.X.Count).Any(i => IsPoint(series, i)))
                throw new ArgumentException($"Series '{series.Name}' has no finite point.");
        }
        foreach (var line in References)
        {
            if (!double.IsFinite(line.Value) || (Y.Logarithmic && line.Value <= 0))
                throw new ArgumentException(FormattableString.Invariant($"Reference line '{line.Label}': expected a finite value{(Y.Logarithmic ? " above 0 on a logarithmic axis" : "")}, got {line.Value}."));
        }
    }
}
