using System.Globalization;
using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>A time of day.</summary>
/// <param name="Minute">Minutes since midnight.</param>
/// <param name="IsSure">Whether it was told with a.m. or p.m., or cannot be one of both: 9:05 may be either.</param>
internal sealed partial record AnswerTime(int Minute, bool IsSure)
{
    private const int HalfDay = 12 * 60;

    /// <summary>Where a time stands in a text.</summary>
    public readonly record struct Place(AnswerTime Time, int Start, int Length);

    /// <summary>All times of a text, in order.</summary>
    public static IEnumerable<Place> FindAll(string text)
    {
        foreach (Match match in Times().Matches(text))
        {
            int hour = int.Parse(match.Groups["hour"].Value, CultureInfo.InvariantCulture);
            int minute = match.Groups["minute"].Success ? int.Parse(match.Groups["minute"].Value, CultureInfo.InvariantCulture) : 0;
            bool half = match.Groups["half"].Success;
            if (hour > (half ? 12 : 23) || minute > 59)
                continue;
            int hours = !half ? hour : hour % 12 + (match.Groups["half"].Value is "p" or "P" ? 12 : 0);
            yield return new Place(new AnswerTime(hours * 60 + minute, half || hour is 0 or > 12), match.Index, match.Length);
        }
    }

    /// <summary>The time that a text is, or null.</summary>
    public static AnswerTime? Read(string text)
    {
        text = text.Trim().TrimEnd('.');
        Place first = FindAll(text).FirstOrDefault();
        return first.Time is { } time && text[..first.Start].Trim() is "" or "at" && text[(first.Start + first.Length)..].Trim(' ', '.').Length == 0 ? time : null;
    }

    /// <summary>Whether both are one time, or may be.</summary>
    public bool IsSame(AnswerTime other) => Minute == other.Minute || !(IsSure && other.IsSure) && Minute % HalfDay == other.Minute % HalfDay;

    [GeneratedRegex(@"(?<![\d:.])(?<hour>\d{1,2})(?::(?<minute>\d{2}))?\s*(?<half>[ap])\.?\s?m\b|(?<![\d:.])(?<hour>\d{1,2}):(?<minute>\d{2})(?![\d:])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Times();
}
