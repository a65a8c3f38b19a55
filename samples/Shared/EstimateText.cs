using System.Globalization;
using ResearchML.Statistics;

namespace ResearchML.Samples;

/// <summary>How samples write a value with its interval.</summary>
internal static class EstimateText
{
    /// <summary>As 0.836 [0.831, 0.840]; the value alone where there is no interval.</summary>
    public static string Plain(Estimate estimate, int digits) => Write(estimate, "F" + digits);

    /// <summary>The same of a difference, each number with its sign.</summary>
    public static string Signed(Estimate estimate, int digits)
    {
        string fraction = "0." + new string('0', digits);
        return Write(estimate, $"+{fraction};−{fraction}");
    }

    /// <summary>What the interval of a difference allows to say, where less is better.</summary>
    public static string Verdict(Estimate difference) => difference switch { { Upper: < 0 } => "better", { Lower: > 0 } => "worse", _ => "no difference shown" };

    private static string Write(Estimate estimate, string format)
    {
        string value = Number(estimate.Value);
        return double.IsNaN(estimate.Lower) ? value : $"{value} [{Number(estimate.Lower)}, {Number(estimate.Upper)}]";

        string Number(double number) => number.ToString(format, CultureInfo.InvariantCulture);
    }
}
