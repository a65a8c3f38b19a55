using ResearchML.Trainers;

namespace ResearchML.Reporting;

/// <summary>The law beside the runs: the fit, its residuals and its exponents.</summary>
internal static class ScalingLawReportFigures
{
    private const int MostSizes = 7, Bins = 6, Places = 61, MostForms = 3, MeanBins = 8;
    private const double Repeats = 1 + 1e-6;

    public static void AddFit(HtmlReport report, ScalingLaw law)
    {
        ScalingRun[] bySize = [.. law.Runs.OrderBy(r => r.Point.LogParameters)];
        ScalingRun[][] groups = [.. bySize.GroupBy(r => Math.Round(r.Point.LogParameters, 2)).Select(g => g.ToArray())];
        bool binned = groups.Length > MostSizes;
        if (binned)
            groups = [.. Enumerable.Range(0, Bins).Select(b => bySize[(b * bySize.Length / Bins)..((b + 1) * bySize.Length / Bins)]).Where(g => g.Length > 0)];
        bool repeats = law.Runs.Any(r => r.Point.Epochs > Repeats);
        var series = new List<ChartSeries>();
        foreach (ScalingRun[] group in groups)
        {
            double size = group[group.Length / 2].Point.Parameters;
            string name = "N = " + ScalingLawWords.Short(size);

            // Over its own runs only: far from them a law may say thousands of nats, and flatten all else.
            double from = group.Min(r => r.Point.LogTokens), to = group.Max(r => r.Point.LogTokens);
            double[] tokens = [.. Enumerable.Range(0, to > from ? Places : 1).Select(i => Math.Exp(from + i * (to - from) / (Places - 1)))];
            series.Add(new ChartSeries(name, tokens, [.. tokens.Select(d => law.Predict(size, d))]));
            series.Add(new ChartSeries(name, [.. group.Select(r => r.Point.Tokens)], [.. group.Select(r => r.Loss * law.Predict(size, r.Point.Tokens) / Predicted(law, r))]) { PointsOnly = true });
        }

        report.Heading("The law and the runs").Figure(new LineChart
        {
            Title = "Loss against training tokens",
            X = new ChartAxis("training tokens D") { Logarithmic = true },
            Y = new ChartAxis("loss (nats per token)"),
            Series = series,
        }, "Lines: the law at one model size. Points: runs. They should scatter about their line without a pattern; a line that all points leave on one side at its right end is a law that cannot be extrapolated."
            + (binned ? FormattableString.Invariant($" There are too many sizes to draw: runs are grouped into {groups.Length} ranges of size, and each is moved to the size of its line by the ratio of the law's predictions.") : "")
            + (repeats ? " Runs that repeat their data are moved, by the same ratio, to where they would be if all tokens were distinct." : ""));
    }

    public static void AddResiduals(HtmlReport report, ScalingLaw law)
    {
        string[] usable = [.. law.Fits.Values.Where(f => f.Status.IsUsable()).Select(f => f.Form.Name).OrderByDescending(name => law.Weights.GetValueOrDefault(name))];
        string reference = ScalingLawForm.Chinchilla.Name;
        string[] shown = usable.Length > MostForms && usable.Contains(reference) ? [reference, .. usable.Where(name => name != reference).Take(MostForms - 1)] : [.. usable.Take(MostForms)];
        ScalingRun[] runs = [.. law.Runs.OrderBy(r => r.Point.TokensPerParameter)];
        double[] ratios = [.. runs.Select(r => r.Point.TokensPerParameter)];
        var series = new List<ChartSeries>();
        foreach (string name in shown)
        {
            double[] errors = [.. runs.Select(r => 100 * Math.Log(r.Loss / law.Fits[name].Predict(r.Point.Parameters, r.Point.Tokens, r.Point.UniqueTokens)))];
            series.Add(new ChartSeries(name, ratios, errors) { PointsOnly = true });
            int bins = Math.Min(MeanBins, runs.Length / 4);
            if (bins < 2 || ratios[^1] / ratios[0] < 1.01)
                continue;
            Range[] parts = [.. Enumerable.Range(0, bins).Select(b => (b * runs.Length / bins)..((b + 1) * runs.Length / bins))];
            series.Add(new ChartSeries(name, [.. parts.Select(p => Math.Exp(ratios[p].Average(Math.Log)))], [.. parts.Select(p => Median(errors[p]))]));
        }

        report.Figure(new LineChart
        {
            Title = "Residuals against tokens per parameter",
            X = new ChartAxis("tokens per parameter D/N") { Logarithmic = true },
            Y = new ChartAxis("100·ln(observed/predicted)"),
            Series = series,
            References = [new ReferenceLine("as predicted", 0)],
        }, "Above the dashed line a form predicts too low. Lines join the medians of neighbouring runs: one that bends away from zero is a form of the wrong shape, and one that rises at the right end will predict too low beyond it."
            + (usable.Length > shown.Length ? $" Shown: {string.Join(", ", shown)}; {usable.Length - shown.Length} more forms were fitted." : "") + " All forms were fitted to all of these runs: how they predict runs they have not seen is in the table of validation.");
    }

    public static void AddExponents(HtmlReport report, ScalingLaw law)
    {
        var rows = law.Fits.Values.Where(f => f.Status.IsUsable()).SelectMany(fit => fit.Parameters.Keys.Where(p => p is "alpha" or "beta").Select(p => (Name: $"{fit.Form.Name}, {p}", Estimate: fit.Interval(p, law.ConfidenceLevel)))).ToArray();
        if (rows.Length == 0)
            return;
        bool sure = rows.Any(r => double.IsFinite(r.Estimate.Lower));
        var bars = new BarSeries("exponent", [.. rows.Select(r => ScalingLawWords.Rounded(r.Estimate.Value, 3))]);
        report.Figure(new BarChart
        {
            Title = "Exponents",
            Categories = [.. rows.Select(r => r.Name)],
            Axis = new ChartAxis("exponent"),
            Series = [sure ? bars with { Low = [.. rows.Select(r => r.Estimate.Lower)], High = [.. rows.Select(r => r.Estimate.Upper)] } : bars],
        }, (sure ? FormattableString.Invariant($"Whiskers: {100 * law.ConfidenceLevel:0.#}% bootstrap intervals. ") : "") + "alpha belongs to N and beta to D, but in forms with further terms they mean something else, so that they need not agree between forms. Where whiskers are long, the runs do not fix the exponent, even if the losses that it predicts are sharp.");
    }

    private static double Predicted(ScalingLaw law, ScalingRun run) => law.Predict(run.Point.Parameters, run.Point.Tokens, run.Point.UniqueTokens);

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
