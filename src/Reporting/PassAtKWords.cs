using System.Globalization;
using ResearchML.Statistics;

namespace ResearchML.Reporting;

/// <summary>How pages of pass@k write shares and intervals.</summary>
internal static class PassAtKWords
{
    /// <summary>A share with its interval, as 0.123 [0.101, 0.140]; the share alone where there is no interval, null (which a table shows as a dash) where there is none.</summary>
    public static string? Share(Estimate share) => !double.IsFinite(share.Value) ? null
        : double.IsFinite(share.Lower) && double.IsFinite(share.Upper) ? $"{Digits(share.Value)} [{Digits(share.Lower)}, {Digits(share.Upper)}]" : Digits(share.Value);

    /// <summary>Three decimal places; two significant digits of what is less than a hundredth.</summary>
    public static string Digits(double share) => Math.Abs(share) switch
    {
        0 or >= 0.01 => share.ToString("0.000", CultureInfo.InvariantCulture),
        >= 1e-4 => ScalingLawWords.Rounded(share, 2).ToString("0.######", CultureInfo.InvariantCulture),
        _ => share.ToString("0.#e0", CultureInfo.InvariantCulture),
    };
}
