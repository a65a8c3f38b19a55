using System.Globalization;
using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>A day, a month of a year, or a day of a year that is not named, by the Gregorian calendar.</summary>
internal sealed partial record AnswerDate(int? Year, int Month, int? Day)
{
    private static readonly string[] Months = [.. CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[..12].Select(name => name.ToLowerInvariant())];

    /// <summary>Where a date stands in a text.</summary>
    public readonly record struct Place(AnswerDate Date, int Start, int Length);

    /// <summary>All dates of a text, in order.</summary>
    public static IEnumerable<Place> FindAll(string text)
    {
        foreach (Match match in Dates().Matches(text))
        {
            int month = match.Groups["number"].Success ? Number(match, "number") ?? 0 : Array.FindIndex(Months, name => name.StartsWith(match.Groups["month"].Value[..3], StringComparison.OrdinalIgnoreCase)) + 1;
            var date = new AnswerDate(Number(match, "year"), month, Number(match, "day"));
            if (date.Month is >= 1 and <= 12 && date.Day is null or (>= 1 and <= 31) && (date.Year ?? date.Day) is not null)
                yield return new Place(date, match.Index, match.Length);
        }
    }

    /// <summary>The date that a text is, or null.</summary>
    public static AnswerDate? Read(string text)
    {
        text = text.Trim();
        Place first = FindAll(text).FirstOrDefault();
        return first.Date is { } date && text[..first.Start].Trim().ToLowerInvariant() is "" or "on" or "the" or "on the" && text[(first.Start + first.Length)..].Trim(' ', '.').Length == 0 ? date : null;
    }

    /// <summary>Whether two tell the same date, as far as both tell it.</summary>
    public bool IsSame(AnswerDate other) =>
        Month == other.Month && (Year is null || other.Year is null || Year == other.Year) && (Day is null || other.Day is null || Day == other.Day);

    private static int? Number(Match match, string group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("""
        \b(?:
          (?<year>\d{4})-(?<number>\d{1,2})-(?<day>\d{1,2})
        | (?<month>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)\s+(?:the\s+)?(?<day>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?:of\s+)?(?<year>\d{4}))?
        | (?<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:day\s+)?(?:of\s+)?(?<month>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)(?:,?\s+(?<year>\d{4}))?
        | (?<month>january|february|march|april|may|june|july|august|september|october|november|december)(?:,?\s+(?:of\s+)?(?<year>\d{4}))
        )\b
        """, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Dates();
}
