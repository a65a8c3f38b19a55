using System.Globalization;

namespace ResearchML.Reporting;

/// <summary>Numbers as reports show them, the same in every culture.</summary>
internal static class NumberText
{
    /// <summary>Up to five significant digits; powers of ten for what is very large or very small.</summary>
    internal static string Short(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1e-4 and < 999_999.5 => value.ToString(Math.Abs(value) >= 1e4 ? "#,0.#" : "G5", CultureInfo.InvariantCulture),
        _ => value.ToString("0.####e0", CultureInfo.InvariantCulture),
    };

    /// <summary>A table's cell.</summary>
    internal static string Cell(object? value) => value switch
    {
        null => "–",
        string text => text,
        TableLink link => link.Text,
        double number => Short(number),
        float number => Short(number),
        Half number => Short((double)number),
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        IFormattable number when IsNumber(number) => number.ToString("#,0", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>Whether a cell is a number, or text that reads as one: <c>"3.59"</c>, <c>"12%"</c>.</summary>
    internal static bool IsNumber(object? value) => value is sbyte or byte or short or ushort or int or uint or long or ulong or Int128 or UInt128 or float or double or decimal or Half
        || ((value as string ?? (value as TableLink)?.Text) is { } text && double.TryParse(text.TrimEnd('%', ' '), NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _));
}
