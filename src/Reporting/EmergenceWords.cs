using System.Globalization;
using ResearchML.Statistics;
using ResearchML.Trainers;

namespace ResearchML.Reporting;

/// <summary>How pages of emergence name and write things.</summary>
internal static class EmergenceWords
{
    public const string FromPassAtK = "pass@k", FromPassAtOne = "pass@1"; // as HeldOutForecast names methods

    // With fewer, a paired t-test finds a difference of two thirds of its spread between models less often than it misses it.
    private const int ModelsOfSomePower = 12;

    public static string Of(ValidationScheme scheme) => scheme == ValidationScheme.LeaveOneModelOut ? "leave one model out" : "forward in time";

    public static string Of(GainVerdict verdict) => verdict switch
    {
        GainVerdict.Helps => "yes",
        GainVerdict.Hurts => "no, it did worse",
        _ => "cannot be told",
    };

    public static string Of(LargeKGain gain)
    {
        string k = gain.ChosenK.Count == 1 ? FormattableString.Invariant($"k = {gain.ChosenK[0]} was chosen") : $"k was chosen among {string.Join(", ", gain.ChosenK)}";
        string power = gain.Models < ModelsOfSomePower ? ": little power" : "";
        return FormattableString.Invariant($"{gain.Task}, {Of(gain.Scheme)}: large k beat pass@1: {Of(gain.Verdict)}. The error of pass@1 less that of pass@k is {Points(gain.Gain)} points of pass@1, {gain.Models} models{power}; {k}.");
    }

    /// <summary>A difference of shares in percentage points with its interval.</summary>
    /// <remarks>To a thousandth of a point, or where that would show nothing but 0, to two digits.</remarks>
    public static string Points(Estimate difference)
    {
        double[] all = [.. new[] { difference.Value, difference.Lower, difference.Upper }.Where(double.IsFinite)];
        bool isTiny = all.Select(Math.Abs).DefaultIfEmpty().Max() is > 0 and < 0.5e-5;
        return !double.IsFinite(difference.Value) ? "not known"
            : all.Length == 3 ? $"{Text(difference.Value)} [{Text(difference.Lower)}, {Text(difference.Upper)}]" : Text(difference.Value);

        string Text(double value) => isTiny ? (100 * value).ToString("+0.0e-0;−0.0e-0;0", CultureInfo.InvariantCulture) : Points(value);
    }

    public static string Points(double difference) => (100 * difference).ToString("+0.000;−0.000;0.000", CultureInfo.InvariantCulture);

    /// <summary>Compute or tokens, to four digits.</summary>
    public static string Compute(double compute) => NumberText.Short(ScalingLawWords.Rounded(compute, 4));

    /// <summary>Decades of compute as a factor.</summary>
    public static string Factor(double decades) => double.IsNaN(decades) ? "–" : FormattableString.Invariant($"{decades:+0.00;−0.00;0.00} (× {ScalingLawWords.Rounded(Math.Pow(10, decades), 2)})");

    /// <summary>A number to three decimal places, or null, which a table shows as a dash.</summary>
    public static double? Known(double value) => double.IsFinite(value) ? Math.Round(value, 3) : null;
}
