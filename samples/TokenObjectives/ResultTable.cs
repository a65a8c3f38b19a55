using System.Globalization;
using ResearchML.Statistics;

namespace TokenObjectives;

/// <summary>This run's results, and beside them the study's means.</summary>
internal static class ResultTable
{
    public static IReadOnlyList<string> Columns { get; } =
        ["equal", "objective", "tokens", "seconds", "bits per byte", "calibrated", "pass@8", "k-shot loss", "five seeds: calibrated bits", "five seeds: pass@8", "five seeds: k-shot loss"];

    public static IEnumerable<IReadOnlyList<string>> Rows(IReadOnlyList<Result> live, IReadOnlyList<Result> study) => live.OrderBy(r => r.Budget).Select(r => (IReadOnlyList<string>)
    [
        Words.Name(r.Budget)[6..],
        r.Objective,
        FormattableString.Invariant($"{r.Tokens:N0}"),
        FormattableString.Invariant($"{r.Seconds:f1}"),
        Number(r.BitsPerByte),
        Number(r.CalibratedBitsPerByte),
        Number(r.PassAt8),
        Number(r.ShotLoss),
        Mean(study, r, s => s.CalibratedBitsPerByte),
        Mean(study, r, s => s.PassAt8),
        Mean(study, r, s => s.ShotLoss),
    ]);

    private static string Number(double value) => value.ToString("F" + Words.Digits, CultureInfo.InvariantCulture);

    private static string Mean(IReadOnlyList<Result> study, Result like, Func<Result, double> number) =>
        EstimateText.Plain(MeanInterval.Of([.. Standing.Find(study, like.Budget, like.Objective).Select(number)]), digits: 3);
}
