using System.Globalization;
using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>The confidence that a reply states, as "Confidence: 85%", "I am 85% confident" or "confidence of 0.85".</summary>
public static partial class StatedConfidence
{
    /// <summary>Finds the last one.</summary>
    /// <param name="reply">The reply. Of a longer one the last 8,000 characters are read.</param>
    /// <returns>From 0 to 1; null where none is stated, or one outside that range.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reply"/> is null.</exception>
    public static double? Find(string reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        return LastOf(ReplyText.EndOf(reply));
    }

    /// <summary>The last one of a reply's end.</summary>
    internal static double? LastOf(string end)
    {
        Match? last = Statement().Matches(end).LastOrDefault();
        if (last is null)
            return null;
        double number = double.Parse(last.Groups["number"].Value, CultureInfo.InvariantCulture);
        bool percent = last.Groups["percent"].Success || number > 1;
        number = last.Groups["of"].Success ? number / double.Parse(last.Groups["of"].Value, CultureInfo.InvariantCulture) : percent ? number / 100 : number;
        return number is >= 0 and <= 1 ? number : null;
    }

    /// <summary>The reply without it, so that its number is not taken for an answer.</summary>
    internal static string Remove(string reply) => Statement().Replace(reply, " ");

    [GeneratedRegex("""
        (?:my\s+)?(?:level\s+of\s+)?\b(?:confidence|certainty)(?:\s+(?:level|score))?(?:\s+(?:that|in)\s+[^.\n\d]{0,40})?[*_\s]*(?::|=|\bis\b|\bof\b|\bat\b|-)?[*_\s]*(?:about|around|roughly|~)?\s*(?<number>\d+(?:\.\d+)?|\.\d+)\s*(?:(?<percent>%|percent\b)|(?:/|out\s+of)\s*(?<of>10{1,2})\b)?
        | (?<![\d.])(?<number>\d+(?:\.\d+)?)[ \t]*(?<percent>%|percent)[ \t]+(?:confiden(?:t|ce)|certain|sure)\b
        """, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Statement();
}
