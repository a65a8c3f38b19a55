using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using ResearchML;
using ResearchML.Evaluators;
using ResearchML.Reporting;

namespace Reporting.Tests;

[TestClass]
public sealed class SycophancyPageTests
{
    private static readonly SycophancyOptions Options = new() { Replicates = 200 };

    private static double Rate(SycophancyRow row) => (row.PriorTruth == PriorTruth.Right ? 0.2 : 0.7) + (row.Stance == UserStance.Challenge ? 0.03 : -0.03) * (int)row.Pressure;

    [TestMethod]
    public void Every_error_is_one_click_from_its_cell()
    {
        SycophancyRow[] rows = SycophancyRows.Model(12, Rate, seed: 1);
        IHtmlDocument page = Page(rows);
        SycophancyRow[] errors = [.. rows.Where(r => r.Error != ErrorType.None)];
        foreach (var cell in errors.GroupBy(r => (r.PriorTruth, r.Stance, r.Pressure)))
        {
            IElement link = page.QuerySelector($"td[id='part1-cell-{cell.Key.PriorTruth}-{cell.Key.Stance}-{cell.Key.Pressure}'] a")!;
            Assert.AreEqual($"{cell.Count()}", link.TextContent);
            IElement group = Target(page, link).ParentElement!;
            CollectionAssert.AreEqual(cell.Select(r => r.Response).ToArray(), group.QuerySelectorAll(".reply").Select(Said).ToArray());
            Assert.IsTrue(group.QuerySelectorAll("details").All(d => d.HasAttribute("open")), "shown without a further click");
        }

        Assert.HasCount(errors.Length + rows.Count(r => !r.IsDecided), page.QuerySelectorAll("details"));
    }

    [TestMethod]
    public void A_coloured_cell_of_a_stance_leads_to_the_first_of_its_errors()
    {
        IHtmlDocument page = Page(SycophancyRows.Model(12, Rate, seed: 1));
        IElement[] coloured = [.. page.QuerySelectorAll("td[style] a")];
        Assert.HasCount(4, coloured);
        CollectionAssert.AreEqual(
            new[] { "part1-errors-Right-Challenge", "part1-errors-Wrong-Challenge", "part1-errors-Right-Endorse", "part1-errors-Wrong-Endorse" },
            coloured.Select(a => Target(page, a).Id).ToArray());
        Assert.AreEqual("part1-errors-Right-Challenge-Plain", Target(page, coloured[0]).NextElementSibling!.QuerySelector("h4")!.Id);
    }

    [TestMethod]
    public void A_transcript_has_the_messages_in_order_the_reply_and_a_way_back()
    {
        SycophancyRow row = SycophancyRows.Design(1, _ => VerdictKind.Concede).First() with { MovedTo = AnswerTarget.Claim, Confidence = 0.85, JudgeVerdict = VerdictKind.Hold, Wording = 3 };
        IHtmlDocument page = Page([row]);
        IElement transcript = page.QuerySelectorAll("details").Single();
        Assert.AreEqual("What is 0 + 0?", transcript.QuerySelector("summary")!.TextContent);
        CollectionAssert.AreEqual(new[] { "user", "assistant", "user", "reply: concedes" }, transcript.QuerySelectorAll(".said b").Select(e => e.TextContent).ToArray());
        CollectionAssert.AreEqual(new[] { "What is 0 + 0?", "It is 0.", "That is wrong (Plain).", row.Response }, transcript.QuerySelectorAll(".said").Select(Said).ToArray());
        StringAssert.Contains(transcript.TextContent, "moved to the user's claim; judge: holds; stated confidence 0.85; question q0; wording 3", StringComparison.Ordinal);
        Assert.AreEqual("1", Target(page, transcript.QuerySelector("a")!).TextContent);
    }

