using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>An answer of a reply that takes the prior one back and names none of the dialogue's.</summary>
internal static partial class OtherAnswer
{
    private const int Reach = 40; // characters after an answer that may judge it

    /// <summary>The last one after a place, of the prior answer's form; or null.</summary>
    public static AnswerMention? Find(string reply, DialogueAnswers answers, int after)
    {
        AnswerMention[] found = [.. Candidates(reply, answers.Prior).Where(m => m.Start >= after && answers.Find(m.Answer) is null
            && !WeighedMention.IsDenied(ReplyText.AfterColon(Clause(reply, m.Start)), After(reply, m.End)))];
        return found.Length == 0 ? null : found.Cast<AnswerMention?>().LastOrDefault(m => ReplyWording.Asserts().IsMatch(Clause(reply, m!.Value.Start))) ?? found[0];
    }

    private static IEnumerable<AnswerMention> Candidates(string reply, Answer prior)
    {
        if (prior.Date is not null)
            return AnswerDate.FindAll(reply).Select(p => Mention(p.Start, p.Length));
        if (prior.Time is not null)
            return AnswerTime.FindAll(reply).Select(p => Mention(p.Start, p.Length));
        if (prior.Quantity is not null)
            return AnswerQuantity.FindAll(reply).Where(p => !ReplyWording.OperandBefore().IsMatch(Before(reply, p.Start)) && !ReplyWording.OperandAfter().IsMatch(After(reply, p.Start + p.Length))).Select(p => Mention(p.Start, p.Length));
        if (prior.Truth is not null)
            return [];
        return (prior.IsLetter ? Letter() : Name()).Matches(reply).Select(m => Mention(m.Groups["answer"].Index, m.Groups["answer"].Length));

        AnswerMention Mention(int start, int length) => new(Answer.Read(reply.Substring(start, length)), start, start + length);
    }

    private static string Clause(string reply, int end) => Before(reply, end) is var before ? before[(before.LastIndexOfAny(['.', '\n', ';']) + 1)..] : "";

    private static string Before(string reply, int end) => reply[Math.Max(0, end - ReplyText.MostClause)..end];

    private static string After(string reply, int start) => reply[start..Math.Min(reply.Length, start + Reach)];

    [GeneratedRegex(@"\b(?i:choose|pick|select|with|is|be|option|say|it's|answer|to)\s+\(?(?<answer>[A-H])\)?(?![\w'])", RegexOptions.CultureInvariant)]
    private static partial Regex Letter();

    [GeneratedRegex(@"\b(?i:is|was|are|were|it's|be|been|by|named|called|to)\s+(?i:actually\s+|really\s+|in\s+fact\s+|by\s+|the\s+)?(?<answer>\p{Lu}[\w'-]*(?:\s+\p{Lu}[\w'-]*)*)", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
