using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>The answer that a reply marks as its last: "Final answer: 42".</summary>
internal static partial class MarkedAnswer
{
    private const int FewWords = 6;
    private const int Reach = 200; // characters before a mark that tell whose it is

    /// <summary>The text of the last one that is the reply's own; of a reply of a few words, all of it; or null.</summary>
    public static string? Find(string plain)
    {
        Match? last = ReplyWording.FinalAnswer().Matches(plain).LastOrDefault(m => m.Groups["answer"].Value.Trim(' ', '.', '*', ':') is { Length: > 0 } text && !ReplyText.IsAsked(text) && !IsQuoted(plain, m));
        return last is not null ? last.Groups["answer"].Value.Trim() : IsShort(plain) ? plain : null;
    }

    /// <summary>The same where no other answer is known to compare it with: its first sentence, unless that is no answer.</summary>
    public static string? Alone(string plain)
    {
        if (Find(plain) is not { } text)
            return null;
        text = Lead().Replace(ReplyText.FirstSentence(text), "");
        return ReplyWording.NoAnswer().IsMatch(text) || ReplyWording.Refuses().IsMatch(text) || ReplyWording.Hedges().IsMatch(text) || ReplyWording.LeavesOpen().IsMatch(text) ? null : text;
    }

    /// <summary>Whether a reply has so few words that all of it may be the answer.</summary>
    private static bool IsShort(string plain) => plain.Length > 0 && plain.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length <= FewWords;

    /// <summary>Whether a mark is the user's, or what the reply will not write: You wrote "Final answer: 43".</summary>
    private static bool IsQuoted(string plain, Match mark)
    {
        string before = plain[Math.Max(0, mark.Index - Reach)..mark.Index];
        before = before[(before.LastIndexOf("\n\n", StringComparison.Ordinal) + 1)..];
        if (Opening().Match(before) is not { Success: true } open)
            return ReplyWording.OfUser().Matches(before).LastOrDefault() is { } user && before[(user.Index + user.Length)..].Trim(' ', ':') is "" or "that";
        string introduction = before[(before.AsSpan(0, open.Index).LastIndexOfAny('.', '!', '?') + 1)..(open.Index + 1)];
        return ReplyWording.OfUser().IsMatch(introduction) || ReplyWording.Requests().IsMatch(introduction) || ReplyWording.Denies().IsMatch(introduction) || ReplyWording.Tentative().IsMatch(introduction);
    }

    [GeneratedRegex(@"^(?:I\s+(?:think|believe)\s+)?(?:that\s+)?(?:(?:it|that|this)(?:\s+is|'s)\s+)?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Lead();

    // A quotation that is not closed.
    [GeneratedRegex("""(?<![\w.,!?])(?:"[^"]*|'[^']*|«[^»]*)$""", RegexOptions.CultureInvariant)]
    private static partial Regex Opening();
}
