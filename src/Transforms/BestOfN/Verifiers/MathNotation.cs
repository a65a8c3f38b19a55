using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>Numbers in LaTeX and in scientific notation, written as <see cref="ExactNumber"/> reads them; what is an expression and no number is masked.</summary>
internal static partial class MathNotation
{
    private const string Expression = "¤"; // digits beside it are a symbol's, not a number

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace;

    /// <summary>The text with its fractions as 3/4, powers of ten as 1.5e3, thousands as 1,000; without units' powers, moduli and expressions.</summary>
    public static string Plain(string text)
    {
        text = Thousands().Replace(text, ",");
        text = Modulus().Replace(text, "");
        text = UnitPower().Replace(text, "");
        text = PowerOfTen().Replace(text, m => (m.Groups["factor"] is { Success: true } factor ? factor.Value : "1") + "e" + m.Groups["power"].Value);
        text = Symbol().Replace(text, Expression);
        text = Fraction().Replace(text, m => (m.Index > 0 && char.IsAsciiDigit(text[m.Index - 1]) ? " " : "") + m.Groups["sign"].Value + m.Groups["over"].Value + "/" + m.Groups["under"].Value);
        return OtherFraction().Replace(text, Expression);
    }

    /// <summary>What the last <c>\boxed{}</c> holds; null where there is none that ends. Braces within may be one deep.</summary>
    public static string? Boxed(string text) => ReplyText.Boxed().Matches(text).LastOrDefault()?.Groups["inside"].Value;

    // 1{,}000, 1\,000, and no-break or thin spaces.
    [GeneratedRegex(@"(?<=[0-9])(?:\{,\}|\\,|\\!|[\u00A0\u2009\u202F])(?=[0-9]{3}(?![0-9]))", Options)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"\\pmod\{[^{}]*\}|\(mod[ ]+[0-9]+\)|\\bmod[ ]+[0-9]+", Options)]
    private static partial Regex Modulus();

    // m^2, \text{ cm}^{2}, and x^2: its base is no number.
    [GeneratedRegex(@"(?<=[A-Za-z)\]}])\^(?:\{[^{}]*\}|[-\u2212]?[0-9]+)", Options)]
    private static partial Regex UnitPower();

    [GeneratedRegex(@"(?<![0-9.,])(?:(?<factor>[0-9]+(?:\.[0-9]+)?)[ ]?(?:×|x|\*|\\times|\\cdot)[ ]?)?10\^(?:\{(?<power>-?[0-9]+)\}|(?<power>-?[0-9]+))", Options)]
    private static partial Regex PowerOfTen();

    // 2\sqrt{3}, 3\pi, 2^{10}, with the number before it: read from its first digit only, so that long runs of digits take no time.
    [GeneratedRegex(@"(?:(?<![0-9.,])[0-9][0-9.,]*[ ]?(?:\\cdot[ ]?)?)?(?:\\sqrt(?:\[[^\[\]]*\])?(?:\{[^{}]*\}|[ ]?[0-9A-Za-z])|√[ ]?\(?[0-9.]*|\\(?:pi|infty|ln|log|sin|cos|tan|alpha|beta|theta)(?![A-Za-z])|π)|(?<![0-9.,])[0-9][0-9.,]*\^(?:\{[^{}]*\}|[-\u2212]?[0-9A-Za-z]+)", Options)]
    private static partial Regex Symbol();

    [GeneratedRegex(@"\\[dt]?frac[ ]?(?:\{[ ]?(?<sign>[-\u2212\u2013]?)[ ]?(?<over>[0-9]+)[ ]?\}[ ]?\{[ ]?(?<under>[0-9]+)[ ]?\}|(?<over>[0-9])(?<under>[0-9]))", Options)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"(?:(?<![0-9.,])[0-9][0-9.,]*)?\\[dt]?frac[ ]?\{[^{}]*\}[ ]?\{[^{}]*\}", Options)]
    private static partial Regex OtherFraction();
}
