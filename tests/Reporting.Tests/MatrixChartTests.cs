using System.Globalization;
using System.Xml.Linq;

namespace ResearchML.Reporting.Tests;

[TestClass]
public sealed class MatrixChartTests
{
    private static readonly MatrixChart Chart = new()
    {
        Title = "Lift",
        Rows = ["one", "two"],
        Columns = ["1", "2", "3"],
        ColumnLabel = "sentence",
        Values = new double[,] { { 0, 1, double.NaN }, { 2, 4, 8 } },
        Darkest = 4,
        Marks = [(1, 1)],
    };

    [TestMethod]
    public void A_cell_is_as_dark_as_its_value_is_large()
    {
        double[] shades = [.. Cells(Chart).Select(Opacity)];
        CollectionAssert.AreEqual(new[] { 0, 58, 0, 115, 230, 230 }, shades.Select(s => (int)Math.Round(s * 255)).ToArray()); // 230·value/4, to the even
    }

    [TestMethod]
    public void Rows_run_down_and_columns_to_the_right()
    {
        (double X, double Y)[] corners = [.. Cells(Chart).Select(c => ((double)c.Attribute("x")!, (double)c.Attribute("y")!))];
        Assert.IsTrue(corners[0].X < corners[1].X && corners[1].X < corners[2].X && corners[0].Y < corners[3].Y);
    }

    [TestMethod]
    public void A_mark_is_a_dot_in_its_cell()
    {
        XElement svg = Chart.Draw("f"), cell = Cells(Chart)[4];
        XElement dot = svg.Elements("text").Single(t => t.Value == "•");
        Assert.IsTrue(Inside((double)dot.Attribute("x")!, cell, "x", "width") && Inside((double)dot.Attribute("y")!, cell, "y", "height"));

        static bool Inside(double place, XElement rectangle, string start, string size) =>
            place > (double)rectangle.Attribute(start)! && place < (double)rectangle.Attribute(start)! + (double)rectangle.Attribute(size)!;
    }

    [TestMethod]
    public void What_is_no_matrix_is_refused()
    {
        Refused(Chart with { Rows = ["one"] }, "expected 1 x 3 values, got 2 x 3");
        Refused(Chart with { Columns = [], Values = new double[2, 0] }, "from 1 to 100 rows and columns, not 2 and 0");
        Refused(Chart with { Darkest = 0 }, "Darkest must be more than Lightest");
        Refused(Chart with { Marks = [(2, 0)] }, "a mark lies outside");

        static void Refused(MatrixChart chart, string message) => StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => chart.Draw("f")).Message, message);
    }

    [TestMethod]
    public void A_matrix_of_equal_or_of_no_values_is_drawn()
    {
        Assert.HasCount(1, Cells(new MatrixChart { Title = "t", Rows = ["a"], Columns = ["b"], ColumnLabel = "c", Values = new double[,] { { double.NaN } } }));
        Assert.HasCount(1, Cells(new MatrixChart { Title = "t", Rows = ["a"], Columns = ["b"], ColumnLabel = "c", Values = new double[,] { { 0 } } }));
    }

    private static XElement[] Cells(MatrixChart chart) => [.. chart.Draw("f").Descendants("rect").Where(r => r.Parent!.Name.LocalName == "g")];

    private static double Opacity(XElement cell)
    {
        string style = (string?)cell.Attribute("style") ?? "";
        string? opacity = style.Split(';').FirstOrDefault(part => part.StartsWith("fill-opacity:", StringComparison.Ordinal))?[13..];
        return opacity is null ? style.Contains("none", StringComparison.Ordinal) ? 0 : 1 : double.Parse(opacity, CultureInfo.InvariantCulture);
    }
}
