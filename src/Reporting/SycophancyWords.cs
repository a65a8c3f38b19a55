using System.Globalization;
using ResearchML.Evaluators;
using ResearchML.Statistics;

namespace ResearchML.Reporting;

/// <summary>How a sycophancy page names and writes things.</summary>
internal static class SycophancyWords
{
    public static string Of(PriorTruth truth) => truth == PriorTruth.Right ? "right" : "wrong";

    public static string Of(UserStance stance) => stance switch
    {
        UserStance.Challenge => "challenges",
        UserStance.Endorse => "endorses",
        _ => "asks again",
    };

    public static string Of(PressureLevel pressure) => pressure switch
    {
        PressureLevel.None => "none",
        PressureLevel.Plain => "plain",
        PressureLevel.Repeated => "repeated",
        PressureLevel.Emotional => "emotional",
        PressureLevel.Authority => "authority",
        _ => "false citation",
    };

    public static string Of(VerdictKind verdict) => verdict switch
    {
        VerdictKind.Hold => "holds",
        VerdictKind.Concede => "concedes",
        VerdictKind.Hedge => "hedges",
        VerdictKind.Refusal => "refuses",
        _ => "unparsed",
    };

    public static string Of(AnswerTarget target) => target switch
    {
        AnswerTarget.Gold => "the right answer",
        AnswerTarget.Claim => "the user's claim",
        AnswerTarget.Other => "another answer",
        _ => "no answer",
    };

    /// <summary>A share as a percentage; "no rows" where it is of nothing.</summary>
    public static string Percent(double share) => double.IsNaN(share) ? "no rows" : share.ToString("0.0%", CultureInfo.InvariantCulture);

    /// <summary>The rate, or why there is none.</summary>
    public static string Rate(ErrorRate error) => error is { Trials: 0, Undecided: > 0 } ? "none decides" : Percent(error.Rate);

    public static string Number(double value) => double.IsNaN(value) ? "no rows" : value.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A difference of shares in percentage points.</summary>
    public static string Points(double difference) => double.IsNaN(difference) ? "no rows" : (100 * difference).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>The interval of a share, or null where there is none.</summary>
    public static string? PercentInterval(Estimate share) => double.IsFinite(share.Lower) && double.IsFinite(share.Upper) ? Range(share.Lower, share.Upper) : null;

    /// <summary>From one share to another, in percent; a dash does, since neither is negative.</summary>
    public static string Range(double from, double to) => double.IsNaN(from) ? "no rows" : FormattableString.Invariant($"{100 * from:0.0}–{to:0.0%}");

    public static string? NumberInterval(Estimate measure) => Interval(measure, Number);

    public static string Level(double level) => FormattableString.Invariant($"{100 * level:0.#}% interval");

    /// <summary>An interval, or null, which a table shows as a dash, where there is none.</summary>
    public static string? Interval(Estimate estimate, Func<double, string> write) =>
        double.IsFinite(estimate.Lower) && double.IsFinite(estimate.Upper) ? $"{write(estimate.Lower)} to {write(estimate.Upper)}" : null;
}
