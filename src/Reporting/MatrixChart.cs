using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace ResearchML.Reporting;

/// <summary>A matrix as shaded cells: the larger a value, the darker its cell. Rows run down, columns to the right.</summary>
public sealed record MatrixChart : Figure
{
    /// <summary>Most rows, and most columns.</summary>
    public const int MostCells = 100;

    private const double MostLabelWidth = 260, CellHeight = 20;

    /// <summary>The names of the rows, from top to bottom. From 1 to <see cref="MostCells"/>.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>The names of the columns, from left to right, short ones. From 1 to <see cref="MostCells"/>.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>What the columns are.</summary>
    public required string ColumnLabel { get; init; }

    /// <summary>(rows, columns). A cell of NaN stays empty.</summary>
    public required double[,] Values { get; init; }

    /// <summary>The value of an empty cell's shade. Default 0.</summary>
    public double Lightest { get; init; }

    /// <summary>The value of the darkest shade, and of all above it; more than <see cref="Lightest"/>. Default <see langword="null"/>: the largest value.</summary>
    public double? Darkest { get; init; }

    /// <summary>Cells that are marked with a dot, as (row, column). Default: none.</summary>
    public IReadOnlyCollection<(int Row, int Column)> Marks { get; init; } = [];

    internal override IReadOnlyList<string> Legend => [];

    internal override FigureMark MarkOf(int number) => FigureMark.Bar;

    internal override XElement Draw(string id)
    {
        Check();
        double darkest = Darkest ?? Values.Cast<double>().Where(double.IsFinite).DefaultIfEmpty(Lightest + 1).Max();
        CategoryAxis rows = Names(Rows, AxisPosition.Left), columns = Names(Columns, AxisPosition.Bottom);
        (rows.StartPosition, rows.EndPosition) = (1, 0);
        columns.Title = HtmlText.Clean(ColumnLabel);
        PlotModel model = FigureSvg.Model(columns, rows);
        var cells = new RectangleBarSeries { StrokeThickness = 0 };
        for (int row = 0; row < Rows.Count; row++)
        {
            for (int column = 0; column < Columns.Count; column++)
            {
                double shade = double.IsFinite(Values[row, column]) && darkest > Lightest ? Math.Clamp((Values[row, column] - Lightest) / (darkest - Lightest), 0, 1) : 0;
                cells.Items.Add(new RectangleBarItem(column - 0.48, row - 0.46, column + 0.48, row + 0.46) { Color = OxyColor.FromAColor((byte)Math.Round(230 * shade), FigureColors.Series(0)) });
            }
        }
        model.Series.Add(cells);
        XElement svg = FigureSvg.Draw(model, Title, 80 + CellHeight * Rows.Count, id);
        foreach ((int row, int column) in Marks)
            svg.Add(FigureSvg.Text(columns.Transform(column), rows.Transform(row), "•", "middle", FigureColors.Ink));
        return svg;
    }

    private static CategoryAxis Names(IReadOnlyList<string> names, AxisPosition position)
    {
        var axis = new CategoryAxis { Position = position, TickStyle = TickStyle.None, GapWidth = 0, TextColor = FigureColors.Ink, TitleColor = FigureColors.Ink, AxisTitleDistance = 12 };
        axis.Labels.AddRange(names.Select(name => FigureSvg.Shorten(name, MostLabelWidth)));
        return axis;
    }

    private void Check()
    {
        if (Rows.Count is 0 or > MostCells || Columns.Count is 0 or > MostCells)
            throw new ArgumentException($"Figure '{Title}': a matrix has from 1 to {MostCells} rows and columns, not {Rows.Count} and {Columns.Count}.");
        if (Values.GetLength(0) != Rows.Count || Values.GetLength(1) != Columns.Count)
            throw new ArgumentException($"Figure '{Title}': expected {Rows.Count} x {Columns.Count} values, got {Values.GetLength(0)} x {Values.GetLength(1)}.");
        if (!double.IsFinite(Lightest) || Darkest is { } darkest && !(darkest > Lightest && double.IsFinite(darkest)))
            throw new ArgumentException($"Figure '{Title}': Darkest must be more than Lightest, both finite.");
        if (Marks.Any(mark => (uint)mark.Row >= (uint)Rows.Count || (uint)mark.Column >= (uint)Columns.Count))
            throw new ArgumentException($"Figure '{Title}': a mark lies outside the matrix.");
    }
}
