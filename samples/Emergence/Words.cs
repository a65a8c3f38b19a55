using System.Globalization;
using ResearchML.Trainers;

namespace Emergence;

/// <summary>How terminal and report name things.</summary>
internal static class Words
{
    public const string Question = "Does pass@k of an early checkpoint tell the pass@1 of a later one better than its pass@1 does?";

    public static string Task(IReadOnlyList<int> widths) => FormattableString.Invariant(
        $"a + b modulo {ModularAddition.Prime}, learned from 45% of the pairs and asked of {Trial.Asked} others; {widths.Count} decoders of one layer, {widths.Min()} to {widths.Max()} wide; n = {Trial.Samples} samples a problem at temperature 1, drawn from the model. A guess is right once in {ModularAddition.Prime} times.");

    public static string Read(string path, IReadOnlyList<CountRow> rows, CountColumns columns) => FormattableString.Invariant(
        $"{path}: {rows.Count:N0} rows; model '{columns.Model}', compute {(columns.Compute is { } compute ? $"'{compute}'" : "in the model's name")}, task {(columns.Task is { } task ? $"'{task}'" : "one")}, problem {(columns.Problem is { } problem ? $"'{problem}'" : "its place among the rows of a checkpoint")}, n '{columns.Samples}', c '{columns.Correct}'. {rows.Select(row => row.Model).Distinct().Count()} models at {rows.Select(row => row.Compute).Distinct().Count()} checkpoints.");

    public static string Checkpoint(string model, double compute, string task) => $"{model} at {Compute(compute)}, {task}";

    public static IReadOnlyList<string> ScoreColumns { get; } = ["held out", "forecast from", "error, points", "Spearman", "Brier", "coverage", "forecasts"];

    public static IReadOnlyList<string> LeadColumns { get; } = ["forecast from", "emerged", "median lead, decades", "not called", "did not emerge", "called all the same"];

    public static IEnumerable<string> Row(MethodScore score) =>
    [
        HeldOut(score.Scheme), score.Method, (100 * score.Error).ToString("F3", CultureInfo.InvariantCulture), Number(score.Spearman), Share(score.Brier), Share(score.Coverage),
        score.Forecasts.ToString("N0", CultureInfo.InvariantCulture),
    ];

    public static string HeldOut(ValidationScheme scheme) => scheme == ValidationScheme.LeaveOneModelOut ? "a model" : "what comes later";

    public static IEnumerable<string> Row(LeadTimeSummary lead) =>
        [lead.Method, $"{lead.Emerged}", Number(lead.MedianLeadDecades), $"{lead.Misses}", $"{lead.NotEmerged}", $"{lead.FalseAlarms}"];

    public static string Control(ShuffledControl control) => control.ShuffledGains.Count == 0 ? $"{control.Task}: one problem, so that there is nothing to shuffle." : FormattableString.Invariant(
        $"{control.Task}, control: the difference is {100 * control.Gain:+0.000;−0.000} points; with grades dealt anew over the problems {100 * control.MeanShuffledGain:+0.000;−0.000} on average{(control.Gain > 0 ? FormattableString.Invariant($"; p = {control.PValue:0.###}") : ": no gain to explain")}.");

    /// <summary>As 512M or 20B, exactly but for a millionth of the unit.</summary>
    public static string Compute(double compute) => compute switch
    {
        >= 1e3 and < 1e6 => Short(compute / 1e3, "K"),
        >= 1e6 and < 1e9 => Short(compute / 1e6, "M"),
        >= 1e9 and < 1e12 => Short(compute / 1e9, "B"),
        >= 1e12 and < 1e15 => Short(compute / 1e12, "T"),
        _ => compute.ToString("R", CultureInfo.InvariantCulture),
    };

    public static string Share(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    private static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("F2", CultureInfo.InvariantCulture);

    private static string Short(double value, string unit) => value.ToString("0.######", CultureInfo.InvariantCulture) + unit;
}
