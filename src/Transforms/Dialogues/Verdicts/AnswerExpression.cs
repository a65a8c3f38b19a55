using System.Globalization;
using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>A sum of products of numbers and one-letter names, as 2x, x*2 and 4 + 4x + x^2: without brackets and divisions.</summary>
/// <param name="Terms">Each product that does not vanish with its factor, in one order, so that equal sums have equal texts.</param>
internal sealed partial record AnswerExpression(string Terms)
{
    private const int MostLetters = 3; // side by side in a product: more are a word; where nothing else is computed, two are

    /// <summary>Where an expression stands in a text.</summary>
    public readonly record struct Place(AnswerExpression Expression, int Start, int Length);

    /// <summary>All expressions of a text, in order.</summary>
    public static IEnumerable<Place> FindAll(string text)
    {
        foreach (Match match in Sum().Matches(text))
        {
            if (Read(match) is { } expression)
                yield return new Place(expression, match.Index, match.Length);
        }
    }

    /// <summary>The expression that a text is, with or without what it equals before it, as "y = 2x"; or null.</summary>
    public static AnswerExpression? Read(string text)
    {
        text = Named().Replace(text.Trim(), "");
        return Sum().Match(text) is { Success: true } match && match.Length == text.Length ? Read(match) : null;
    }

    private static AnswerExpression? Read(Match sum)
    {
        string text = sum.Value;
        bool isComputed = text.IndexOfAny(['*', '·', '×', '^', .. "0123456789"]) >= 0;
        if (!text.Any(char.IsLetter) || !isComputed && text.IndexOfAny(['+', '-']) < 0 || Word().Matches(text).Any(w => w.Length > (isComputed ? MostLetters : 1)))
            return null;
        var factors = new SortedDictionary<string, double>(StringComparer.Ordinal); // of the products
        foreach (Match term in Term().Matches(text))
        {
            double factor = term.Groups["minus"].Success ? -1 : 1;
            var powers = new SortedDictionary<char, int>();
            foreach (Match part in Part().Matches(term.Groups["product"].Value))
            {
                if (part.Groups["number"].Success)
                    factor *= double.Parse(part.Groups["number"].Value, CultureInfo.InvariantCulture);
                else if (char.ToLowerInvariant(part.Groups["letter"].Value[0]) is var letter)
                    powers[letter] = powers.GetValueOrDefault(letter) + (part.Groups["power"].Success ? int.Parse(part.Groups["power"].Value, CultureInfo.InvariantCulture) : 1);
            }

            string product = string.Concat(powers.Where(p => p.Value != 0).Select(p => FormattableString.Invariant($"{p.Key}{p.Value}")));
            factors[product] = factors.GetValueOrDefault(product) + factor;
        }

        return new AnswerExpression(string.Join('+', factors.Where(f => f.Value != 0).Select(f => FormattableString.Invariant($"{f.Value}{f.Key}"))));
    }

    private const string Number = @"\d{1,15}(?:\.\d{1,15})?", Letter = @"\p{L}(?:\^\{?-?\d{1,3}\}?)?", Sign = @"\s*[*·×]\s*";
    private const string Product = $"(?:{Number}|{Letter})(?:{Sign}(?:{Number}|{Letter})|{Letter}){{0,12}}";

    [GeneratedRegex($@"(?<![\p{{L}}\d.,^)/'])[-+]?{Product}(?:\s*[-+]\s*{Product}){{0,12}}(?![\p{{L}}\d^(/'])", RegexOptions.CultureInvariant)]
    private static partial Regex Sum();

    [GeneratedRegex($@"(?:(?<minus>-)|\+)?\s*(?<product>{Product})", RegexOptions.CultureInvariant)]
    private static partial Regex Term();

    [GeneratedRegex(@"(?<number>\d+(?:\.\d+)?)|(?<letter>\p{L})(?:\^\{?(?<power>-?\d+)\}?)?", RegexOptions.CultureInvariant)]
    private static partial Regex Part();

    [GeneratedRegex(@"\p{L}+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"^\p{L}'?(?:\(\p{L}\))?\s*=\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
