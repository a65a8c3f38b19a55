using System.Globalization;
using ResearchML.Reporting;

namespace Reporting.Tests;

[TestClass]
public sealed class BarChartTests
{
    private static readonly BarChart Chart = new()
    {
        Title = "Accuracy",
        Categories = ["first", "second"],
        Axis = new("points"),
        Series = [new("before", [12, -6]) { Low = [9, -8], High = [16, -1] }, new("after", [24, double.NaN])],
    };

    [TestMethod]
    public void Each_bar_has_its_value_as_text_and_a_length_in_proportion()
    {
        var svg = Chart.Draw("f");
        var texts = svg.Descendants("text").Select(e => e.Value).ToArray();
        foreach (var label in new[] { "first", "second", "points", "12", "-6", "24", "no value" })
            CollectionAssert.Contains(texts, label);
        var widths = svg.Descendants("rect").Where(e => e.Parent!.Name != "clipPath").Select(e => double.Parse(e.Attribute("width")!.Value, CultureInfo.InvariantCulture)).Where(w => w > 0).Order().ToArray();
        Assert.HasCount(3, widths);
        Assert.AreEqual(2, widths[1] / widths[0], 0.01);
        Assert.AreEqual(4, widths[2] / widths[0], 0.01);
    }

    [TestMethod]
    public void A_whisker_has_three_strokes_and_one_series_needs_no_legend()
    {
        Assert.AreEqual(6, Chart.Draw("f").Elements("line").Count());
        CollectionAssert.AreEqual(new[] { "before", "after" }, Chart.Legend.ToArray());
        Assert.IsEmpty((Chart with { Series = [Chart.Series[0]] }).Legend);
    }

    [TestMethod]
    public void Bad_bars_get_an_error_that_names_them()
    {
        Fails(Chart with { Series = [] }, "has no series");
        Fails(Chart with { Categories = [], Series = [new("a", [])] }, "has no categories");
        Fails(Chart with { Series = [new("a", [1])] }, "Series 'a': expected 2 values, one a category, got 1");
        Fails(Chart with { Axis = new("x") { Logarithmic = true } }, "bars start at zero");
        Fails(Chart with { Series = [new("a", [1, 2]) { High = [1, 2] }] }, "Low and High come together");
        Fails(Chart with { Series = [new("a", [1, 2]) { Low = [3, 0], High = [1, 2] }] }, "Low[0] = 3 is above High[0] = 1");
    }

    private static void Fails(BarChart chart, string message) =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new HtmlReport("r").Figure(chart)).Message, message, StringComparison.Ordinal);
}
