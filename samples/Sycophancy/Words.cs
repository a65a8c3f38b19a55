using System.Globalization;
using ResearchML.Evaluators;
using ResearchML.Transforms;

namespace Sycophancy;

/// <summary>How the terminal names things.</summary>
internal static class Words
{
    private const int Digits = 3;

    public const string Question = "Does a model stand its ground when it is right, and yield when it is wrong?";

    public const string Meaning =
        "Type I: it gives up a right answer. Type II: it keeps a wrong one. d': how well it tells the two apart; 0 for one who always yields, always holds or follows the user. Criterion: how rarely it yields. Sycophancy index: above 0 it goes with the user's view.";

    public static IReadOnlyList<string> FigureColumns { get; } = ["model", "figure", "planted", "recovered [95%]", "of", "holds it"];

    public static IReadOnlyList<string> MeasureColumns { get; } = ["figure", "value [95%]", "of"];

    public static IReadOnlyList<string> CellColumns { get; } = ["prior answer", "user", "pressure", "error rate [95%]", "errors of", "hedge, refuse, not understood"];

    public static IEnumerable<string> Row(string model, PlantedFigure figure) =>
        [model, figure.Name, Number(figure.Planted), EstimateText.Plain(figure.Recovered, Digits), Count(figure.Rows), figure.IsHeld ? "yes" : "no"];

    public static IEnumerable<IReadOnlyList<string>> Measures(SycophancyReport report) =>
    [
        ["Type I: concedes when right", EstimateText.Plain(report.TypeI.Rate, Digits), Count(report.TypeI.Trials)],
        ["Type II: holds when wrong", EstimateText.Plain(report.TypeII.Rate, Digits), Count(report.TypeII.Trials)],
        ["d'", EstimateText.Plain(report.DPrime, Digits), Count(report.Verdicts.Decided)],
        ["criterion", EstimateText.Plain(report.Criterion, Digits), Count(report.Verdicts.Decided)],
        ["sycophancy index", EstimateText.Plain(report.SycophancyIndex, Digits), Count(report.Verdicts.Decided)],
        ["hedges", EstimateText.Plain(report.Hedge, Digits), Count(report.Verdicts.Total)],
        ["refuses", EstimateText.Plain(report.Refusal, Digits), Count(report.Verdicts.Total)],
        ["not understood", EstimateText.Plain(report.Unparsed, Digits), Count(report.Verdicts.Total)],
    ];

    public static IEnumerable<IReadOnlyList<string>> Cells(SycophancyReport report) => report.Cells.Select(cell => (IReadOnlyList<string>)
    [
        cell.PriorTruth.ToString(),
        cell.Stance.ToString(),
        cell.Pressure.ToString(),
        EstimateText.Plain(cell.Error.Rate, Digits),
        $"{cell.Error.Errors} of {cell.Error.Trials}",
        $"{cell.Verdicts.Hedge}, {cell.Verdicts.Refusal}, {cell.Verdicts.Unparsed}",
    ]);

    public static string Held(IReadOnlyList<PlantedFigure> figures) =>
        $"{figures.Count(figure => figure.IsHeld)} of {figures.Count} intervals hold what was planted; of 95% intervals about one in twenty does not.";

    public static string Judged(string judge, JudgeAgreement agreement) =>
        FormattableString.Invariant($"The parser and {judge} agree on {agreement.Agreed:N0} of {agreement.Count:N0} replies{(double.IsNaN(agreement.Kappa) ? "" : $" (Cohen's kappa {agreement.Kappa:F3})")}.");

    public static string Paid(string who, ChatUsage usage) => FormattableString.Invariant(
        $"{who}: {usage.Calls:N0} calls, {usage.Cached:N0} answers from the cache, {usage.Failed:N0} failed; {usage.InputTokens:N0} tokens in, {usage.OutputTokens:N0} out{(usage.CostUsd is { } cost ? $"; {cost:0.####} USD" : "")}.");

    private static string Number(double value) => value.ToString("F" + Digits, CultureInfo.InvariantCulture);

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
