namespace ResearchML.LanguageModels;

/// <summary>A stretch of a text that one forward pass sees, and the tokens of it that are scored there.</summary>
/// <param name="Text">Which text.</param>
/// <param name="Start">Index of the first input token in the text's sequence, BOS included.</param>
/// <param name="Length">Number of input tokens.</param>
/// <param name="FirstScored">Index in the sequence of the first token that this window scores; the last is at <c>Start + Length</c>.</param>
internal readonly record struct ScoringWindow(int Text, int Start, int Length, int FirstScored)
{
    /// <summary>Covers a sequence of tokens so that each but the first is scored exactly once.</summary>
    /// <remarks>Window w reads [w·stride, w·stride + context) and scores what no window before it did.</remarks>
    public static IEnumerable<ScoringWindow> Cover(int text, int sequenceLength, int contextLength, int stride)
    {
        int scored = 1; // the first token has nothing before it
        for (int start = 0; scored < sequenceLength; start += stride)
        {
            int length = Math.Min(contextLength, sequenceLength - 1 - start);
            yield return new ScoringWindow(text, start, length, scored);
            scored = start + length + 1;
        }
    }
}
