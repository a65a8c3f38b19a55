namespace SentenceSplitting;

/// <summary>Boundaries found, counted over all texts. A boundary is a place where a sentence other than a text's first starts; the text's end is none.</summary>
internal sealed record BoundaryScore(int Right, int Found, int True)
{
    public double Precision => (double)Right / Found;

    public double Recall => (double)Right / True;

    /// <summary>The harmonic mean of precision and recall.</summary>
    public double F1 => 2.0 * Right / (Found + True);

    public static BoundaryScore Of(IEnumerable<BrownText> texts, Func<string, IEnumerable<int>> starts)
    {
        int right = 0, found = 0, all = 0;
        foreach (BrownText text in texts)
        {
            int[] guesses = [.. starts(text.Text).Where(s => s > 0)];
            right += guesses.Intersect(text.Boundaries).Count();
            found += guesses.Length;
            all += text.Boundaries.Count;
        }
        return new BoundaryScore(right, found, all);
    }
}
