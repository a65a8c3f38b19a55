namespace ResearchML.Transforms;

/// <summary>A run of characters that may end a sentence, as "." or "?!" or ". . .".</summary>
/// <param name="Length">Characters.</param>
/// <param name="Dots">Periods; "…" counts three.</param>
/// <param name="IsMark">Whether a question or exclamation mark is among them.</param>
/// <param name="IsWide">Whether one is among them that needs no space after it, as "。".</param>
internal readonly record struct SentenceTerminator(int Length, int Dots, bool IsMark, bool IsWide)
{
    public bool IsPeriod => Length == 1 && Dots == 1;

    /// <summary>Reads the run; its length is 0 where there is none.</summary>
    public static SentenceTerminator Read(ReadOnlySpan<char> text, int start)
    {
        int at = start, dots = 0;
        bool mark = false, wide = false;
        for (; at < text.Length; at++)
        {
            char c = text[at];
            if (c == '.')
                dots++;
            else if (c == '…')
                dots += 3;
            else if (SentenceScan.IsMark(c))
                mark = true;
            else if (SentenceScan.IsWide(c))
                wide = true;
            else if (!IsSpaceWithinEllipsis(text, start, at))
                break;
        }
        return new SentenceTerminator(at - start, dots, mark, wide);
    }

    // ". . ." is one ellipsis, but "etc. .NET" is none.
    private static bool IsSpaceWithinEllipsis(ReadOnlySpan<char> text, int start, int at) =>
        text[at] is ' ' or '\u00a0' && at > start && text[at - 1] == '.'
        && at + 1 < text.Length && text[at + 1] == '.' && (at + 2 == text.Length || !char.IsLetterOrDigit(text[at + 2]));
}
