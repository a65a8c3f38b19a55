using System.Globalization;
using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>A number with its unit, if it has one that is known, and the digits it was written with.</summary>
internal sealed partial record AnswerQuantity(double Value, Enum? Unit, int SignificantDigits, int Decimals, bool IsFraction)
{
    private const int EnoughDigits = 3; // that a rounded number must have to be taken for what it was rounded from
    private const double SameRatio = 1e-9;
    private const double SameConverted = 0.002;

    private enum Money
    {
        Of, // whatever the currency: two in one dialogue are not expected
    }

    /// <summary>Where a number stands in a text.</summary>
    public readonly record struct Place(AnswerQuantity Quantity, int Start, int Length);

    /// <summary>All numbers of a text, in order.</summary>
    /// <param name="text">The text.</param>
    /// <param name="loneWords">Whether a lone "one" is a number too, and not a pronoun.</param>
    public static IEnumerable<Place> FindAll(string text, bool loneWords = false)
    {
        foreach (Match match in Number.Matches(text))
        {
            if (Read(match, loneWords) is not { } quantity)
                continue;
            int end = match.Index + match.Length;
            string tail = text[end..Math.Min(text.Length, end + 40)];
            Match scale = ScaleWord().Match(tail);
            if (scale.Success && SpelledNumber.Scale(scale.Groups[1].Value) is { } times && !char.IsLetter(match.Value[0]))
            {
                quantity = quantity with { Value = quantity.Value * times };
                (end, tail) = (end + scale.Length, tail[scale.Length..]);
            }

            (Enum? unit, int length) = UnitAtStart(tail);
            if (unit is null && Coin().Match(tail) is { Success: true } coin)
                (quantity, unit, length) = (quantity with { Value = coin.Groups["cents"].Success ? quantity.Value / 100 : quantity.Value }, Money.Of, coin.Length);
            else if (unit is null && Era().Match(tail) is { Success: true } era)
                (quantity, length) = (quantity with { Value = -quantity.Value }, era.Length);
            else if (match.Index > 0 && text[match.Index - 1] is '$' or '€' or '£')
                unit = Money.Of;
            if (unit is null && tail.Length > 0 && char.IsLetter(tail[0]))
                continue; // 3D, 42nd
            yield return new Place(quantity with { Unit = unit }, match.Index, end + length - match.Index);
        }
    }

    /// <summary>The quantity that a text is, with nothing beside it but a unit or a noun; null where it is something else.</summary>
    public static AnswerQuantity? Read(string text)
    {
        text = Approximately().Replace(text.Trim(), "");
        Place first = FindAll(text, loneWords: true).FirstOrDefault();
        return first.Quantity is { } quantity && text[..first.Start].Trim() is "" or "$" or "€" or "£" && Noun().IsMatch(text[(first.Start + first.Length)..]) ? quantity : null;
    }

    /// <summary>Whether two are the same quantity: equal numbers, one the other's rounding, or equal once converted. A unit that one lacks is not compared.</summary>
    public bool IsSame(AnswerQuantity other)
    {
        if (Unit is null || other.Unit is null || Unit.Equals(other.Unit))
            return IsSameNumber(other) || IsPercentOf(this, other) || IsPercentOf(other, this);
        if (AnswerUnits.ToUnit(Value, Unit, other.Unit) is not { } here || AnswerUnits.ToUnit(other.Value, other.Unit, Unit) is not { } there)
            return false;
        return Near(here, other.Value, SameConverted) || RoundsTo(here, other) || RoundsTo(there, this);
    }

    /// <summary>50% and 0.5.</summary>
    private static bool IsPercentOf(AnswerQuantity percent, AnswerQuantity share) =>
        percent.Unit?.ToString() == "Percent" && share.Unit is null && Near(percent.Value / 100, share.Value, SameRatio);

    private bool IsSameNumber(AnswerQuantity other)
    {
        if (Near(Value, other.Value, SameRatio))
            return true;
        int enough = IsFraction || other.IsFraction ? EnoughDigits - 1 : EnoughDigits;
        var (rounded, exact) = Decimals < other.Decimals && !IsFraction || other.IsFraction ? (this, other) : (other, this);
        return rounded.SignificantDigits >= enough && (rounded.Decimals > 0 || exact.IsFraction) && RoundsTo(exact.Value, rounded);
    }

    private static bool RoundsTo(double exact, AnswerQuantity rounded) =>
        rounded.SignificantDigits > 1 && rounded.Decimals is > 0 and <= 15 && Near(Math.Round(exact, rounded.Decimals), rounded.Value, SameRatio);

