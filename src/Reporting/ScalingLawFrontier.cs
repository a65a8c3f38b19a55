using ResearchML.Trainers;

namespace ResearchML.Reporting;

/// <summary>The compute-optimal path of a law, from its smallest run's budget to a hundred times its greatest.</summary>
internal sealed record ScalingLawFrontier(IReadOnlyList<double> Flops, IReadOnlyList<Allocation> Allocations)
{
    private const int Places = 41;
    private const double Beyond = 100;

    public bool IsKnown => Allocations.Any(a => double.IsFinite(a.Parameters.Value));

    public static ScalingLawFrontier Of(ScalingLaw law)
    {
        double[] spent = [.. law.Runs.Select(r => Math.Log(6) + r.Point.LogParameters + r.Point.LogTokens)];
        double from = spent.Min(), to = spent.Max() + Math.Log(Beyond);
        double[] flops = [.. Enumerable.Range(0, Places).Select(i => Math.Exp(from + i * (to - from) / (Places - 1)))];
        var options = new AllocationOptions { ConfidenceLevel = law.ConfidenceLevel };
        return new(flops, [.. flops.Select(f => law.ComputeOptimal(f, options))]);
    }

    public void AddTo(HtmlReport report, ScalingLaw law)
    {
        if (!IsKnown)
            return;
        var band = Allocations.Select(a => double.IsFinite(a.Parameters.Value) ? law.PredictInterval(a.Parameters, a.Tokens) : new(double.NaN, double.NaN, double.NaN, law.ConfidenceLevel)).ToArray();
        bool sure = band.Any(b => double.IsFinite(b.Lower) && double.IsFinite(b.Upper));
        var path = new ChartSeries("law, on the compute-optimal path", Flops, [.. band.Select(b => b.Value)]);
        report.Figure(new LineChart
        {
            Title = "Loss against compute",
            X = new ChartAxis("training compute 6·N·D (FLOP)") { Logarithmic = true },
            Y = new ChartAxis("loss (nats per token)"),
            Series =
            [
                sure ? path with { Low = [.. band.Select(b => b.Lower)], High = [.. band.Select(b => b.Upper)] } : path,
                new ChartSeries("runs", [.. law.Runs.Select(r => 6 * r.Point.Parameters * r.Point.Tokens)], [.. law.Runs.Select(r => r.Loss)]) { PointsOnly = true },
            ],
        }, (sure ? FormattableString.Invariant($"Band: where one more run would land in {100 * law.ConfidenceLevel:0.#}% of cases, by bootstrap. ") : "")
            + "Runs lie on or above the line, as far above it as their division of compute is from the best; one well below it contradicts the law. The line ends a hundred times beyond the greatest run: its right part is extrapolation, and the band knows nothing of forms that were not fitted.");
    }
}
