using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using ResearchML.Reporting;
using ResearchML.Trainers;

namespace Reporting.Tests;

[TestClass]
public sealed class ScalingLawReportTests
{
    private static readonly (double N, double D)[] Grid = [.. from n in new[] { 1e7, 4e7, 2e8, 1e9 } from d in new[] { 3e8, 1e9, 6e9, 3e10 } select (n, d)];

    [TestMethod]
    public void A_report_has_every_table_and_figure_with_a_caption()
    {
        var page = Page(Law(Grid, resamples: 20));
        string[] headings = [.. page.QuerySelectorAll("h2").Select(e => e.TextContent)];
        foreach (var heading in new[] { "Runs", "Forms", "The law and the runs", "Validation", "Compute-optimal allocation", "Parameters", "Forms two by two" })
            CollectionAssert.Contains(headings, heading);
        Assert.HasCount(5, page.QuerySelectorAll("figure"));
        Assert.HasCount(5, page.QuerySelectorAll("figcaption"));
    }

    [TestMethod]
    public void One_form_without_resamples_says_that_nothing_has_an_interval()
    {
        var page = Page(Law(Grid, resamples: 0, ScalingLawForm.Chinchilla));
        StringAssert.Contains(page.Body!.TextContent, "nothing here has an interval", StringComparison.Ordinal);
        Assert.HasCount(5, page.QuerySelectorAll("figure"));
    }

    [TestMethod]
    public void Collinear_runs_get_a_reason_in_place_of_allocations()
    {
        var page = Page(Law([.. Enumerable.Range(0, 8).Select(i => (1e7 * Math.Pow(2, i), 2e8 * Math.Pow(2, i)))], resamples: 0, ScalingLawForm.TiedExponents));
        StringAssert.Contains(page.Body!.TextContent, "There is no answer: none: N and D never varied independently", StringComparison.Ordinal);
        StringAssert.Contains(page.Body.TextContent, "There is no compute-optimal path", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Few_runs_are_reported_without_validation()
    {
        var page = Page(Law([.. Grid.Where((_, i) => i % 5 is 0 or 2)], resamples: 0, ScalingLawForm.TiedExponents));
        Assert.IsNotNull(page.QuerySelector("figure"));
    }

    [TestMethod]
    public void Too_few_runs_to_validate_or_resample_are_said_to_be_that()
    {
        (double, double)[] six = [.. Grid.Where((_, i) => i is 0 or 5 or 10 or 15 or 3 or 12)];
        string text = Page(Law(six, resamples: 20, ScalingLawForm.Chinchilla, ScalingLawForm.TiedExponents)).Body!.TextContent;
        StringAssert.Contains(text, "all of one weight, since too few runs are there to tell them apart", StringComparison.Ordinal);
        Assert.DoesNotContain("did best", text);
        StringAssert.Contains(text, "Resamples of so few runs tell nothing", StringComparison.Ordinal);
        Assert.DoesNotContain("No bootstrap was run", text);
    }

    [TestMethod]
    public void Budgets_that_are_given_are_the_ones_allocated()
    {
        var html = new HtmlReport("t").ScalingLaw(Law(Grid, 0, ScalingLawForm.Chinchilla), [1e19, 3e20]).ToHtml();
        StringAssert.Contains(html, ">1e19<", StringComparison.Ordinal);
        StringAssert.Contains(html, ">3e20<", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Every_status_has_words()
    {
        foreach (FitStatus status in Enum.GetValues<FitStatus>())
            Assert.IsFalse(string.IsNullOrEmpty(ScalingLawWords.Of(status)), status.ToString());
        string[] words = [.. Enum.GetValues<AllocationStatus>().Select(ScalingLawWords.Of)];
        CollectionAssert.AllItemsAreUnique(words);
        Assert.IsFalse(words.Intersect(Enum.GetNames<AllocationStatus>()).Any());
    }

    [TestMethod]
    public void The_greatest_budget_is_allocated_form_by_form_as_each_form_would()
    {
        ScalingLaw law = Law(Grid, resamples: 0, ScalingLawForm.Chinchilla, ScalingLawForm.TiedExponents);
        string text = new HtmlParser().ParseDocument(new HtmlReport("t").ScalingLaw(law, [1e19, 3e20]).ToHtml()).Body!.TextContent;
        StringAssert.Contains(text, "The same at 3e20 FLOP, form by form", StringComparison.Ordinal);
        foreach (ScalingLawFit fit in law.Fits.Values)
            StringAssert.Contains(text, ScalingLawWords.Short(fit.ComputeOptimal(3e20).Parameters), StringComparison.Ordinal);
    }

    [TestMethod]
    public void Runs_that_repeat_their_data_are_reported_with_a_form_that_knows_it()
    {
        var data = new DataFrame(
            new DoubleDataFrameColumn("Parameters", Grid.Select(p => p.N)),
            new DoubleDataFrameColumn("Tokens", Grid.Select(p => p.D)),
            new DoubleDataFrameColumn("Unique", Grid.Select((p, i) => i % 2 == 0 ? p.D : p.D / 8)),
            new DoubleDataFrameColumn("Label", Grid.Select((p, i) => (1.7 + 400 / Math.Pow(p.N, 0.34) + 2000 / Math.Pow(i % 2 == 0 ? p.D : p.D / 2, 0.37)) * Math.Exp(0.003 * Math.Sin(7 * i)))));
        ScalingLaw law = new MLContext(1).Regression.Trainers.ScalingLaw(new ScalingLawOptions { UniqueTokensColumnName = "Unique", BootstrapSamples = 0 }).Fit(data).Law;
        var page = Page(law);
        string[] cells = [.. page.QuerySelectorAll("td").Select(e => e.TextContent)];
        CollectionAssert.Contains(cells, "DataConstrained");
        Assert.IsTrue(cells.Any(c => c.Contains("takes repeated data for new", StringComparison.Ordinal)));
        StringAssert.Contains(page.Body!.TextContent, "to where they would be if all tokens were distinct", StringComparison.Ordinal);
    }

    private static IHtmlDocument Page(ScalingLaw law)
    {
        var html = new HtmlReport("t").ScalingLaw(law).ToHtml();
        Assert.DoesNotContain("NaN", html);
        Assert.DoesNotContain("Infinity", html);
        return new HtmlParser().ParseDocument(html);
    }

    private static ScalingLaw Law((double N, double D)[] points, int resamples, params ScalingLawForm[] forms) => new MLContext(1).Regression.Trainers.ScalingLaw(new ScalingLawOptions
    {
        Forms = forms.Length > 0 ? forms : ScalingLawForm.All,
        BootstrapSamples = resamples,
    }).Fit(new DataFrame(
        new DoubleDataFrameColumn("Parameters", points.Select(p => p.N)),
        new DoubleDataFrameColumn("Tokens", points.Select(p => p.D)),
        new DoubleDataFrameColumn("Label", points.Select((p, i) => (1.7 + 400 / Math.Pow(p.N, 0.34) + 2000 / Math.Pow(p.D, 0.37)) * Math.Exp(0.003 * Math.Sin(7 * i)))))).Law;
}
