using System.Globalization;
using AngleSharp.Html.Parser;
using ResearchML.Reporting;

namespace Reporting.Tests;

[TestClass]
public sealed class HtmlReportTests
{
    private const string Hostile = "</title></style><script>alert('x')</script> \"onload=\" & ]]> <!-- \u0000\u0001\u001b\ud800 end";
    private const string Shown = "</title></style><script>alert('x')</script> \"onload=\" & ]]> <!-- \ufffd\ufffd\ufffd\ufffd end";

    private static readonly LineChart Chart = new() { Title = "t", X = new("x"), Y = new("y"), Series = [new("s", [1, 2, 3], [3, 1, 2])] };

    [TestMethod]
    public void Hostile_text_is_shown_as_text_wherever_it_stands()
    {
        var page = Parse(new HtmlReport(Hostile).Heading(Hostile).Heading(Hostile, 3).Paragraph(Hostile).Preformatted("\n" + Hostile)
            .Table([Hostile, "n"], [[Hostile, 1]], Hostile)
            .Figure(new LineChart { Title = Hostile, X = new(Hostile), Y = new(Hostile), Series = [new(Hostile, [1, 2], [1, 2])], References = [new(Hostile, 1)] }, Hostile)
            .Figure(new BarChart { Title = Hostile, Categories = [Hostile], Axis = new(Hostile), Series = [new(Hostile, [1]), new("other", [2])] }, Hostile));
        Assert.AreEqual(Shown, page.Title!);
        foreach (var place in new[] { "h1", "h2", "h3", "p", "caption", "th", "td", "figcaption", ".legend li", "svg title", "p.title" })
        {
            foreach (var element in page.QuerySelectorAll(place).Where(e => e.TextContent is not ("n" or "1" or "other")))
                Assert.AreEqual(Shown, element.TextContent, place);
        }
        Assert.AreEqual("\n" + Shown, page.QuerySelector("pre")!.TextContent);
        var drawn = page.QuerySelectorAll("svg text").Select(e => e.TextContent).ToArray();
        Assert.AreEqual(3, drawn.Count(text => text == Shown), "the axes' labels");
        Assert.AreEqual(2, drawn.Count(text => text.Length > 1 && text[^1] == '…' && Shown.StartsWith(text[..^1], StringComparison.Ordinal)), "a reference line and a category, cut to their width");
        Assert.IsTrue(page.QuerySelectorAll("svg[role=img]").All(svg => svg.GetAttribute("aria-label") == Shown));
        Assert.IsEmpty(page.QuerySelectorAll("script"));
        Assert.IsFalse(page.All.SelectMany(e => e.Attributes).Any(a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)));
    }

    [TestMethod]
    public void The_page_forbids_everything_but_its_own_style_and_names_no_address()
    {
        var html = new HtmlReport("r").Figure(Chart).Table(["a"], [["b"]]).ToHtml();
        var page = new HtmlParser().ParseDocument(html);
        Assert.AreEqual("default-src 'none'; style-src 'unsafe-inline'", page.QuerySelector("meta[http-equiv=Content-Security-Policy]")!.GetAttribute("content"));
        Assert.AreEqual("utf-8", page.QuerySelector("meta[charset]")!.GetAttribute("charset"));
        Assert.AreEqual("en", page.DocumentElement.GetAttribute("lang"));
        Assert.IsNotNull(page.QuerySelector("meta[name=viewport]"));
        foreach (var outside in new[] { "http:", "https:", "//", "<script", "<img", "<image", "<link", "src=", "href", "@import", "<?xml" })
            Assert.DoesNotContain(outside, html);
    }

    [TestMethod]
    public void Ids_are_unique_and_each_figure_clips_to_its_own_path()
    {
        var page = Parse(new HtmlReport("r").Figure(Chart).Figure(Chart).Figure(Chart with { Title = "third" }));
        var ids = page.QuerySelectorAll("[id]").Select(e => e.Id).ToArray();
        Assert.HasCount(3, ids);
        CollectionAssert.AllItemsAreUnique(ids);
        foreach (var svg in page.QuerySelectorAll("svg[role=img]"))
        {
            foreach (var clipped in svg.QuerySelectorAll("[clip-path]"))
                Assert.AreEqual($"url(#{svg.QuerySelector("clipPath")!.Id})", clipped.GetAttribute("clip-path"));
        }
    }

    [TestMethod]
    public void The_same_calls_give_the_same_bytes_in_every_culture()
    {
        static string Build() => new HtmlReport("r").Table(["a"], [[1234.5], [0.25f]]).Figure(Chart with { Series = [new("s", [0.5, 1.5], [1234.5, 0.1])] }).ToHtml();
        var expected = Build();
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            comma.NumberFormat.NumberGroupSeparator = ".";
            comma.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = comma;
            Assert.AreEqual(expected, Build());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [TestMethod]
    public void Columns_of_numbers_are_aligned_and_numbers_written_in_the_invariant_culture()
    {
        var page = Parse(new HtmlReport("r").Table(["name", "bits", "count", "share"], [["a", 3.528123, 421567L, "12%"], ["b", double.NaN, null, "3.5"], ["c", 1.5e-7, 0, "1e9"]]));
        CollectionAssert.AreEqual(new[] { "bits", "count", "share" }, page.QuerySelectorAll("th.number").Select(e => e.TextContent).ToArray());
        CollectionAssert.AreEqual(new[] { "3.5281", "421,567", "12%", "NaN", "–", "3.5", "1.5e-7", "0", "1e9" }, page.QuerySelectorAll("td.number").Select(e => e.TextContent).ToArray());
    }

    [TestMethod]
    public void Saving_replaces_the_file_whole_and_leaves_nothing_beside_it()
    {
        var folder = Directory.CreateTempSubdirectory("researchml-reporting-").FullName;
        try
        {
            var path = Path.Combine(folder, "new", "report.html");
            new HtmlReport("first").Save(path);
            var report = new HtmlReport("second ü");
            report.Save(path);
            Assert.AreEqual(report.ToHtml(), File.ReadAllText(path));
            Assert.AreEqual((byte)'<', File.ReadAllBytes(path)[0], "no byte-order mark");
            Assert.HasCount(1, Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));

            var occupied = Directory.CreateDirectory(Path.Combine(folder, "occupied")).FullName;
            File.WriteAllText(Path.Combine(occupied, "keep"), "");
            Assert.Throws<Exception>(() => report.Save(occupied));
            CollectionAssert.AreEquivalent(new[] { "new", "occupied" }, Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).ToArray());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void Bad_input_gets_a_clear_error()
    {
        var report = new HtmlReport("r");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => report.Table(["a", "b"], [["1", "2"], ["3"]])).Message, "Row 1 has 1 cells; expected 2", StringComparison.Ordinal);
        Assert.ThrowsExactly<ArgumentException>(() => report.Table([], []));
        Assert.ThrowsExactly<ArgumentException>(() => new HtmlReport(" "));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => report.Heading("h", 1));
        Assert.ThrowsExactly<ArgumentNullException>(() => report.Paragraph(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => report.Figure(null!));
    }

    private static AngleSharp.Html.Dom.IHtmlDocument Parse(HtmlReport report) => new HtmlParser().ParseDocument(report.ToHtml());
}
