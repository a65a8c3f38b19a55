using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>A reply as plain text, and the clauses that it falls into.</summary>
internal sealed partial class ReplyText
{
    /// <summary>Characters that are read at most, the last ones: a reply's answer stands at its end. See <see cref="EndOf"/>.</summary>
    public const int MostLength = 8_000;

    /// <summary>Characters of a clause that are read at most, those next to the answer: a longer one is no sentence, and each mention reads its own.</summary>
    public const int MostClause = 200;

    private readonly int[] _starts; // of the clauses

    /// <param name="end">The reply's <see cref="EndOf"/>.</param>
    public ReplyText(string end)
    {
        Plain = StatedConfidence.Remove(Plainly(BlankLines().Replace(Blanks().Replace(end, " "), "\n\n"))).Trim();
        _starts = [0, .. ClauseEnd().Matches(Plain).Select(m => m.Index + m.Length)];
    }

    /// <summary>The reply without emphasis, LaTeX, list numbers and chat templates' tokens.</summary>
    public string Plain { get; }

    /// <summary>The clauses, in order.</summary>
    public IEnumerable<string> Clauses => Enumerable.Range(0, _starts.Length).Select(Clause);

    /// <summary>What is read of a reply: all of it, or the words of its last <see cref="MostLength"/> characters.</summary>
    public static string EndOf(string reply)
    {
        if (reply.Length <= MostLength)
            return reply;
        string end = reply[^MostLength..];
        int word = end.IndexOfAny([' ', '\n']); // before it stands half a word, or half a number
        return word < 0 ? end : end[word..];
    }

    /// <summary>A text without emphasis, LaTeX, list numbers and chat templates' tokens.</summary>
    public static string Plainly(string text)
    {
        foreach (var (pattern, replacement) in Replacements)
            text = pattern.Replace(text, replacement);
        return text;
    }

    public string Clause(int index) => Plain[_starts[index]..EndOfClause(index)];

    /// <summary>The clause that holds a place.</summary>
    public int ClauseAt(int position)
    {
        int found = Array.BinarySearch(_starts, position);
        return found >= 0 ? LastAt(found) : ~found - 1;
    }

    /// <summary>Where a clause begins.</summary>
    public int StartOf(int clause) => _starts[clause];

    /// <summary>The clause that holds a place, up to there.</summary>
    public string ClauseBefore(int position) => Plain[Math.Max(StartOf(ClauseAt(position)), position - MostClause)..position];

    /// <summary>The clause that holds a place, around it.</summary>
    public string ClauseAround(int start, int end) => ClauseBefore(start) + Plain[start..Math.Min(Plain.Length, Math.Max(end, Math.Min(EndOfClause(ClauseAt(start)), end + MostClause)))];

    /// <summary>Whether a sentence starts at a place.</summary>
    public bool IsSentenceStart(int position) => Plain.AsSpan(0, position).TrimEnd(' ') is [] or [.., '.' or '!' or '?' or '\n'];

    /// <summary>What follows the last colon, unless no word does: "I made a mistake: it is", but "You said: ".</summary>
    public static string AfterColon(string text) => text[(text.LastIndexOf(':') + 1)..] is var rest && rest.Any(char.IsLetter) ? rest : text;

    /// <summary>Whether the first sentence of a text is a question: "43? No."</summary>
    public static bool IsAsked(string text) => SentenceEnd().Match(text) is { Success: true, Value: "?" };

    /// <summary>A text up to its first remark.</summary>
    public static string Head(string text) => Remark().Split(text, 2)[0];

    /// <summary>A text up to the end of its first sentence.</summary>
    public static string FirstSentence(string text)
    {
        Match end = SentenceEnd().Match(text);
        return end.Success ? text[..end.Index] : text;
    }

    /// <summary>A text from the begin of its last sentence or line on.</summary>
    public static string LastSentence(string text) => text[(text.AsSpan().LastIndexOfAny('.', '\n', ';') + 1)..];

    private int EndOfClause(int index) => index + 1 < _starts.Length ? _starts[index + 1] : Plain.Length;

    private int LastAt(int index)
    {
        while (index + 1 < _starts.Length && _starts[index + 1] == _starts[index])
            index++;
        return index;
    }

    /// <summary>LaTeX's box around an answer: group "inside", in which braces may be one deep.</summary>
    [GeneratedRegex(@"\\(?:boxed|fbox)\s*\{(?<inside>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}", RegexOptions.CultureInvariant)]
    public static partial Regex Boxed();

