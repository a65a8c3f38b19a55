using ResearchML.Trainers;
using static ResearchML.Reporting.EmergenceWords;

namespace ResearchML.Reporting;

/// <summary>The figures of a page of emergence.</summary>
internal static class EmergencePageFigures
{
    private const int MostNames = 12; // that fit below a figure
    private const double DashWidth = 0.28;

    /// <summary>What models left out were forecast to come to, and what they came to.</summary>
    public static void AddForecasts(HtmlReport page, EmergenceValidation validation, double? now)
    {
        HeldOutForecast[] last = [.. validation.Forecasts.Where(f => f.Scheme == ValidationScheme.LeaveOneModelOut && f.Method is FromPassAtK or FromPassAtOne)
            .GroupBy(f => f.Model).SelectMany(model => model.Where(f => f.Later == model.Max(each => each.Later)))];
        double[] seen = [.. last.Select(f => f.Now).Distinct().Order()];
        double from = now is { } wanted ? seen.MinBy(compute => Math.Abs(Math.Log(compute / wanted))) : seen[seen.Length / 2];
        HeldOutForecast[] shown = [.. last.Where(f => f.Now == from)];
        string[] models = [.. shown.OrderBy(f => f.Outcome).ThenBy(f => f.Model, StringComparer.Ordinal).Select(f => f.Model).Distinct()];
        double floor = shown.SelectMany(f => new[] { f.Outcome, f.Forecast.Value }).Where(value => value > 0).Min() / 2;
        page.Figure(new LineChart
        {
            Title = $"pass@1 at the end: forecast at {Compute(from)}, and what then happened",
            X = new ChartAxis(Prefix(models) is { Length: > 0 } prefix ? $"model left out, {prefix}…" : "model left out") { Minimum = -0.6, Maximum = models.Length - 0.4, Names = models.Length <= MostNames ? [.. models.Select(model => model[Prefix(models).Length..])] : null },
            Y = new ChartAxis("pass@1") { Logarithmic = true, Minimum = floor, Maximum = 1 },
            Series =
            [
                Dashes(FromPassAtK, "from pass@k, k chosen", -0.12 - DashWidth),
                Dashes(FromPassAtOne, "from pass@1", 0.12),
                new ChartSeries("what then happened", [.. models.Select((_, i) => (double)i)], [.. models.Select(model => Math.Max(floor, shown.First(f => f.Model == model).Outcome))]) { PointsOnly = true },
            ],
        }, FormattableString.Invariant($"Each model was left out of what its forecast learned from. Bands: {100 * shown[0].Forecast.Level:0.#}% intervals for a model that was not seen; they should hold what then happened that often. The axis is logarithmic; what is below it stands at its lower end."));

        ChartSeries Dashes(string method, string name, double left)
        {
            HeldOutForecast[] forecasts = [.. models.Select(model => shown.Single(f => f.Model == model && f.Method == method))];
            double[] Each(Func<HeldOutForecast, double> value) => [.. forecasts.SelectMany(f => new[] { Math.Max(floor, value(f)), Math.Max(floor, value(f)), double.NaN })];
            return new ChartSeries(name, [.. forecasts.SelectMany((_, i) => new[] { i + left, i + left + DashWidth, double.NaN })], Each(f => f.Forecast.Value))
            {
                Low = Each(f => f.Forecast.Lower),
                High = Each(f => f.Forecast.Upper),
            };
        }
    }

    /// <summary>What all names start with, up to the last sign that is neither letter nor digit; a model's own part is never empty.</summary>
    internal static string Prefix(IReadOnlyList<string> names)
    {
        int same = 0;
        while (same < names[0].Length && names.All(name => same < name.Length - 1 && name[same] == names[0][same]))
            same++;
        while (same > 0 && char.IsLetterOrDigit(names[0][same - 1]))
            same--;
        return names[0][..same];
    }

    /// <summary>How far off forecasts of the last checkpoint are, by how early they are made.</summary>
    public static void AddErrors(HtmlReport page, EmergenceValidation validation, TaskForecast task)
    {
        if (validation.ByCheckpoint.Count == 0)
        {
            page.Paragraph("No point of training is one at which three models have a checkpoint: there is nothing to compare.");
            return;
        }

        int[] shown = [.. new[] { 1, task.ChosenK, task.K[^1] }.Distinct()];
        page.Figure(new LineChart
        {
            Title = "Error of the forecast by checkpoint",
            X = new ChartAxis("compute or tokens at the checkpoint") { Logarithmic = true },
            Y = new ChartAxis("error (points of pass@1)") { Minimum = 0 },
            Series =
            [
                .. from k in shown
                   let rows = validation.ByCheckpoint.Where(row => row.K == k).OrderBy(row => row.Compute).ToArray()
                   select new ChartSeries(Name(k), [.. rows.Select(row => row.Compute)], [.. rows.Select(row => 100 * row.Error)]),
            ],
        }, "Mean absolute error of pass@1 at the last checkpoint, each model left out in turn. Where the line of a larger k runs below that of k = 1, it helps; where it runs above, it hurts.");

        string Name(int k) => FormattableString.Invariant($"k = {k}{(k == task.ChosenK ? ", chosen" : "")}");
    }

    /// <summary>How much earlier than pass@1 shows it emergence was called.</summary>
    public static void AddLead(HtmlReport page, EmergenceLeadTime lead, string task)
    {
        LeadTimeRow[] called = [.. lead.Rows.Where(row => row.Task == task && row.Method is FromPassAtK or FromPassAtOne && double.IsFinite(row.LeadDecades))];
        if (called.Length == 0)
        {
            page.Paragraph("No model's skill both emerged and was called: there is no lead time.");
            return;
        }

        string[] models = [.. called.OrderBy(row => row.EmergedAt).Select(row => row.Model).Distinct()];
        page.Figure(new BarChart
        {
            Title = "How much earlier emergence was called than pass@1 shows it",
            Categories = models,
            Axis = new ChartAxis("lead (decades of compute)"),
            Series = [Bars(FromPassAtK, "from pass@k, k chosen"), Bars(FromPassAtOne, "from pass@1")],
        }, "1: at a tenth of the compute; below 0: too late. No value: not called. A forecast that calls everything leads by much, so look at the models that did not emerge too, below.");

        BarSeries Bars(string method, string name) => new(name, [.. models.Select(model => called.FirstOrDefault(row => row.Model == model && row.Method == method) is { } row ? Math.Round(row.LeadDecades, 3) : double.NaN)]);
    }
}
