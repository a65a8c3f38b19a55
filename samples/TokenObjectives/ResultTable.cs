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
        Words.Number(r.BitsPerByte),
        Words.Number(r.CalibratedBitsPerByte),
        Words.Number(r.PassAt8),
        Words.Number(r.ShotLoss),
        Words.Number(Mean(study, r, s => s.CalibratedBitsPerByte)),
        Words.Number(Mean(study, r, s => s.PassAt8)),
        Words.Number(Mean(study, r, s => s.ShotLoss)),
    ]);

    private static Estimate Mean(IReadOnlyList<Result> study, Result like, Func<Result, double> number) =>
        MeanInterval.Of([.. Standing.Find(study, like.Budget, like.Objective).Select(number)]);
}
