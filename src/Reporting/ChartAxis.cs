using OxyPlot;
using OxyPlot.Axes;

namespace ResearchML.Reporting;

/// <summary>An axis of a chart.</summary>
/// <param name="Label">What is measured, with its unit: <c>"bits per byte"</c>, <c>"time (s)"</c>.</param>
public sealed record ChartAxis(string Label)
{
    /// <summary>Whether the axis is logarithmic; its values must then be positive. Default: false.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>The lowest value shown; null (the default) fits the data.</summary>
    public double? Minimum { get; init; }

    /// <summary>The highest value shown; null (the default) fits the data.</summary>
    public double? Maximum { get; init; }

    /// <summary>The names of the values 0, 1, 2 and so on, which the axis shows in place of numbers; null (the default) for numbers.</summary>
    internal IReadOnlyList<string>? Names { get; init; }

    internal Axis Build(AxisPosition position, double padding)
    {
        if (Minimum is { } low && (!double.IsFinite(low) || (Logarithmic && low <= 0)) || Maximum is { } high && (!double.IsFinite(high) || (Logarithmic && high <= 0)) || Minimum >= Maximum)
            throw new ArgumentException($"Axis '{Label}': expected a minimum below the maximum, both finite{(Logarithmic ? " and positive" : "")}; got {Minimum} and {Maximum}.");
        Axis axis = Logarithmic ? new LogarithmicAxis { PowerPadding = false } : new LinearAxis();
        axis.Position = position;
        axis.Title = HtmlText.Clean(Label);
        axis.Minimum = Minimum ?? double.NaN;
        axis.Maximum = Maximum ?? double.NaN;
        axis.MinimumPadding = padding;
        axis.MaximumPadding = padding;
        axis.LabelFormatter = Names is null ? NumberText.Short : value => value == Math.Floor(value) && value >= 0 && value < Names.Count ? Names[(int)value] : "";
        axis.MajorStep = Names is null ? double.NaN : 1;
        axis.TickStyle = TickStyle.None;
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineColor = FigureColors.Grid;
        axis.TextColor = FigureColors.Ink;
        axis.TitleColor = FigureColors.Ink;
        axis.AxisTitleDistance = 12;
        return axis;
    }

    /// <summary>Refuses what a logarithmic axis cannot show.</summary>
    internal void Check(string series, string what, int index, double value)
    {
        if (Logarithmic && double.IsFinite(value) && value <= 0)
            throw new ArgumentException(FormattableString.Invariant($"Series '{series}': {what}[{index}] is {value}, and the axis '{Label}' is logarithmic: expected values above 0."));
    }
}
