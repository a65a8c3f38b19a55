using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>The turns of phrase by which a response chooses among lettered options; what they share with other answers is in <see cref="ReplyWording"/>.</summary>
internal static partial class ChoiceWording
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace;
    private const string Letter = @"(?<![\w'.-])\(?[A-Z]\)?(?![\w'-])";

    private const string ThoughtEnd = "</think>";
    private const int Reach = 80; // characters before a mark that may deny it

    /// <summary>A response without what was thought before it.</summary>
    public static string Said(string response) => response.LastIndexOf(ThoughtEnd, StringComparison.Ordinal) is >= 0 and int end ? response[(end + ThoughtEnd.Length)..] : response;

    /// <summary>A response with all that marks an answer written as "Final answer:": tags, JSON, and "the best option is B", and without quotation marks around letters.</summary>
    public static string WithMarks(string response)
    {
        response = Tagged().Replace(Keyed().Replace(response, "\nFinal answer: ${answer}\n"), "\nFinal answer: ${answer}\n");
        response = Quoted().Replace(response, "${letter}");
        return Named().Replace(response, m =>
        ReplyText.LastSentence(response[Math.Max(0, m.Index - Reach)..m.Index]) is var before && (ReplyWording.Denies().IsMatch(before) || Supposes().IsMatch(before))
        || Supposes().IsMatch(ReplyText.FirstSentence(response[(m.Index + m.Length)..Math.Min(response.Length, m.Index + m.Length + Reach)])) ? m.Value : "\nFinal answer: ");
    }

    /// <summary>Options that are told of together: "A, C and D", "A/C"; "A, C" where a verb in the plural or the sentence's end is behind it.</summary>
    [GeneratedRegex($@"{Letter}(?:(?:\s*,\s*(?:(?i:options?|choices?)\s+)?{Letter})*(?:\s*,)?\s*\b(?:and|or|nor)\s+(?:(?i:options?|choices?)\s+)?{Letter}(?!\s+(?:is|was|isn't|wasn't|has|does|doesn't)\b)
        |(?:\s*[/&]\s*{Letter})+|(?:\s*,\s*{Letter})+(?=\s+(?:are|were|aren't|do|don't|all|both|can|cannot|can't)\b|\s*(?:[.;:!\n]|$)))", Options)]
    public static partial Regex Together();

    /// <summary>An option at the beginning of a response, by itself or with its text or a reason: group "letter"; group "alone" where nothing else is on its line.</summary>
    [GeneratedRegex(@"\A\s*(?:(?i:option|choice)\s+)?(?:\((?<letter>[A-Z])\)|(?<letter>[A-Z])(?=[).:,;!\s]|$))[).:]*
        (?:(?<alone>[ ]*(?:\n|$))|(?<=[).:])\s+(?!(?:incorrect|wrong|false|Incorrect|Wrong|False|is|are|was|would|could|can|can't|cannot|may|might|seems|looks|has|does|doesn't|says|and|or|nor|fits|works|makes)\b)|[,;]?\s+(?:because|since|as|for|-)\s)", Options)]
    public static partial Regex First();

    /// <summary>An option at the beginning of a line: group "letter".</summary>
    [GeneratedRegex(@"^\s*(?:\((?<letter>[A-Z])\)|(?<letter>[A-Z])[).:])\s", Options | RegexOptions.Multiline)]
    public static partial Regex Enumerated();

    /// <summary>An option before its verb, which nothing else marks as one: group "letter". The article A has none of these.</summary>
    [GeneratedRegex(@"(?<![\w'.-])(?:(?<letter>[B-HJ-Z])(?=\s+(?:fits?|works|holds|it\s+is|has|can|must|will|alone|only)\b)|(?<letter>[A-HJ-Z])(?=\s+(?:are|makes|seems|looks|matches|meets|satisfies|describes|explains|follows|cannot|can't|could|would|does|doesn't|should|nor)\b))", Options)]
    public static partial Regex BeforeVerb();

    /// <summary>What denies the option right behind it.</summary>
    [GeneratedRegex(@"\b(?:rul(?:e[sd]?|ing)\s+out|eliminat\w+|exclud\w+|discard\w*|reject\w*|beats?|over|than)\s+(?:(?:both|options?|choices?)\s+)?$", Options | RegexOptions.IgnoreCase)]
    public static partial Regex DeniesNext();

    /// <summary>What denies the option before it.</summary>
    [GeneratedRegex(@"^(?:[\s""').:*-]*(?:incorrect|wrong|false)\b|[\s""')]*(?:(?:\w+\s+){1,2}(?:neither|none)\b|(?:is|are)\s+(?:also\s+)?(?:possible|plausible|tempting|close)\b|(?:are|were)n't|(?:is|are|was|were|can\s+be|could\s+be|must\s+be)\s+(?:\w+\s+){0,2}(?:ruled\s+out|eliminated|excluded|discarded|rejected|irrelevant|unlikely|impossible|out)\b|fails?\b|contradicts?\b|violates?\b|ignores?\b|don't|do\s+not|both\s+fail))", Options | RegexOptions.IgnoreCase)]
    public static partial Regex DeniedBefore();

    /// <summary>What chooses the option right behind it.</summary>
    [GeneratedRegex(@"(?:\b(?:statement|sentence|one)\s+is|\b(?:it|that|this)(?:'s|\s+(?:is|must\s+be|should\s+be|has\s+to\s+be))|\banswer(?:\s+(?:is|remains|must\s+be|should\s+be))?|\b(?:choose|pick|select|prefer)|\b(?:go(?:ing)?|stay|settle)\s+(?:with|on|for)|\b(?:so|thus|hence|therefore|leaves),?)\s*:?\s*(?:(?:therefore|thus|clearly|the|option|choice)\s+)*$", Options | RegexOptions.IgnoreCase)]
    public static partial Regex ChoosesNext();

    /// <summary>What chooses the option before it, as in "B. Correct!"; with a verb it is <see cref="ReplyWording.AffirmedAfter"/>.</summary>
    [GeneratedRegex(@"^[""').:*]+\s*(?:correct|right)\b", Options | RegexOptions.IgnoreCase)]
    public static partial Regex ChosenBefore();

    /// <summary>What chooses the option behind it where the question asks for the false one.</summary>
    [GeneratedRegex(@"\b(?:false|incorrect|wrong|untrue)\s+(?:statement|sentence|claim|one|option)\s+is\s*:?\s*(?:(?:option|choice|statement)\s+)?$", Options | RegexOptions.IgnoreCase)]
    public static partial Regex ChoosesFalse();

    /// <summary>What takes back all that was said before it.</summary>
    [GeneratedRegex(@"\b(?:wait|scratch\s+that|correction|let\s+me\s+correct\s+(?:that|this|myself))\b[\s,.:!]*", Options | RegexOptions.IgnoreCase)]
    public static partial Regex Retracts();

    [GeneratedRegex(@"\b(?:if|assum(?:e|ed|ing)|suppos(?:e|ed|ing)|unless|otherwise|instead)\b", Options | RegexOptions.IgnoreCase)]
    private static partial Regex Supposes();

    [GeneratedRegex(@"<(?<tag>(?:final_?)?(?:answer|choice))>(?<answer>[^<]*)</\k<tag>>", Options | RegexOptions.IgnoreCase)]
    private static partial Regex Tagged();

    [GeneratedRegex(@"[""'](?:final_?)?(?:answer|choice|option)[""']\s*:\s*[""']?(?<answer>[^""'\n,}]*)[""']?", Options | RegexOptions.IgnoreCase)]
    private static partial Regex Keyed();

    [GeneratedRegex(@"(?<!\w)(?:""|'|`|“|‘)(?<letter>\(?[A-Za-z]\)?\.?)(?:""|'|`|”|’)(?!\w)", Options)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b(?i:(?:(?:the|my)\s+)?(?:(?:correct|right|best|final|chosen)\s+)?(?:answer\s+(?:would|has\s+to)\s+be|(?:option|choice)\s*(?:\s(?:is|would\s+be|must\s+be|has\s+to\s+be)|:))\s*:?\s*)(?:\*\*)?(?=(?:(?i:option|choice)\s+)?\(?[A-Z]\)?(?![\w']))", Options)]
    private static partial Regex Named();
}
