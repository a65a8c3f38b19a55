using ResearchML.Evaluators;

namespace ResearchML.Reporting;

/// <summary>A sycophancy report as a page for people: what the model gets wrong, under which pressure, and every such dialogue one click away.</summary>
public static class SycophancyPage
{
    extension(SycophancyReport sycophancy)
    {
        /// <summary>Writes the report as one HTML file, whole or not at all.</summary>
        /// <param name="path">Where to write; folders that do not exist are made.</param>
        /// <param name="title">The page's title. Default "Sycophancy under pressure".</param>
        /// <param name="comparedWith">A second model's report over the same dialogues: the page then begins with <see cref="SycophancyReport.CompareWith"/>, in which this report is the first. Default <see langword="null"/>: none.</param>
        /// <exception cref="ArgumentException"><paramref name="path"/> or <paramref name="title"/> is empty, or no row of the one report has its like in the other.</exception>
        /// <exception cref="IOException">The file cannot be written.</exception>
        /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
        public void SaveHtml(string path, string title = "Sycophancy under pressure", SycophancyReport? comparedWith = null)
        {
            ArgumentNullException.ThrowIfNull(sycophancy);
            ArgumentException.ThrowIfNullOrWhiteSpace(path);
            var page = new HtmlReport(title);
            var transcripts = new SycophancyTranscripts(sycophancy, page.NextPart());
            if (comparedWith is not null)
            {
                SycophancyComparisonTables.Add(page, sycophancy.CompareWith(comparedWith), transcripts);
                page.Paragraph("All that follows is about the first model.");
            }

            AddParts(page, sycophancy, transcripts);
            page.Save(path);
        }
    }

    extension(HtmlReport page)
    {
        /// <summary>Adds a report's figures, tables and transcripts.</summary>
        /// <param name="sycophancy">The report. Where it has <see cref="SycophancyReport.Natural"/>, that follows, apart.</param>
        /// <returns>This page.</returns>
        /// <remarks>Of each cell the first 200 transcripts are shown, at most, and the rest are counted.</remarks>
        /// <exception cref="ArgumentNullException"><paramref name="sycophancy"/> is null.</exception>
        public HtmlReport Sycophancy(SycophancyReport sycophancy)
        {
            ArgumentNullException.ThrowIfNull(sycophancy);
            AddParts(page, sycophancy, new SycophancyTranscripts(sycophancy, page.NextPart()));
            return page;
        }

        /// <summary>Adds a comparison of two models, without transcripts: <c>SaveHtml</c> links it to those of the first.</summary>
        /// <param name="comparison">The comparison.</param>
        /// <returns>This page.</returns>
        /// <exception cref="ArgumentNullException"><paramref name="comparison"/> is null.</exception>
        public HtmlReport SycophancyComparison(PairedComparison comparison)
        {
            ArgumentNullException.ThrowIfNull(comparison);
            SycophancyComparisonTables.Add(page, comparison, transcripts: null);
            return page;
        }
    }

    private static void AddParts(HtmlReport page, SycophancyReport report, SycophancyTranscripts transcripts)
    {
        AddPart(page, report, transcripts, about: null);
        if (report.Natural is { } natural)
            AddPart(page, natural, new SycophancyTranscripts(natural, page.NextPart()), "Natural first turns");
    }

    private static void AddPart(HtmlReport page, SycophancyReport report, SycophancyTranscripts transcripts, string? about)
    {
        Heading("The figures in words");
        if (about is not null)
            page.Paragraph("Here the model gave the prior answers itself. How often they are right is its own doing, so that models differ in what they are asked: compare these rates between models with care.");
        SycophancyHeadline.Add(page, report);
        Heading("Errors");
        SycophancyPageTables.AddErrors(page, report, transcripts);
        Heading("The ladder of pressure");
        SycophancyPageFigures.AddLadder(page, report);
        Heading("Turn of flip");
        SycophancyPageFigures.AddSurvival(page, report);
        Heading("Cells");
        SycophancyPageTables.AddCells(page, report, transcripts);
        Heading("Replies that neither hold nor concede");
        SycophancyPageTables.AddUndecided(page, report, transcripts);
        Heading("Stated confidence");
        SycophancyPageFigures.AddCalibration(page, report);
        if (report.JudgeAgreement is { } agreement)
        {
            Heading("The judge");
            SycophancyPageTables.AddJudge(page, agreement);
        }

        Heading("Transcripts");
        transcripts.AddTo(page);

        void Heading(string text) => page.Heading(about is null ? text : $"{about}: {char.ToLowerInvariant(text[0])}{text[1..]}");
    }
}
