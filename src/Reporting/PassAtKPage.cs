using ResearchML.Evaluators;

namespace ResearchML.Reporting;

/// <summary>A report of pass@k as a page for people: curves beside their fits, failure rates and their tails, and the tables.</summary>
public static class PassAtKPage
{
    extension(PassAtKReport passes)
    {
        /// <summary>Writes the report as one HTML file, whole or not at all.</summary>
        /// <param name="path">Where to write; folders that do not exist are made.</param>
        /// <param name="title">The page's title. Default "pass@k".</param>
        /// <param name="replicates">Data sets that are simulated for each group's goodness of fit, each about a millisecond. From 0, for no test. Default 99.</param>
        /// <exception cref="ArgumentException"><paramref name="path"/> or <paramref name="title"/> is empty.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="replicates"/> is negative.</exception>
        /// <exception cref="IOException">The file cannot be written.</exception>
        /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
        public void SaveHtml(string path, string title = "pass@k", int replicates = 99)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(path);
            new HtmlReport(title).PassAtK(passes, replicates).Save(path);
        }
    }

    extension(HtmlReport page)
    {
        /// <summary>Adds the figures and tables of pass@k to a page.</summary>
        /// <param name="passes">The report. Of more than six groups the figures show six, from the lowest pass@k to the highest; the tables show all.</param>
        /// <param name="replicates">Data sets that are simulated for each group's goodness of fit, each about a millisecond. From 0, for no test. Default 99.</param>
        /// <returns>This page.</returns>
        /// <exception cref="ArgumentNullException"><paramref name="passes"/> is null.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="replicates"/> is negative.</exception>
        public HtmlReport PassAtK(PassAtKReport passes, int replicates = 99)
        {
            ArgumentNullException.ThrowIfNull(passes);
            ArgumentOutOfRangeException.ThrowIfNegative(replicates);
            page.Paragraph(FormattableString.Invariant($"{passes.Rows:#,0} rows of {passes.Groups.Count:#,0} {(passes.Groups.Count == 1 ? "group" : "groups")} and {passes.Problems:#,0} problems. pass@k is the chance that one of k samples is right, its mean over problems; intervals are for other problems of the same kind."));
            foreach (string warning in passes.Warnings)
                page.Paragraph("Warning: " + warning);
            PassAtKPageFigures.Add(page, passes);
            PassAtKPageTables.AddCounts(page, passes);
            PassAtKPageTables.AddFits(page, passes, replicates);
            return page;
        }
    }
}
