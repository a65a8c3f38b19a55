using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using ResearchML.Evaluators;
using ResearchML.Reporting;

namespace Reporting.Tests;

[TestClass]
public sealed class PassAtKPageTests
{
    [TestMethod]
    public void A_page_has_curves_failures_counts_and_fits()
    {
        IHtmlDocument page = Page(Report([("small", 0.4, 6), ("large", 0.5, 2)]));
        Assert.HasCount(2, page.QuerySelectorAll("figure"));
        Assert.HasCount(2, page.QuerySelectorAll("figcaption"));
        CollectionAssert.IsSubsetOf(new[] { "Curves", "Counts", "Beta-binomial fits" }, page.QuerySelectorAll("h2").Select(e => e.TextContent).ToArray());
        CollectionAssert.IsSubsetOf(new[] { "small", "large" }, page.QuerySelectorAll("td").Select(e => e.TextContent).ToArray());
    }

    [TestMethod]
    public void The_tables_hold_the_reports_own_figures()
    {
        PassAtKReport report = Report([("small", 0.4, 6)]);
        PassAtKGroup group = report.Groups["small"];
        string text = Page(report).Body!.TextContent;
        foreach (double figure in new[] { group.PassAt[1].Value, group.PassAt[1].Lower, group.PassAt[100].Upper, group.BetaBinomial.PassAt(1e4) })
            StringAssert.Contains(text, figure.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public void A_group_without_a_fit_gives_the_reason_and_is_drawn_from_its_counts()
    {
        var report = PassAtKReport.From([.. Rows("none", 30, 100, _ => 0), .. Rows("some", 30, 100, i => i)]);
        IHtmlDocument page = Page(report);
        StringAssert.Contains(page.Body!.TextContent, report.Groups["none"].BetaBinomial.Reason);
        Assert.HasCount(2, page.QuerySelector("figure")!.QuerySelectorAll(".legend li"));
    }

    [TestMethod]
    public void Of_many_groups_six_are_drawn_and_all_are_tabled()
    {
        IHtmlDocument page = Page(Report([.. Enumerable.Range(1, 20).Select(i => ($"checkpoint {i}", 0.5, 21.0 - i))]));
        Assert.HasCount(6, page.QuerySelector("figure")!.QuerySelectorAll(".legend li"));
        StringAssert.Contains(page.Body!.TextContent, "Shown are 6 of 20 groups");
        foreach (int i in new[] { 1, 20 }) // the lowest and the highest are always among them
            CollectionAssert.Contains(page.QuerySelector("figure")!.QuerySelectorAll(".legend li").Select(e => e.TextContent).ToArray(), $"checkpoint {i}");
        Assert.HasCount(20, page.QuerySelectorAll("table")[0].QuerySelectorAll("tbody tr"));
    }

    [TestMethod]
    public void Too_few_samples_are_said_to_be_that()
    {
        var report = PassAtKReport.From([.. Rows("mixed", 20, 100, i => i), .. Rows("mixed", 20, 5, i => i % 3, "few ")]);
        StringAssert.Contains(Page(report).Body!.TextContent, ", 20 problems");
        StringAssert.Contains(Page(PassAtKReport.From(Rows("short", 20, 5, i => i % 3), new PassAtKOptions { K = [10] })).Body!.TextContent, "there is no curve");
    }

    [TestMethod]
    public void One_problem_that_is_always_solved_makes_a_page() => Assert.IsNotNull(Page(PassAtKReport.From([new GradedProblem("only", 100, 100)])).QuerySelector("figure"));

    [TestMethod]
    public void Names_are_encoded()
    {
        string html = new HtmlReport("t").PassAtK(PassAtKReport.From(Rows("<b>&", 30, 100, i => i)), replicates: 0).ToHtml();
        Assert.DoesNotContain("<b>", html);
        StringAssert.Contains(html, "&lt;b&gt;&amp;");
    }

    [TestMethod]
    public void Replicates_are_simulated_only_where_asked_for()
    {
        PassAtKReport report = Report([("small", 0.4, 6)]);
        StringAssert.Contains(Page(report, replicates: 0).Body!.TextContent, "Goodness of fit was not asked for");
        StringAssert.Contains(Page(report, replicates: 19).Body!.TextContent, "19 simulated data sets");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new HtmlReport("t").PassAtK(report, replicates: -1));
    }

    /// <summary>Problems whose rates are quantiles of Beta(a, b) for a = 1: 1 − (1 − u)^(1/b), scaled.</summary>
    private static PassAtKReport Report(IReadOnlyList<(string Name, double Scale, double B)> groups) => PassAtKReport.From(
        groups.SelectMany(g => Rows(g.Name, 40, 100, i => (long)Math.Round(100 * g.Scale * (1 - Math.Pow(1 - (i + 0.5) / 40, 1 / g.B))))), new PassAtKOptions { BootstrapSamples = 50 });

    private static IEnumerable<GradedProblem> Rows(string group, int problems, long samples, Func<int, long> correct, string prefix = "") =>
        Enumerable.Range(0, problems).Select(i => new GradedProblem($"{prefix}{i}", samples, correct(i), group));

    private static IHtmlDocument Page(PassAtKReport report, int replicates = 5)
    {
        string html = new HtmlReport("t").PassAtK(report, replicates).ToHtml();
        Assert.DoesNotContain("NaN", html);
        Assert.DoesNotContain("Infinity", html);
        return new HtmlParser().ParseDocument(html);
    }
}
