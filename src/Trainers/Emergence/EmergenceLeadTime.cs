using MathNet.Numerics.Statistics;

namespace ResearchML.Trainers;

/// <summary>How much earlier in compute each method calls the emergence of a skill than pass@1 shows it.</summary>
/// <remarks>Both have to last: a checkpoint counts if it and all later ones are above the threshold. What is called is the forecast itself, not its interval's lower end, and what that costs is counted as false alarms.
/// Beside the forecasts stands the rule without one, "pass@100 seen": pass@k of the largest k has surely left its chance.</remarks>
public sealed class EmergenceLeadTime
{
    internal EmergenceLeadTime(double threshold, IReadOnlyList<LeadTimeRow> rows)
    {
        (Threshold, Rows) = (threshold, rows);
        Summaries = [.. rows.GroupBy(r => (r.Task, r.Method)).Select(g => Summarize(g.Key.Task, g.Key.Method, [.. g]))];
    }

    /// <summary>The share of what chance leaves that pass@1 must pass to have emerged.</summary>
    public double Threshold { get; }

    /// <summary>A row a task, model and method.</summary>
    public IReadOnlyList<LeadTimeRow> Rows { get; }

    /// <summary>A row a task and method.</summary>
    public IReadOnlyList<LeadTimeSummary> Summaries { get; }

    internal static IEnumerable<LeadTimeRow> Of(EmergenceTask task, IReadOnlyList<HeldOutForecast> heldOut, double threshold, double level)
    {
        double deviate = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (1 + level) / 2);
        foreach (IGrouping<string, EmergenceCheckpoint> model in task.Checkpoints.GroupBy(c => c.Model))
        {
            EmergenceCheckpoint[] checkpoints = [.. model.OrderBy(c => c.Compute)];
            double limit = checkpoints[0].Chance + (1 - checkpoints[0].Chance) * threshold, last = checkpoints[^1].Compute;
            double emerged = FirstLasting(checkpoints.Select(c => (c.Compute, c.PassAt(1) - deviate * c.SamplingDeviation() > limit)));
            var forecasts = heldOut.Where(f => f.Scheme == ValidationScheme.LeaveOneModelOut && f.Model == model.Key && f.Later == last);
            foreach (IGrouping<string, HeldOutForecast> method in forecasts.GroupBy(f => f.Method))
                yield return new LeadTimeRow(task.Name, model.Key, method.Key, emerged, FirstLasting(method.OrderBy(f => f.Now).Select(f => (f.Now, f.Forecast.Value > limit))));
            int most = task.K[^1];
            if (most > 1)
            {
                var seen = checkpoints[..^1].Select(c => (c.Compute, c.PassAt(most) - deviate * c.SamplingDeviation(most) > c.ChanceOf(most)));
                yield return new LeadTimeRow(task.Name, model.Key, $"pass@{most} seen", emerged, FirstLasting(seen));
            }
        }
    }

    /// <summary>The first from which on all hold; NaN if the last does not.</summary>
    private static double FirstLasting(IEnumerable<(double Compute, bool Holds)> ascending)
    {
        double first = double.NaN;
        foreach ((double compute, bool holds) in ascending.Reverse())
        {
            if (!holds)
                break;
            first = compute;
        }

        return first;
    }

    private static LeadTimeSummary Summarize(string task, string method, LeadTimeRow[] rows)
    {
        int emerged = rows.Count(r => !double.IsNaN(r.EmergedAt));
        double[] leads = [.. rows.Select(r => r.LeadDecades).Where(l => !double.IsNaN(l))];
        return new LeadTimeSummary(task, method, emerged, rows.Length - emerged, leads.Length == 0 ? double.NaN : leads.Median(), rows.Count(r => r.IsMiss), rows.Count(r => r.IsFalseAlarm));
    }
}
