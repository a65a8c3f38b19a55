using ResearchML.Trainers;

namespace ResearchML.Reporting;

/// <summary>Lines of equal loss in the plane of N and D.</summary>
internal static class ScalingLawContours
{
    private const int Across = 161, Up = 121;
    private static readonly double Margin = Math.Log(3);
    private static readonly double[] Quantiles = [0.02, 0.12, 0.25, 0.42, 0.6, 0.78, 0.93];

    public static void Add(HtmlReport report, ScalingLaw law, ScalingLawFrontier frontier)
    {
        double[] n = Grid(law.Runs.Select(r => r.Point.LogParameters), Across), d = Grid(law.Runs.Select(r => r.Point.LogTokens), Up);
        double[][] loss = [.. n.Select(x => d.Select(y => law.Predict(Math.Exp(x), Math.Exp(y))).ToArray())];
        double[] sorted = [.. law.Runs.Select(r => law.Predict(r.Point.Parameters, r.Point.Tokens)).Order()];
        var series = new List<ChartSeries>();
        foreach (double level in Quantiles.Select(q => ScalingLawWords.Rounded(sorted[(int)(q * (sorted.Length - 1))], 3)).Distinct())
        {
            double[] y = [.. loss.Select(column => Crossing(column, d, level))];
            if (y.Any(double.IsFinite))
                series.Add(new ChartSeries("equal loss", [.. n.Select(Math.Exp)], y) { EndLabel = NumberText.Short(level) });
        }

        if (frontier.IsKnown)
        {
            double[] sizes = [.. frontier.Allocations.Select(a => a.Parameters.Value)], tokens = [.. frontier.Allocations.Select(a => a.Tokens.Value)];
            bool[] inside = [.. sizes.Zip(tokens, (x, y) => Math.Log(x) >= n[0] && Math.Log(x) <= n[^1] && Math.Log(y) >= d[0] && Math.Log(y) <= d[^1])];
            if (inside.Any(i => i))
                series.Add(new ChartSeries("compute-optimal path", [.. sizes.Select((x, i) => inside[i] ? x : double.NaN)], [.. tokens.Select((y, i) => inside[i] ? y : double.NaN)]));
        }

        series.Add(new ChartSeries("runs", [.. law.Runs.Select(r => r.Point.Parameters)], [.. law.Runs.Select(r => r.Point.Tokens)]) { PointsOnly = true });
        report.Figure(new LineChart
        {
            Title = "Equal loss in N and D",
            X = Axis("model size N (parameters)", n),
            Y = Axis("training tokens D", d),
            Series = series,
        }, "Each line joins models of one predicted loss, in nats per token, written at its end. Where it turns upright, more data no longer helps; where it runs level, a greater model no longer does. "
            + (frontier.IsKnown ? "The path goes through each line where it costs least. " : "There is no compute-optimal path, for the reason above. ")
            + "Lines far from any run are extrapolated." + (law.Runs.Any(r => r.Point.Epochs > 1 + 1e-6) ? " They are for tokens that are all distinct." : ""));
    }

    private static ChartAxis Axis(string label, double[] logs) => new(label) { Logarithmic = true, Minimum = Math.Exp(logs[0]), Maximum = Math.Exp(logs[^1]) };

    private static double[] Grid(IEnumerable<double> logs, int count)
    {
        double[] all = [.. logs];
        double from = all.Min() - Margin, to = all.Max() + Margin;
        return [.. Enumerable.Range(0, count).Select(i => from + i * (to - from) / (count - 1))];
    }

    /// <summary>Where the loss first falls to the level going up in D, or NaN.</summary>
    private static double Crossing(double[] loss, double[] logTokens, double level)
    {
        for (int i = 1; i < loss.Length; i++)
        {
            if (loss[i - 1] > level && loss[i] <= level)
                return Math.Exp(logTokens[i - 1] + (loss[i - 1] - level) / (loss[i - 1] - loss[i]) * (logTokens[i] - logTokens[i - 1]));
        }

        return double.NaN;
    }
}
