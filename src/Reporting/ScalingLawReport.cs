using ResearchML.Trainers;

namespace ResearchML.Reporting;

/// <summary>A fitted scaling law as a page for people: forms, doubts, validation, allocations and figures.</summary>
public static class ScalingLawReport
{
    extension(ScalingLaw law)
    {
        /// <summary>Writes the law's report as one HTML file, whole or not at all.</summary>
        /// <param name="path">Where to write; folders that do not exist are made.</param>
        /// <param name="title">The page's title. Default "Scaling law".</param>
        /// <param name="budgets">Compute budgets to allocate, in FLOP, positive. Default <see langword="null"/>, or an empty list: from a hundredth to a hundred times the greatest run's 6·N·D.</param>
        /// <exception cref="ArgumentException"><paramref name="path"/> or <paramref name="title"/> is empty.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A budget is not positive and finite.</exception>
        /// <exception cref="IOException">The file cannot be written.</exception>
        /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
        public void SaveHtml(string path, string title = "Scaling law", IReadOnlyList<double>? budgets = null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(path);
            new HtmlReport(title).ScalingLaw(law, budgets).Save(path);
        }
    }

    extension(HtmlReport report)
    {
        /// <summary>Adds a law's tables and figures to a report.</summary>
        /// <param name="law">The law.</param>
        /// <param name="budgets">Compute budgets to allocate, in FLOP, positive. Default <see langword="null"/>, or an empty list: from a hundredth to a hundred times the greatest run's 6·N·D.</param>
        /// <returns>This report.</returns>
        /// <exception cref="ArgumentNullException"><paramref name="law"/> is null.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A budget is not positive and finite.</exception>
        public HtmlReport ScalingLaw(ScalingLaw law, IReadOnlyList<double>? budgets = null)
        {
            ArgumentNullException.ThrowIfNull(law);
            var allocations = (budgets is { Count: > 0 } ? budgets : ScalingLawReportTables.Budgets(law)).Select(flops => law.ComputeOptimal(flops)).ToArray();
            var frontier = ScalingLawFrontier.Of(law);
            ScalingLawReportTables.AddSummary(report, law);
            ScalingLawReportTables.AddForms(report, law);
            ScalingLawReportFigures.AddFit(report, law);
            ScalingLawReportFigures.AddResiduals(report, law);
            ScalingLawReportTables.AddValidation(report, law);
            ScalingLawReportTables.AddAllocations(report, allocations);
            ScalingLawReportTables.AddAllocationsByForm(report, law, allocations.Max(a => a.Flops));
            ScalingLawContours.Add(report, law, frontier);
            frontier.AddTo(report, law);
            ScalingLawReportTables.AddParameters(report, law);
            ScalingLawReportFigures.AddExponents(report, law);
            ScalingLawReportTables.AddComparisons(report, law);
            return report;
        }
    }
}
