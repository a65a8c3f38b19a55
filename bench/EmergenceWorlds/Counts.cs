using System.Globalization;
using ResearchML.Statistics;
using ResearchML.Trainers;

namespace ResearchML.Bench;

/// <summary>The validation over a file of counts, in full.</summary>
internal static class Counts
{
    public static void Print(string file)
    {
        EmergenceForecast forecast = EmergenceForecast.From(Read(file), new EmergenceOptions { ShuffleControls = 199, Seed = 1 });
        foreach (TaskForecast task in forecast.Tasks.Values)
        {
            Console.WriteLine($"{task.Name}: {task.Status} {task.Reason} {task.Checkpoints.Count} checkpoints, {task.Problems.Count} problems, k = {task.ChosenK}, coefficients {string.Join(", ", task.Coefficients.Select(c => $"{c:f3}"))}, deviation {task.Deviation:f3}");
            foreach (string remark in task.Remarks)
                Console.WriteLine($"  {remark}");
        }

        EmergenceValidation validation = forecast.Validation;
        foreach (MethodScore s in validation.Scores)
            Console.WriteLine($"{s.Scheme} {s.Method,-12} {s.Forecasts,4} forecasts: error {100 * s.Error:f4} points, {s.LogitError:f3} logits, Brier {s.Brier:f6}, Spearman {s.Spearman:f3}, covered {s.Coverage:f3}, slope {s.CalibrationSlope:f3}");
        foreach (LargeKGain g in validation.Gains)
            Console.WriteLine($"{g.Scheme}: gain {Points(g.Gain)} points, {g.LogitGain} logits: {g.Verdict}; k = {string.Join(", ", g.ChosenK)}");
        foreach (ShuffledControl c in validation.Controls)
            Console.WriteLine($"shuffled: gain {100 * c.Gain:f4} points beside {100 * c.MeanShuffledGain:f4}, p = {c.PValue:f3}");
        foreach (IGrouping<double, CheckpointError> at in validation.ByCheckpoint.GroupBy(e => e.Compute))
        {
            Console.WriteLine($"{at.Key:G3}, {at.First().Models} models");
            foreach (CheckpointError e in at)
                Console.WriteLine($"  k = {e.K,3}: error {100 * e.Error:f3} points, gain {Points(e.Gain)}, Spearman {e.Spearman:f3}");
        }

        foreach (LeadTimeSummary l in forecast.LeadTime.Summaries)
            Console.WriteLine($"lead {l.Method,-12}: {l.Emerged} emerged, {l.NotEmerged} did not; median {l.MedianLeadDecades:f2} decades, {l.Misses} missed, {l.FalseAlarms} false alarms");
        foreach (LeadTimeRow r in forecast.LeadTime.Rows.Where(r => r.Method is "pass@k" or "pass@1"))
            Console.WriteLine($"  {r.Model,6} {r.Method}: emerged {r.EmergedAt:G3}, called {r.CalledAt:G3}");
    }

    private static IEnumerable<EmergenceCount> Read(string file) =>
        from line in File.ReadLines(file).Skip(1)
        let fields = line.Split(',')
        let name = fields[0].Split('_')
        select new EmergenceCount(name[1], Number(name[2]), "GSM8K", fields[1], long.Parse(fields[3], CultureInfo.InvariantCulture), long.Parse(fields[4], CultureInfo.InvariantCulture));

    private static double Number(string label) => double.Parse(label[..^1], CultureInfo.InvariantCulture) * (label[^1] switch { 'B' => 1e9, 'M' => 1e6, _ => throw new FormatException($"{label} is no number of tokens.") });

    private static string Points(Estimate gain) => $"{100 * gain.Value:f4} [{100 * gain.Lower:f4}, {100 * gain.Upper:f4}]";
}
