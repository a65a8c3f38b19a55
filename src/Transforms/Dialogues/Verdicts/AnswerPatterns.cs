using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>What answers of letters and words look like within a reply.</summary>
internal static partial class AnswerPatterns
{
    private const int ShortestWithoutCase = 3; // Au, C and I are found as they are written

    /// <summary>The pattern of an answer that is neither number nor date; of a choice that of its letter.</summary>
    public static Regex For(Answer answer)
    {
        if (answer.Letter is { } letter)
        {
            string own = answer.Text is [var written] && char.IsLower(written) ? $"[{letter}{written}]" : $"{letter}"; // an answer in lower case is found so too
            // A letter in brackets, behind its noun or a verb, or before a bracket or the end; not the article, nor a letter within a word.
            return new Regex(
                $@"\((?i:{letter})\)|\b(?i:option|choice|answer|letter)\s+(?:is\s+)?\(?(?i:{letter})\b(?!')|(?<![\w'.-]){own}(?=[).:,;!?]|\.?\s*$|\.?\s*\n|\s+(?:is|was|remains|as|not|and|or|instead|rather|over|because|since|still|for)\b)|(?<=\b(?i:is|be|with|to|by|not|choose|pick|say|for|remains|than|of|said)\s){own}(?![\w'])(?!\s+[a-z])",
                RegexOptions.CultureInvariant | RegexOptions.Multiline);
        }

        if (answer.Truth is { } truth)
            return new Regex(truth ? @"\b(?:yes|yep|yeah|true)\b" : @"(?:(?<=^\s*)|(?<=\b(?:is|answer|answer:|says?|be|remains|still|stays)\s)|(?<=[.:!?\n]\s*))(?:no|nope|nah|false)\b(?!\s+(?:problem|worries|one|doubt|need|reason|matter|longer|more))|\bfalse\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
        string whole = Sequence(answer.Words.Count > 0 && CaseFor(answer) == RegexOptions.IgnoreCase ? answer.Words : [answer.Text]);
        return new Regex(Surname().Match(answer.Text) is { Success: true } name ? $@"{whole}|(?<!(?-i:\p{{Lu}})[\w.'-]*\s)\b{name.Groups[1].Value}\b" : whole, CaseFor(answer) | RegexOptions.CultureInvariant);

        static RegexOptions CaseFor(Answer answer) => answer.Text.Length < ShortestWithoutCase ? RegexOptions.None : RegexOptions.IgnoreCase;

        static string Sequence(IEnumerable<string> words)
        {
            string joined = string.Join(@"[^\p{L}\p{N}]{0,3}", words.Select(Regex.Escape));
            return $@"(?<![\p{{L}}\p{{N}}]){joined}(?![\p{{L}}\p{{N}}])";
        }
    }

    // The last of two or three capitalised words: people are told by it.
    [GeneratedRegex(@"^\p{Lu}[\w.'-]*(?:\s+\p{Lu}[\w.'-]*|\s+(?:van|von|de|da|del))?\s+(\p{Lu}\p{Ll}{3,})$", RegexOptions.CultureInvariant)]
    private static partial Regex Surname();
}
