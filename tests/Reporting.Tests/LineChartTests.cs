using System.Globalization;
using System.Xml.Linq;
using ResearchML.Reporting;

namespace Reporting.Tests;

[TestClass]
public sealed class LineChartTests
{
    private static readonly LineChart Chart = new()
    {
        Title = "Loss",
        X = new("step"),
        Y = new("bits per byte"),
        Series = [new("training", [0, 1, 2, 3], [8, 4, 3, 2]) { Low = [7, 3, 2, 1], High = [9, 5, 4, 3] }],
        References = [new("gzip -9", 2.2), new("bigram", 3.6), new("brotli", 2.1)],
    };

    [TestMethod]
    public void Labels_are_text_elements_of_a_generic_font()
    {
        var svg = Chart.Draw("f");
        var texts = Texts(svg);
        foreach (var label in new[] { "step", "bits per byte", "gzip -9", "bigram", "brotli", "0", "1", "2", "3", "8" })
            CollectionAssert.Contains(texts, label);
        StringAssert.EndsWith(svg.Attribute("font-family")!.Value, "sans-serif", StringComparison.Ordinal);
        Assert.IsFalse(svg.Descendants().Attributes("font-family").Any());
        Assert.AreEqual("0 0 720 400", svg.Attribute("viewBox")!.Value);
        Assert.IsNull(svg.Attribute("width"));
        Assert.AreEqual("Loss", svg.Element("title")!.Value);
    }

