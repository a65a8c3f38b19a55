using System.Globalization;

namespace KShot;

/// <summary>How terminal and report name things.</summary>
internal static class Words
{
    /// <summary>Decimal places of every pass@k.</summary>
    public const int Digits = 3;

    public const string Question =
        "Does training for pass@k find more answers than next-token training whose probabilities are brought to the same k afterwards, by the link?";

    public static string Task { get; } = FormattableString.Invariant(
        $"{AnswerTask.Questions} questions with {AnswerTask.Answers} answers each, of known probabilities (Zipf, exponent 1.5); {Trial.FixedExamples:N0} fixed examples, each behind a random tag of {AnswerTask.TagLength} digits; a decoder of two layers, width 64. pass@k is exact, on tags that no training has seen.");

    public static string Name(DataKind data) => data == DataKind.Fixed ? "fixed data" : "fresh data";

    public static string Name(Moment moment) => moment == Moment.Last ? "last step" : "stopped early";

    public static string Training(int trainedFor) => trainedFor == 1 ? "next-token" : $"k-shot, k = {trainedFor}";

    public static string Readout(int trainedFor, int readFor) => trainedFor == readFor ? "as it is" : readFor == 1 ? "calibrated" : $"link to k = {readFor}";

    public static string Number(double value) => value.ToString("F" + Digits, CultureInfo.InvariantCulture);

    public static string Sentence(Comparison comparison) =>
        $"{Name(comparison.Data)}, {Name(comparison.Moment)}, pass@{comparison.K}: {EstimateText.Signed(comparison.Difference, Digits)} over {comparison.Seeds} seeds: {comparison.Verdict}.";
}
