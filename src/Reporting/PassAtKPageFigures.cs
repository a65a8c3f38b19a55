using ResearchML.Evaluators;
using ResearchML.Statistics;

namespace ResearchML.Reporting;

/// <summary>The figures of a page of pass@k.</summary>
internal static class PassAtKPageFigures
{
    private const int MostGroups = 6, Places = 81;
    private const double Beyond = 100; // times the greatest k
    private const double LeastFailure = 1e-4;

    public static void Add(HtmlReport page, PassAtKReport passes)
    {
        PassAtKGroup[] groups = Shown(passes);
        if (groups.Length == 0)
        {
            page.Paragraph("No problem has as many samples as the least k: there is no curve.");
            return;
        }

        string which = groups.Length < passes.Groups.Count ? FormattableString.Invariant($" Shown are {groups.Length} of {passes.Groups.Count} groups, evenly from the lowest to the highest.") : "";
        page.Heading("Curves").Figure(new LineChart
        {
            Title = "pass@k, counted and fitted",
            X = new ChartAxis("k, samples tried") { Logarithmic = true },
            Y = new ChartAxis("pass@k") { Minimum = 0, Maximum = 1 },
            Series = [.. groups.SelectMany(group => new[] { Fitted(passes, group, value => value), Counted(passes, group, value => value, withInterval: true) }).OfType<ChartSeries>()],
        }, FormattableString.Invariant($"Points: unbiased estimates from counts, with {100 * passes.ConfidenceLevel:0.#}% intervals as bands. Lines: the Beta-binomial fit, past the samples {Beyond:0} times further than the greatest k; a line beyond its points is what the fit says, not what was seen.") + which);
        if (groups.Any(group => group.BetaBinomial.Status == BetaBinomialStatus.Ok))
        {
            page.Figure(new LineChart
            {
                Title = "Failure rate and its tail",
                X = new ChartAxis("k, samples tried") { Logarithmic = true },
                Y = new ChartAxis("1 − pass@k") { Logarithmic = true, Maximum = 1.1 },
                Series = [.. groups.SelectMany(group => new[] { Fitted(passes, group, Failure), Counted(passes, group, Failure, withInterval: false) }).OfType<ChartSeries>()],
            }, "On two logarithmic axes a power law is a straight line. The lines tend to one, whose slope is α with a minus: where problems differ so much that some are nearly impossible, failures fall slowly in k.");
        }
    }

    // What is less than can be read off the figure is left out, and would stretch its axis.
    private static double Failure(double value) => 1 - value is >= LeastFailure and var failure ? failure : double.NaN;

    /// <summary>A few groups, evenly by their pass@k at the least k.</summary>
    private static PassAtKGroup[] Shown(PassAtKReport passes)
    {
        int least = passes.K.Min();
        PassAtKGroup[] known = [.. passes.Groups.Values.Where(group => double.IsFinite(group.PassAt[least]))];
        if (known.Length <= MostGroups)
            return known;
        PassAtKGroup[] sorted = [.. known.OrderBy(group => group.PassAt[least].Value)];
        return [.. Enumerable.Range(0, MostGroups).Select(i => sorted[i * (sorted.Length - 1) / (MostGroups - 1)])];
    }

    private static ChartSeries? Counted(PassAtKReport passes, PassAtKGroup group, Func<double, double> shown, bool withInterval)
    {
        int[] k = [.. passes.K.Order()];
        Estimate[] estimates = [.. k.Select(each => group.PassAt[each])];
        double[] values = [.. estimates.Select(estimate => shown(estimate.Value))];
        if (!values.Any(double.IsFinite))
            return null;
        var points = new ChartSeries(group.Name, [.. k.Select(each => (double)each)], values) { PointsOnly = true };
        // Without a fit all is 0 or 1, and Wilson's interval would cover the figure.
        return withInterval && group.BetaBinomial.Status == BetaBinomialStatus.Ok ? points with { Low = [.. estimates.Select(estimate => estimate.Lower)], High = [.. estimates.Select(estimate => estimate.Upper)] } : points;
    }

    private static ChartSeries? Fitted(PassAtKReport passes, PassAtKGroup group, Func<double, double> shown)
    {
        if (group.BetaBinomial.Status != BetaBinomialStatus.Ok)
            return null;
        double from = Math.Log(passes.K.Min()), to = Math.Log(Beyond * passes.K.Max());
        double[] k = [.. Enumerable.Range(0, Places).Select(i => Math.Exp(from + (i * (to - from) / (Places - 1))))];
        double[] values = [.. k.Select(each => shown(group.BetaBinomial.PassAt(each)))];
        return values.Any(double.IsFinite) ? new ChartSeries(group.Name, k, values) : null;
    }
}