    [TestMethod]
    public void Every_colour_follows_the_page()
    {
        var styles = string.Concat(Chart.Draw("f").Descendants().Attributes("style").Select(a => a.Value));
        Assert.DoesNotContain("rgb(", styles);
        Assert.DoesNotContain("black", styles);
        StringAssert.Contains(styles, "var(--s1,#", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Labels_of_close_reference_lines_do_not_overlap_and_stay_inside()
    {
        var close = Chart with { References = [.. Enumerable.Range(0, 8).Select(i => new ReferenceLine($"line {i}", 1 + i * 0.01))] };
        var places = close.Draw("f").Elements("text").Where(e => e.Value.StartsWith("line", StringComparison.Ordinal)).Select(e => Number(e.Attribute("y")!)).Order().ToArray();
        Assert.HasCount(8, places);
        Assert.IsTrue(places.Zip(places.Skip(1)).All(pair => pair.Second - pair.First >= 15.9));
        Assert.IsTrue(places.All(y => y is > 0 and < 400));
    }

    [TestMethod]
    public void A_point_that_is_not_finite_is_a_gap_and_a_point_alone_is_a_dot()
    {
        var gaps = Chart with { References = [], Series = [new("s", [0, 1, 2, 3, 4, 5], [1, 2, double.NaN, 4, double.PositiveInfinity, 6]) { Low = [0, 1, 2, 3, double.NaN, 5], High = [2, 3, 4, 5, 6, 7] }] };
        var drawn = gaps.Draw("f");
        Assert.AreEqual(1, drawn.Descendants("polyline").Count(e => e.Attribute("style")!.Value.Contains("--s1", StringComparison.Ordinal)), "one line of two points");
        Assert.AreEqual(4, drawn.Descendants("ellipse").Count());
        Assert.IsFalse(drawn.ToString().Contains("NaN", StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow(1e-7)]
    [DataRow(1.0)]
    [DataRow(5e12)]
    public void A_constant_series_and_a_single_point_are_drawn_on_either_axis(double value)
    {
        foreach (var logarithmic in new[] { false, true })
        {
            var chart = new LineChart { Title = "t", X = new("x") { Logarithmic = logarithmic }, Y = new("y") { Logarithmic = logarithmic }, Series = [new("many", [1, 2, 3], [value, value, value]), new("one", [value], [value])] };
            Assert.IsGreaterThan(3, Texts(chart.Draw("f")).Length);
        }
    }

    [TestMethod]
    public void Every_coordinate_of_text_is_inside_the_figure()
    {
        foreach (var text in Chart.Draw("f").Elements("text"))
        {
            var place = text.Attribute("transform") is { } transform ? transform.Value.Split('(', ',', ')')[1..3] : [text.Attribute("x")!.Value, text.Attribute("y")!.Value];
            Assert.IsTrue(double.Parse(place[0], CultureInfo.InvariantCulture) is >= 0 and <= 720 && double.Parse(place[1], CultureInfo.InvariantCulture) is >= 0 and <= 400, text.ToString());
        }
    }

    [TestMethod]
    public void Points_have_no_line_and_share_colour_and_legend_entry_with_the_line_of_their_name()
    {
        var both = Chart with { References = [], Series = [new("other", [1, 2], [1, 2]), new("fit", [1, 2], [1, 2]), new("fit", [1, 1.5, 2], [1, 2, 2]) { PointsOnly = true }] };
        var drawn = both.Draw("f");
        Assert.AreEqual(2, drawn.Descendants("polyline").Count(e => e.Attribute("style")!.Value.Contains("--s", StringComparison.Ordinal)));
        Assert.AreEqual(5, drawn.Descendants("ellipse").Count(e => e.Attribute("style")!.Value.Contains("--s2", StringComparison.Ordinal)));
        CollectionAssert.AreEqual(new[] { "other", "fit" }, both.Legend.ToArray());
        Assert.AreEqual(FigureMark.Line, both.MarkOf(0));
        Assert.AreEqual(FigureMark.Line | FigureMark.Points, both.MarkOf(1));
    }

    [TestMethod]
    public void An_end_label_stands_beside_the_last_point()
    {
        var labelled = Chart with { References = [], Series = [new("edge", [0, 3], [8, 4]) { EndLabel = "at the edge" }, new("inside", [0, 1, 2], [2, 3, double.NaN]) { EndLabel = "within" }] };
        var texts = labelled.Draw("f").Elements("text").Where(e => e.Value is "at the edge" or "within").ToDictionary(e => e.Value, e => Number(e.Attribute("x")!));
        Assert.IsGreaterThan(texts["within"], texts["at the edge"]);
    }

    [TestMethod]
    public void Bad_series_get_an_error_that_names_them()
    {
        Fails(Chart with { Series = [] }, "has no series");
        Fails(Chart with { Series = [new("a", [1, 2], [1])] }, "Series 'a': expected as many X as Y, got 2 and 1");
        Fails(Chart with { Series = [new("a", [], [])] }, "Series 'a' has no finite point");
        Fails(Chart with { Series = [new("a", [1], [double.NaN])] }, "Series 'a' has no finite point");
        Fails(Chart with { Series = [new("a", [1], [1]) { Low = [0] }] }, "Low and High come together");
        Fails(Chart with { Series = [new("a", [1], [1]) { Low = [0], High = [] }] }, "expected 1 Low and High, got 1 and 0");
        Fails(Chart with { Series = [new("a", [1], [1]) { Low = [2], High = [1] }] }, "Low[0] = 2 is above High[0] = 1");
        Fails(Chart with { Y = new("bits") { Logarithmic = true }, Series = [new("a", [1, 2], [1, 0])] }, "Series 'a': Y[1] is 0, and the axis 'bits' is logarithmic");
        Fails(Chart with { X = new("n") { Logarithmic = true } }, "Series 'training': X[0] is 0");
        Fails(Chart with { X = new("n") { Minimum = 2, Maximum = 1 } }, "Axis 'n': expected a minimum below the maximum");
        Fails(Chart with { References = [new("r", double.NaN)] }, "Reference line 'r': expected a finite value");
    }

    private static void Fails(LineChart chart, string message) =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new HtmlReport("r").Figure(chart)).Message, message, StringComparison.Ordinal);

    private static string[] Texts(XElement svg) => [.. svg.Descendants("text").Select(e => e.Value)];

    private static double Number(XAttribute attribute) => double.Parse(attribute.Value, CultureInfo.InvariantCulture);
}