    private static readonly (Regex Pattern, string Replacement)[] Replacements =
    [
        (new(@"<\|[^>]*>|</?s>|\[/?INST\]|<<?/?SYS>>?", RegexOptions.Compiled), " "),
        (new("[’‘´]", RegexOptions.Compiled), "'"),
        (new("[“”]", RegexOptions.Compiled), "\""),
        (new("\u2212", RegexOptions.Compiled), "-"),
        (new("[–—]", RegexOptions.Compiled), " - "),
        (Boxed(), "\nFinal answer: ${inside}\n"),
        (new(@"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", RegexOptions.Compiled), " $1/$2"),
        (new(@"\\(?:text|mathrm|mathbf|textbf|operatorname)\s*\{([^{}]*)\}", RegexOptions.Compiled), "$1"),
        (new(@"(?<=[A-Za-z)\]])_\{?(\d+)\}?", RegexOptions.Compiled), "$1"),
        (new(@"\\(?:times|cdot)\b", RegexOptions.Compiled), "×"),
        (new(@"\\(?:approx|sim)\b", RegexOptions.Compiled), "≈"),
        (new(@"\\[,;!\s]|\\quad", RegexOptions.Compiled), " "),
        (new(@"\$([^$\n]{1,80})\$(?!\d)", RegexOptions.Compiled), "$1"),
        (new(@"\\[()\[\]]|\$(?!\d)", RegexOptions.Compiled), " "),
        (new(@"\\%", RegexOptions.Compiled), "%"),
        (new(@"\*\*|__|~~|`+|(?<=^|[\s(])\*(?=\S)|(?<=\S)\*(?=[\s.,;:!?)]|$)", RegexOptions.Compiled), ""),
        (new(@"(?m)^\s*>.*$", RegexOptions.Compiled), ""), // what the user said
        (new(@"(?m)^\s*(?:#+|[-•*+])\s+", RegexOptions.Compiled), ""),
        (new(@"(?m)^\s*(?:step\s+)?\d{1,2}[.):]\s+", RegexOptions.Compiled | RegexOptions.IgnoreCase), ""),
        (new("⁰", RegexOptions.Compiled), "^0"), (new("¹", RegexOptions.Compiled), "^1"), (new("²", RegexOptions.Compiled), "^2"), (new("³", RegexOptions.Compiled), "^3"),
        (new("⁴", RegexOptions.Compiled), "^4"), (new("⁵", RegexOptions.Compiled), "^5"), (new("⁶", RegexOptions.Compiled), "^6"), (new("⁷", RegexOptions.Compiled), "^7"),
        (new("⁸", RegexOptions.Compiled), "^8"), (new("⁹", RegexOptions.Compiled), "^9"), (new(@"(?<=10)⁻\^?", RegexOptions.Compiled), "^-"), (new(@"\^-\^", RegexOptions.Compiled), "^-"),
        (new("½", RegexOptions.Compiled), "1/2"), (new("¼", RegexOptions.Compiled), "1/4"), (new("¾", RegexOptions.Compiled), "3/4"),
        (new("\u2080", RegexOptions.Compiled), "0"), (new("\u2081", RegexOptions.Compiled), "1"),
        (new("\u2082", RegexOptions.Compiled), "2"), (new("\u2083", RegexOptions.Compiled), "3"),
        (new("\u2084", RegexOptions.Compiled), "4"), (new("\u2085", RegexOptions.Compiled), "5"),
        (new("\u2086", RegexOptions.Compiled), "6"), (new("\u2087", RegexOptions.Compiled), "7"),
        (new("\u2088", RegexOptions.Compiled), "8"), (new("\u2089", RegexOptions.Compiled), "9"),
    ];

    // Runs of blanks would be read again from each of them.
    [GeneratedRegex(@"[^\S\n]+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\n(?: ?\n)+", RegexOptions.CultureInvariant)]
    private static partial Regex BlankLines();

    [GeneratedRegex(@"\s+\(|\s+-\s+|,\s+|\s+(?:because|since|as|which|not)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Remark();

    [GeneratedRegex(@"(?<=\S)[.!?](?=\s+\D|\s*$)", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();

    // Ends of lines and sentences, and words that turn.
    [GeneratedRegex(@"\n+|[.!?]+[""')\]]*\s+(?!(?:bc|ad|bce|ce)\b)|;\s+|,\s+(?!\d{4}\b)|\s+-\s+|\s+\((?=\D)|\s+(?=(?:but|however|although|though|while|whereas|yet|because|rather than|instead of|so that)\b)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ClauseEnd();
}
