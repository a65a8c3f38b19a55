using System.Globalization;
using ResearchML.Statistics;

namespace SentencePermutation;

/// <summary>This run's outcomes, and beside them the study's means.</summary>
internal static class OutcomeTable
{
    public static IReadOnlyList<string> Columns { get; } = ["arm", "tokens", "bits per byte at the end", "at its best", "five seeds, read 16 times: at the end", "five seeds: at its best"];

    public static IEnumerable<IReadOnlyList<string>> Rows(IReadOnlyList<Outcome> live, IReadOnlyList<Outcome> study) => live.Select(o => (IReadOnlyList<string>)
    [
        o.Arm,
        FormattableString.Invariant($"{o.Tokens:N0}"),
        o.Final.ToString("F" + Words.Digits, CultureInfo.InvariantCulture),
        o.Best.ToString("F" + Words.Digits, CultureInfo.InvariantCulture),
        Mean(study, o.Arm, s => s.Final),
        Mean(study, o.Arm, s => s.Best),
    ]);

    private static string Mean(IReadOnlyList<Outcome> study, string arm, Func<Outcome, double> number) =>
        EstimateText.Plain(MeanInterval.Of([.. study.Where(s => s.Arm == arm).Select(number)]), digits: 3);
}
