using System.Buffers;
using System.Text;

namespace ResearchML.Transforms;

/// <summary>The characters that matter to sentences, and steps over runs of them. Each step reads what it passes once.</summary>
internal static class SentenceScan
{
    /// <summary>The longest word that is looked up; a longer one is no abbreviation.</summary>
    public const int LongestWord = 32;

    private const string Wide = "。｡！？।॥۔", Marks = "?!‼⁇⁈⁉؟", Breaks = "\n\r\f\u0085\u2028\u2029";
    private const string Quotes = "\"'`“”„‟‘’‚‛«»‹›", Opening = "([{<¿¡*_「『（【《〈", Dashes = "-–—―", Closing = ")]}>*_」』）】》〉";

    /// <summary>Where a sentence may end.</summary>
    public static SearchValues<char> Candidates { get; } = SearchValues.Create("." + "…" + Wide + Marks + Breaks);

    /// <summary>Whether the character is part of a word, of an abbreviation with periods ("e.g"), or of a number ("3.14").</summary>
    public static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '.' or '\'' or '’' or '-' or '°' || char.IsSurrogate(c) || (c > '\u02ff' && char.GetUnicodeCategory(c) <= System.Globalization.UnicodeCategory.EnclosingMark);

    public static bool IsQuote(char c) => Quotes.Contains(c);

    public static bool IsBreak(char c) => Breaks.Contains(c);

    /// <summary>Full stops that need no space after them: of Chinese and Japanese, and those of Hindi and Urdu.</summary>
    public static bool IsWide(char c) => Wide.Contains(c);

    public static bool IsMark(char c) => Marks.Contains(c);

    /// <summary>Steps over quotation marks and brackets that close what a terminator ends.</summary>
    public static int SkipClosing(ReadOnlySpan<char> text, int at, bool spacedGuillemets, out bool quoted)
    {
        quoted = false;
        while (true)
        {
            if (spacedGuillemets && at + 1 < text.Length && text[at] is ' ' or '\u00a0' or '\u202f' && text[at + 1] is '»')
                at++;
            if (at == text.Length || !(IsQuote(text[at]) || Closing.Contains(text[at])))
                return at;
            quoted |= IsQuote(text[at]);
            at++;
        }
    }

    /// <summary>Steps over quotation marks, brackets and dashes before a sentence's first word.</summary>
    public static int SkipOpening(ReadOnlySpan<char> text, int at)
    {
        for (int start = at; at < text.Length; at++)
        {
            bool afterDash = at > start && text[at] == ' ' && Dashes.Contains(text[at - 1]);
            if (!(IsQuote(text[at]) || Opening.Contains(text[at]) || Dashes.Contains(text[at]) || afterDash))
                break;
        }
        return at;
    }

    /// <summary>Whether no sentence begins with the character.</summary>
    public static bool Continues(Rune rune) => rune.IsBmp && ",;:)]}%&/+=".Contains((char)rune.Value);

    /// <summary>Steps over white space and says how many line breaks are in it, 2 for a paragraph separator or a form feed.</summary>
    public static int SkipWhiteSpace(ReadOnlySpan<char> text, int at, out int breaks)
    {
        breaks = 0;
        for (; at < text.Length && char.IsWhiteSpace(text[at]); at++)
        {
            if (text[at] is '\f' or '\u2029')
                breaks += 2;
            else if (IsBreak(text[at]) && !(text[at] == '\n' && at > 0 && text[at - 1] == '\r'))
                breaks++;
        }
        return at;
    }

    /// <summary>Steps over letters and the marks on them.</summary>
    public static int SkipLetters(ReadOnlySpan<char> text, int at)
    {
        int limit = Math.Min(text.Length, at + LongestWord);
        while (at < limit && IsWord(text[at]) && text[at] is not ('.' or '\'' or '’' or '-' or '°'))
            at++;
        return at;
    }

    /// <summary>The first character's code point; a lone surrogate reads as U+FFFD.</summary>
    public static Rune RuneAt(ReadOnlySpan<char> text, int at)
    {
        Rune.DecodeFromUtf16(text[at..], out Rune rune, out _);
        return rune;
    }
}
