using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using ResearchML.Reporting;
using ResearchML.Statistics;
using ResearchML.Trainers;

namespace Reporting.Tests;

[TestClass]
public sealed class EmergencePageTests
{
    [TestMethod]
    public void A_page_has_the_verdict_every_figure_and_every_table()
    {
        IHtmlDocument page = Page(Forecast(models: 5, shuffles: 9));
        Assert.HasCount(3, page.QuerySelectorAll("figure"));
        Assert.HasCount(3, page.QuerySelectorAll("figcaption"));
        CollectionAssert.IsSubsetOf(new[] { "Did large k beat pass@1?", "Forecast and outcome", "Where large k helps, and where it hurts", "Lead time" }, page.QuerySelectorAll("h3").Select(e => e.TextContent).ToArray());
        StringAssert.Contains(page.Body!.TextContent, "sums, leave one model out: large k beat pass@1:");
        StringAssert.Contains(page.Body.TextContent, "in 9 shuffled worlds");
        CollectionAssert.IsSubsetOf(new[] { "pass@k", "pass@1", "constant", "persistence" }, page.QuerySelectorAll("td").Select(e => e.TextContent).ToArray());
    }

    [TestMethod]
    [DataRow(0.02, 0.01, 0.03, 20, "large k beat pass@1: yes. The error of pass@1 less that of pass@k is +2.000 [+1.000, +3.000] points of pass@1, 20 models; k was chosen among 1, 10.")]
    [DataRow(-0.02, -0.03, -0.01, 20, "large k beat pass@1: no, it did worse.")]
    [DataRow(0.02, -0.01, 0.05, 9, "large k beat pass@1: cannot be told. The error of pass@1 less that of pass@k is +2.000 [−1.000, +5.000] points of pass@1, 9 models: little power;")]
    [DataRow(2e-7, -3e-7, 7e-7, 9, "is +2.0e-5 [−3.0e-5, +7.0e-5] points")]
    [DataRow(2e-7, -3e-7, 0.02, 9, "is 0.000 [0.000, +2.000] points")]
    [DataRow(0.02, double.NaN, double.NaN, 1, "cannot be told. The error of pass@1 less that of pass@k is +2.000 points of pass@1, 1 models: little power;")]
    public void The_verdict_in_words_has_the_difference_its_interval_and_the_models(double value, double lower, double upper, int models, string words)
    {
        var gain = new LargeKGain("sums", ValidationScheme.LeaveOneModelOut, models, new Estimate(value, lower, upper, 0.95), new Estimate(0, 0, 0, 0.95), [1, 10]);
        StringAssert.Contains(gain.InWords(), words);
    }

    [TestMethod]
    public void A_task_that_cannot_be_forecast_says_why()
    {
        IHtmlDocument page = Page(Forecast(models: 2, shuffles: 0));
        StringAssert.Contains(page.Body!.TextContent, "There is no forecast. Two checkpoints or more are there of 2 models");
        Assert.IsNull(page.QuerySelector("figure"));
    }

    [TestMethod]
    public void What_was_left_out_is_told() =>
        StringAssert.Contains(Page(EmergenceForecast.From([.. Counts(5), new EmergenceCount("model 1", 1e9, "sums", "odd", 100, 3)], new EmergenceOptions { ShuffleControls = 0 })).Body!.TextContent, "To note: Problems that not every checkpoint has are left out: 1.");

    [TestMethod]
    public void The_figure_looks_ahead_from_the_checkpoint_that_is_asked_for()
    {
        EmergenceForecast forecast = Forecast(models: 5, shuffles: 0);
        StringAssert.Contains(new HtmlReport("t").Emergence(forecast).ToHtml(), "forecast at 1e9,"); // the middle of those before the last
        StringAssert.Contains(new HtmlReport("t").Emergence(forecast, now: 1.3e8).ToHtml(), "forecast at 1e8,");
    }

    [TestMethod]
    [DataRow("Pythia_", "Pythia_14M", "Pythia_70M")]
    [DataRow("", "14M", "14B")]
    [DataRow("width ", "width 8", "width 81")]
    [DataRow("", "only")]
    [DataRow("", "a_", "a_b")] // or the first would have no name left
    public void Models_are_named_without_what_all_names_start_with(string prefix, params string[] names) => Assert.AreEqual(prefix, EmergencePageFigures.Prefix(names));

    [TestMethod]
    public void Skills_that_never_emerge_have_no_lead_time()
    {
        IEnumerable<EmergenceCount> faint = Counts(5).Select((count, i) => count with { Samples = 1000, Correct = i % 7 == 0 ? 1 : 0 });
        IHtmlDocument page = Page(EmergenceForecast.From(faint, new EmergenceOptions { ShuffleControls = 0 }));
        StringAssert.Contains(page.Body!.TextContent, "there is no lead time");
        Assert.HasCount(2, page.QuerySelectorAll("figure"));
    }

    [TestMethod]
    public void Names_are_encoded()
    {
        string html = new HtmlReport("t").Emergence(EmergenceForecast.From(Counts(5).Select(c => c with { Model = "<b>" + c.Model, Task = "<i>" }), new EmergenceOptions { ShuffleControls = 0 })).ToHtml();
        Assert.DoesNotContain("<b>", html);
        Assert.DoesNotContain("<i>", html);
    }

    private static EmergenceForecast Forecast(int models, int shuffles) => EmergenceForecast.From(Counts(models), new EmergenceOptions { ShuffleControls = shuffles, Seed = 1 });

    /// <summary>Larger models learn sooner; problems differ.</summary>
    private static IEnumerable<EmergenceCount> Counts(int models) =>
        from model in Enumerable.Range(1, models)
        from decade in Enumerable.Range(0, 5)
        from problem in Enumerable.Range(0, 12)
        let logit = -9 + (0.6 * model) + (1.2 * decade) + (0.5 * ((problem * 5 % 12) - 5.5)) + Math.Sin((7 * model) + decade)
        select new EmergenceCount($"model {model}", Math.Pow(10, 7 + decade), "sums", $"{problem}", 100, (long)Math.Round(100 / (1 + Math.Exp(-logit))));

    private static IHtmlDocument Page(EmergenceForecast forecast)
    {
        string html = new HtmlReport("t").Emergence(forecast).ToHtml();
        Assert.DoesNotContain("NaN", html);
        Assert.DoesNotContain("Infinity", html);
        return new HtmlParser().ParseDocument(html);
    }
}
