using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>A number as a text has it: a fraction of whole numbers, so that nothing is rounded.</summary>
/// <param name="Numerator">With the sign.</param>
/// <param name="Denominator">Over 0.</param>
internal sealed partial record ExactNumber(BigInteger Numerator, BigInteger Denominator)
{
    private const int Most = 400; // digits, and powers of ten: a Double holds no more, and more would cost time

    /// <summary>The number that a text ends with; see <see cref="Verifier.Numeric"/> for the rule. Null where it has none, or one that is no Double.</summary>
    public static ExactNumber? Find(string text)
    {
        Match marked = Marked().Match(text);
        text = MathNotation.Plain(marked.Success ? marked.Groups["number"].Value : text);
        text = MathNotation.Boxed(text) ?? text;
        Match? number = marked.Success ? Number().Match(text) : Number().Matches(text).LastOrDefault();
        return number is { Success: true } ? Read(number) : null;
    }

    /// <summary>A finite number, by its shortest decimal.</summary>
    public static ExactNumber Of(double value) => Read(Number().Match(value.ToString("R", CultureInfo.InvariantCulture)))!;

    /// <summary>|this - other| ≤ tolerance.</summary>
    public bool IsWithin(ExactNumber tolerance, ExactNumber other) =>
        BigInteger.Abs(Numerator * other.Denominator - other.Numerator * Denominator) * tolerance.Denominator <= tolerance.Numerator * Denominator * other.Denominator;

    private static ExactNumber? Read(Match match)
    {
        string digits = match.Groups["digits"].Value.Replace(",", "", StringComparison.Ordinal), decimals = match.Groups["decimals"].Value;
        string whole = match.Groups["whole"].Value, under = match.Groups["under"].Value, power = match.Groups["power"].Value;
        if (digits.Length + decimals.Length > Most || whole.Length > Most || under.Length > Most || power.Length > 5)
            return null;
        int exponent = (power.Length == 0 ? 0 : int.Parse(power, CultureInfo.InvariantCulture)) - decimals.Length;
        if (Math.Abs(exponent) > 2 * Most)
            return null;
        BigInteger numerator = Whole(digits + decimals) * BigInteger.Pow(10, Math.Max(0, exponent));
        BigInteger denominator = BigInteger.Pow(10, Math.Max(0, -exponent)) * (under.Length == 0 ? 1 : Whole(under));
        if (denominator.IsZero)
            return null;
        numerator += (whole.Length == 0 ? 0 : Whole(whole)) * denominator;
        if (BigInteger.Abs(numerator) > new BigInteger(double.MaxValue) * denominator)
            return null;
        return new ExactNumber(match.Groups["sign"].Value is "-" or "\u2212" or "\u2013" ? -numerator : numerator, denominator);
    }

    private static BigInteger Whole(string digits) => digits.Length == 0 ? 0 : BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    // A sign behind a word, a number or a bracket is an operator: 10-3. Only a whole number is a fraction's part.
    [GeneratedRegex(@"
        (?: (?<![\p{L}\p{N}_)\]}¤]) (?<sign>[-+\u2212\u2013]) [$€£]? )?
        (?<![\p{L}\p{N}_¤])
        (?: (?: (?<whole>[0-9]+)[ ](?=[0-9]+[ ]?/[ ]?[0-9]) )?
            (?<digits>[0-9]+)[ ]?/[ ]?(?<under>[0-9]+)(?![.,]?[0-9])
          | (?: (?<digits>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9]) | [0-9]+) (?: \.(?<decimals>[0-9]+) )? | \.(?<decimals>[0-9]+) )
            (?: [eE](?<power>[-+]?[0-9]+) )? )", RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<!\#)\#{4}[ \t]*(?<number>[-+\u2212\u2013]?[$€£]?[-+\u2212\u2013]?[0-9.][0-9.,/eE+-]*(?:[ ][0-9]+/[0-9]+)?)[ \t]*%?[ \t]*\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Marked();
}