    private static bool Near(double a, double b, double ratio) => Math.Abs(a - b) <= ratio * Math.Max(Math.Abs(a), Math.Abs(b));

    private static AnswerQuantity? Read(Match match, bool loneWords)
    {
        if (match.Groups["words"].Success)
        {
            string words = match.Groups["words"].Value;
            return (loneWords || !words.Equals("one", StringComparison.OrdinalIgnoreCase)) && SpelledNumber.Read(words) is { } spelled
                ? new AnswerQuantity(match.Groups["negative"].Success ? -spelled : spelled, null, EnoughDigits, 0, false)
                : null;
        }

        string digits = match.Groups["digits"].Value.Replace(",", "", StringComparison.Ordinal);
        double value = double.Parse(digits, CultureInfo.InvariantCulture);
        int dot = digits.IndexOf('.', StringComparison.Ordinal), decimals = dot < 0 ? 0 : digits.Length - dot - 1;
        int significant = digits.Replace(".", "", StringComparison.Ordinal).TrimStart('-', '+', '0').Length;
        if (match.Groups["power"].Success)
        {
            int power = int.Parse(match.Groups["power"].Value, CultureInfo.InvariantCulture);
            (value, decimals) = (value * Math.Pow(10, power), Math.Max(0, decimals - power));
        }

        if (!match.Groups["over"].Success)
            return new AnswerQuantity(value, null, significant, decimals, false);
        double whole = match.Groups["whole"].Success ? double.Parse(match.Groups["whole"].Value, CultureInfo.InvariantCulture) : 0;
        double under = double.Parse(match.Groups["over"].Value, CultureInfo.InvariantCulture);
        return under == 0 ? null : new AnswerQuantity(whole < 0 ? whole - value / under : whole + value / under, null, int.MaxValue, 0, true);
    }

    private static (Enum? Unit, int Length) UnitAtStart(string tail)
    {
        Match candidate = UnitText().Match(tail);
        for (string text = candidate.Groups[1].Value; text.Length > 0; text = text.Contains(' ', StringComparison.Ordinal) ? text[..text.LastIndexOf(' ')] : "")
        {
            string trimmed = text.TrimEnd('.', ',');
            if (AnswerUnits.Find(trimmed) is { } unit)
                return (unit, candidate.Groups[1].Index + trimmed.Length);
        }

        return (null, 0);
    }

    // Digits with thousands, a power of ten, a fraction; not within a word or another number, as in H2O, x^2 or 4.2. A sign after a number is an operator.
    private const string Digits = """
        (?<![\p{L}\d.,^_]) (?:(?<whole>-?\d+)\s+(?=\d+\s*/\s*\d))?
        (?<digits> (?:(?<![\d)]\s?)[-+])? (?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+))
        (?:\s*[×x*]\s*10\s*\^\s*[{(]?(?<power>[-+]?\d{1,3})[)}]?|e(?<power>[-+]?\d{1,3}))?
        (?:\s*/\s*(?<over>\d+))? (?!\d)
        """;

    private static readonly Regex Number = new(
        Digits + $@"|\b(?:(?<negative>minus|negative)\s+)?(?<words>{SpelledNumber.Word}(?:(?:[\s-]|\sand\s)+{SpelledNumber.Word})*)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase | RegexOptions.Compiled);

    [GeneratedRegex(@"^\s*(?:(?<cents>cents?|pence|¢)|dollars?|euros?|pounds\s+sterling|USD|EUR)(?!\w)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Coin();

    [GeneratedRegex(@"^\s*(?:BCE?|B\.\s?C\.(?:\s?E\.)?)(?!\w)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Era();

    [GeneratedRegex(@"^\s(\p{L}+)\b", RegexOptions.CultureInvariant)]
    private static partial Regex ScaleWord();

    [GeneratedRegex(@"^\s?-?((?:%|°?\p{L}[\p{L}/^·²³\d]*)(?:\s[\p{L}/^²³\d]+){0,3})", RegexOptions.CultureInvariant)]
    private static partial Regex UnitText();

    [GeneratedRegex(@"^(?:about|approximately|approx\.?|roughly|around|exactly|~|≈|=|[a-z]\s*=)\s*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Approximately();

    [GeneratedRegex(@"^\s*(?:-?\p{L}[\p{L}'-]*\s*){0,3}[.!]?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Noun();
}
