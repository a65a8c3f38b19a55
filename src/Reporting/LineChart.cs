using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace ResearchML.Reporting;

/// <summary>Lines over a common axis, with optional interval bands and reference values.</summary>
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

    /// <summary>The lines, one or more. Those of 30 points or fewer show their points.</summary>
    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>Values to compare with. Default: none.</summary>
    public IReadOnlyList<ReferenceLine> References { get; init; } = [];

    internal override IReadOnlyList<string> Legend => [.. Series.Select(series => series.Name)];

    internal override XElement Draw(string id)
    {
        Check();
        var vertical = Y.Build(AxisPosition.Left, 0.04);
        var model = FigureSvg.Model(X.Build(AxisPosition.Bottom, 0.01), vertical);
        foreach (var line in References)
        {
            model.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.Horizontal, Y = line.Value, Color = FigureColors.Ink, StrokeThickness = 1, LineStyle = LineStyle.Dash });
            model.Series.Add(new LineSeries { Points = { new DataPoint(FirstX, line.Value) }, LineStyle = LineStyle.None });   // so that the axis reaches it
        }
        for (var number = 0; number < Series.Count; number++)
            Add(model, Series[number], number);

        if (References.Count > 0)
        {
            var labels = Math.Min(MostLabelWidth, References.Max(line => FigureSvg.Measure(HtmlText.Clean(line.Label))));
            model.Padding = new OxyThickness(model.Padding.Left, model.Padding.Top, labels + 16, model.Padding.Bottom);
        }
        var svg = FigureSvg.Draw(model, Title, Height, id);
        Label(svg, model.PlotArea, vertical);
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
                LineStyle = run.Count == 1 ? LineStyle.None : LineStyle.Automatic,
                MarkerType = series.X.Count <= MostMarkers || run.Count == 1 ? MarkerType.Circle : MarkerType.None,
                MarkerFill = color,
                MarkerSize = 3,
            };
            line.Points.AddRange(run.Select(i => new DataPoint(series.X[i], series.Y[i])));
            model.Series.Add(line);
        }
    }

    // Reference labels stand in the right margin, pushed apart where their lines are close.
    private void Label(XElement svg, OxyRect area, Axis vertical)
    {
        var lines = References.Select(line => (Height: vertical.Transform(line.Value), line.Label)).Where(line => line.Height >= area.Top - 1 && line.Height <= area.Bottom + 1).OrderBy(line => line.Height).ToArray();
        var places = new double[lines.Length];
        for (var i = 0; i < lines.Length; i++)
            places[i] = i == 0 ? lines[i].Height : Math.Max(lines[i].Height, places[i - 1] + LabelHeight);
        for (var i = lines.Length - 1; i >= 0; i--)
            places[i] = Math.Min(places[i], i == lines.Length - 1 ? Math.Max(lines[i].Height, area.Bottom) : places[i + 1] - LabelHeight);
        for (var i = 0; i < lines.Length; i++)
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