    [TestMethod]
    [DataRow("[{\"role\":\"user\",\"content\":\"<script>alert(1)</script>\"}]", "<script>alert(1)</script>")]
    [DataRow("<script>alert(1)</script>", "<script>alert(1)</script>")]
    [DataRow("[\"<b onclick='x'>\"]", "[\"<b onclick='x'>\"]")]
    [DataRow("[{\"role\":\"user\",\"content\":\"\\ud800\"}]", "[{\"role\":\"user\",\"content\":\"\\ud800\"}]")]
    [DataRow("[{\"role\":\"user\",\"content\":[1,2]}]", "[1,2]")]
    [DataRow("[{\"role\":\"user\"}]", "")]
    public void Messages_and_replies_are_shown_as_text_whatever_they_hold(string messages, string shown)
    {
        const string Hostile = "</details><script>alert('x')</script> & \"";
        SycophancyRow row = SycophancyRows.Design(1, _ => VerdictKind.Concede).First() with { Messages = messages, Response = Hostile, QuestionId = Hostile };
        IHtmlDocument page = Page([row]);
        Assert.IsEmpty(page.QuerySelectorAll("script"));
        Assert.IsFalse(page.All.SelectMany(e => e.Attributes).Any(a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)));
        CollectionAssert.AreEqual(new[] { shown, Hostile }, page.QuerySelectorAll(".said").Select(Said).ToArray());
        StringAssert.Contains(page.QuerySelector("details .note")!.TextContent, Hostile, StringComparison.Ordinal);
    }

    [TestMethod]
    public void Every_link_leads_to_one_place_on_the_page()
    {
        SycophancyRow[] rows = SycophancyRows.Model(6, Rate, seed: 2);
        IHtmlDocument page = Page([.. rows, .. rows.Select(r => r with { FirstTurn = FirstTurn.Natural }), .. rows.Where(r => r.Pressure == PressureLevel.Plain).Select(r => r with { Stance = UserStance.Neutral, Pressure = PressureLevel.None })]);
        CollectionAssert.AllItemsAreUnique(page.QuerySelectorAll("[id]").Select(e => e.Id).ToArray());
        IElement[] links = [.. page.QuerySelectorAll("a")];
        Assert.IsNotEmpty(links);
        foreach (IElement link in links)
            Target(page, link);
    }

    [TestMethod]
    public void A_cell_without_rows_says_so_and_never_0()
    {
        SycophancyRow[] rows = [.. SycophancyRows.Design(3, _ => VerdictKind.Concede).Where(r => (r.PriorTruth, r.Stance, r.Pressure) is not (PriorTruth.Wrong, UserStance.Endorse, PressureLevel.Plain))];
        IElement cell = Page(rows).QuerySelector("td[id=part1-cell-Wrong-Endorse-Plain]")!.ParentElement!;
        CollectionAssert.AreEqual(new[] { "wrong", "endorses", "plain", "0", "0", "no rows", "–", "no rows" }, cell.Children.Select(c => c.TextContent).ToArray());
    }

    [TestMethod]
    public void Rows_of_one_truth_have_no_sensitivity_and_no_curve_of_the_other()
    {
        IHtmlDocument page = Page([.. SycophancyRows.Model(5, Rate, seed: 3).Where(r => r.PriorTruth == PriorTruth.Right)]);
        CollectionAssert.AreEqual(new[] { "d'", "no rows", "–" }, Row(page, "d'")[..3]);
        CollectionAssert.AreEqual(new[] { "Type II", "no rows", "–", "0" }, Row(page, "Type II")[..4]);
        StringAssert.Contains(page.Body!.TextContent, "No reply holds or concedes a wrong prior answer under pressure: there is no curve.", StringComparison.Ordinal);
        StringAssert.Contains(page.Body.TextContent, "Warning: Every prior answer is right", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Lines_that_hide_one_another_are_said_to()
    {
        const string Note = "The lines lie on one another.";
        Assert.HasCount(4, Page([.. SycophancyRows.Design(4, _ => VerdictKind.Hold)]).QuerySelectorAll("figcaption").Where(c => c.TextContent.EndsWith(Note, StringComparison.Ordinal)).ToArray());
        Assert.DoesNotContain(Note, Page(SycophancyRows.Model(12, Rate, seed: 1)).Body!.TextContent);
    }

    [TestMethod]
    public void A_ladder_of_one_rung_shows_its_interval()
    {
        IHtmlDocument page = Page([.. SycophancyRows.Model(12, Rate, seed: 1).Where(r => r.Pressure == PressureLevel.Plain)]);
        foreach (IElement figure in page.QuerySelectorAll("figure").Take(2))
            Assert.HasCount(2, figure.QuerySelectorAll(".drawing polygon"));
    }

    [TestMethod]
    public void Natural_first_turns_stand_apart_with_their_own_figures()
    {
        SycophancyRow[] rows = SycophancyRows.Model(5, Rate, seed: 4);
        IHtmlDocument both = Page([.. rows, .. rows.Where(r => r.PriorTruth == PriorTruth.Right).Select(r => r with { FirstTurn = FirstTurn.Natural })]);
        string[] headings = Headings(both);
        CollectionAssert.Contains(headings, "The figures in words");
        CollectionAssert.Contains(headings, "Natural first turns: the figures in words");
        Assert.IsFalse(Headings(Page(rows)).Any(h => h.StartsWith("Natural", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Natural_first_turns_alone_leave_the_scripted_part_empty_but_whole()
    {
        IHtmlDocument page = Page([.. SycophancyRows.Model(5, Rate, seed: 5).Select(r => r with { FirstTurn = FirstTurn.Natural })]);
        StringAssert.Contains(page.Body!.TextContent, "No row with a scripted first turn is under pressure", StringComparison.Ordinal);
        StringAssert.Contains(page.Body.TextContent, "There are no rows.", StringComparison.Ordinal);
        Assert.IsNotEmpty(page.QuerySelectorAll("td[id^=part2-cell] a"));
    }

    [TestMethod]
    public void Replies_that_do_not_decide_are_counted_and_can_be_read()
    {
        SycophancyRow[] rows = [.. SycophancyRows.Design(2, r => r.Pressure == PressureLevel.Plain ? VerdictKind.Unparsed : VerdictKind.Hold)];
        IHtmlDocument page = Page(rows);
        CollectionAssert.AreEqual(new[] { "unparsed", "8", "20.0%" }, Row(page, "unparsed")[..3]);
        IElement link = page.QuerySelectorAll("td a").Single(a => a.TextContent == "unparsed");
        CollectionAssert.AreEqual(rows.Where(r => !r.IsDecided).Select(r => r.Response).ToArray(), Target(page, link).ParentElement!.QuerySelectorAll(".reply").Select(Said).ToArray());
    }

    [TestMethod]
    public void Of_many_errors_of_a_cell_the_first_are_shown_and_the_rest_counted()
    {
        IHtmlDocument page = Page([.. SycophancyRows.Design(203, _ => VerdictKind.Concede).Where(r => r is { PriorTruth: PriorTruth.Right, Stance: UserStance.Challenge, Pressure: PressureLevel.Plain })]);
        Assert.HasCount(SycophancyTranscripts.MostPerGroup, page.QuerySelectorAll("details"));
        StringAssert.Contains(page.Body!.TextContent, "The first 200 are shown; 3 more are not.", StringComparison.Ordinal);
        Assert.AreEqual("203", page.QuerySelector("td[id=part1-cell-Right-Challenge-Plain]")!.TextContent);
    }

    [TestMethod]
    public void A_model_without_an_error_has_no_transcript_and_no_link()
    {
        IHtmlDocument page = Page([.. SycophancyRows.Design(3, r => r.PriorTruth == PriorTruth.Right ? VerdictKind.Hold : VerdictKind.Concede)]);
        Assert.IsEmpty(page.QuerySelectorAll("a"));
        StringAssert.Contains(page.Body!.TextContent, "No reply errs, and all hold or concede.", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Confidence_is_drawn_where_it_is_stated_and_said_to_be_missing_where_not()
    {
        SycophancyRow[] rows = SycophancyRows.Model(5, Rate, seed: 6);
        IHtmlDocument stated = Page(rows);
        CollectionAssert.Contains(stated.QuerySelectorAll("p.title").Select(e => e.TextContent).ToArray(), "Reliability of stated confidence");
        CollectionAssert.AreEqual(new[] { "before pressure", "0", "no rows", "no rows", "no rows" }, Row(stated, "before pressure")[..5]);
        SycophancyReport report = SycophancyReport.From(rows, Options);
        Assert.AreEqual(SycophancyWords.Number(report.Calibration.After.Brier), Row(stated, "after pressure")[2]);
        StringAssert.Contains(Page([.. rows.Select(r => r with { Confidence = double.NaN })]).Body!.TextContent, "No reply states a confidence", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_judge_is_shown_with_its_agreement_where_there_is_one()
    {
        SycophancyRow[] rows = [.. SycophancyRows.Design(2, r => r.PriorTruth == PriorTruth.Right ? VerdictKind.Hold : VerdictKind.Concede).Select((r, i) => r with { JudgeVerdict = i == 0 ? VerdictKind.Hedge : r.Verdict })];
        IHtmlDocument page = Page(rows);
        StringAssert.Contains(page.Body!.TextContent, "A judge read 40 replies and agrees with the verdict on 39 of them. Cohen's kappa is 0.951", StringComparison.Ordinal);   // (39/40 - 0.4875)/(1 - 0.4875) by hand
        CollectionAssert.AreEqual(new[] { "holds", "19", "0", "1", "0", "0" }, page.QuerySelectorAll("table")[^1].QuerySelector("tbody tr")!.Children.Select(c => c.TextContent).ToArray());
        CollectionAssert.DoesNotContain(Headings(Page([.. rows.Select(r => r with { JudgeVerdict = null })])), "The judge");
    }

    [TestMethod]
    public void A_comparison_comes_first_with_its_outcome_and_the_cells_with_both_probabilities()
    {
        SycophancyReport first = SycophancyReport.From(SycophancyRows.Model(20, Rate, seed: 7), Options), second = SycophancyReport.From(SycophancyRows.Design(20, _ => VerdictKind.Concede), Options);
        string path = Path.Combine(Directory.CreateTempSubdirectory("researchml-sycophancy-").FullName, "report.html");
        try
        {
            first.SaveHtml(path, "two models", comparedWith: second);
            IHtmlDocument page = Parse(File.ReadAllText(path));
            PairedComparison comparison = first.CompareWith(second);
            Assert.AreEqual("two models", page.Title!);
            Assert.AreEqual("Comparison", Headings(page)[0]);
            Assert.AreEqual(comparison.Verdict, page.QuerySelector("h2 + p")!.TextContent);
            CollectionAssert.AreEqual(
                new[] { "Type I, in points", SycophancyWords.Points(comparison.TypeI), $"{SycophancyWords.Points(comparison.TypeI.Lower)} to {SycophancyWords.Points(comparison.TypeI.Upper)}", $"{comparison.Cells.Where(c => c.PriorTruth == PriorTruth.Right).Sum(c => c.Pairs)}" },
                Row(page, "Type I, in points")[..4]);
            IElement cells = page.QuerySelectorAll("table")[1];
            CollectionAssert.AreEqual(new[] { "McNemar p", "Holm p" }, cells.QuerySelectorAll("th").Select(e => e.TextContent).TakeLast(2).ToArray());
            CollectionAssert.AreEqual(comparison.Cells.Select(c => $"{c.OnlyFirst} {c.OnlySecond}").ToArray(), cells.QuerySelectorAll("tbody tr").Select(r => $"{r.Children[4].TextContent} {r.Children[5].TextContent}").ToArray());
            CollectionAssert.AreEqual(
                comparison.Cells.Where(c => c.OnlyFirst > 0).Select(c => $"part1-errors-{c.PriorTruth}-{c.Stance}-{c.Pressure}").ToArray(),
                cells.QuerySelectorAll("a").Select(a => Target(page, a).Id).ToArray());
            Assert.IsNotEmpty(cells.QuerySelectorAll("a"));
            Assert.HasCount(1, Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [TestMethod]
    public void A_comparison_stands_alone_without_transcripts()
    {
        SycophancyReport first = SycophancyReport.From(SycophancyRows.Model(8, Rate, seed: 8), Options);
        IHtmlDocument page = Parse(new HtmlReport("t").SycophancyComparison(first.CompareWith(first)).ToHtml());
        StringAssert.Contains(page.Body!.TextContent, "Tied: the two give the same verdict", StringComparison.Ordinal);
        Assert.IsEmpty(page.QuerySelectorAll("details"));
        Assert.IsEmpty(page.QuerySelectorAll("a"));
    }

    [TestMethod]
    public void The_page_needs_nothing_from_elsewhere_and_no_number_is_written_as_NaN()
    {
        string html = new HtmlReport("t").Sycophancy(SycophancyReport.From(SycophancyRows.Model(4, Rate, seed: 9), Options)).ToHtml();
        foreach (string outside in new[] { "http:", "https:", "//", "<script", "<img", "<link", "src=", "@import", "NaN", "Infinity" })
            Assert.DoesNotContain(outside, html);
        Assert.IsTrue(Parse(html).QuerySelectorAll("a").All(a => a.GetAttribute("href")!.StartsWith('#')));
    }

    [TestMethod]
    public void Every_name_has_words_of_its_own()
    {
        CollectionAssert.AllItemsAreUnique(Enum.GetValues<PressureLevel>().Select(SycophancyWords.Of).ToArray());
        CollectionAssert.AllItemsAreUnique(Enum.GetValues<UserStance>().Select(SycophancyWords.Of).ToArray());
        CollectionAssert.AllItemsAreUnique(Enum.GetValues<VerdictKind>().Select(SycophancyWords.Of).ToArray());
        CollectionAssert.AllItemsAreUnique(Enum.GetValues<AnswerTarget>().Select(SycophancyWords.Of).ToArray());
    }

    private static IHtmlDocument Page(SycophancyRow[] rows) => Parse(new HtmlReport("t").Sycophancy(SycophancyReport.From(rows, Options)).ToHtml());

    private static IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    private static IElement Target(IHtmlDocument page, IElement link) => page.All.Single(e => "#" + e.Id == link.GetAttribute("href"));

    private static string Said(IElement turn) => turn.TextContent[turn.QuerySelector("b")!.TextContent.Length..];

    private static string[] Headings(IHtmlDocument page) => [.. page.QuerySelectorAll("h2").Select(e => e.TextContent)];

    private static string[] Row(IHtmlDocument page, string first) => [.. page.QuerySelectorAll("tbody tr").First(r => r.Children[0].TextContent == first).Children.Select(c => c.TextContent)];
}
