namespace ResearchML.Transforms;

/// <summary>Numbers written in English words.</summary>
internal static class SpelledNumber
{
    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    private static readonly Dictionary<string, double> Scales = new() { ["thousand"] = 1e3, ["million"] = 1e6, ["billion"] = 1e9, ["trillion"] = 1e12 };

    /// <summary>A regular expression of one word of a number.</summary>
    public static string Word { get; } = $"(?:{string.Join('|', [.. Small.Reverse(), .. Tens, "hundred", .. Scales.Keys])})"; // "sixteen" before "six"

    /// <summary>What a word multiplies the number before it with, as in "3 million"; null for other words.</summary>
    public static double? Scale(string word) => Scales.TryGetValue(word.ToLowerInvariant(), out double scale) ? scale : null;

    /// <summary>The number that words tell, as "one hundred and forty-two", or null.</summary>
    public static double? Read(string words)
    {
        double total = 0, group = 0; // of the thousands that are done; below the next scale
        bool any = false;
        foreach (string word in words.ToLowerInvariant().Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word == "and" && any)
                continue;
            any = true;
            if (Array.IndexOf(Small, word) is >= 0 and int small)
                group += small;
            else if (Array.IndexOf(Tens, word) is >= 0 and int tens)
                group += 10 * (tens + 2);
            else if (word == "hundred")
                group = Math.Max(1, group) * 100;
            else if (Scales.TryGetValue(word, out double scale))
                (total, group) = (total + Math.Max(1, group) * scale, 0);
            else
                return null;
        }

        return any ? total + group : null;
    }
}
