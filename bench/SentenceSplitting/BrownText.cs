using System.Text;

namespace SentenceSplitting;

/// <summary>A file of the Brown corpus (Francis and Kucera 1964, revised 1979) as running text, and where its sentences start.</summary>
/// <param name="Text">The sentences, one space between two.</param>
/// <param name="Boundaries">Where each sentence but the first starts.</param>
internal sealed record BrownText(string Text, IReadOnlyList<int> Boundaries)
{
    private static readonly HashSet<string> NoSpaceBefore = [".", ",", ":", ";", "?", "!", ")", "]", "''", "'"];
    private static readonly HashSet<string> NoSpaceAfter = ["(", "[", "``", "`"];
    private static readonly HashSet<string> Doubled = ["?", "!", ";"];

    /// <summary>Reads the 500 files.</summary>
    public static IReadOnlyList<BrownText> Read(string folder) =>
        [.. Directory.EnumerateFiles(folder, "c???").Where(f => char.IsAsciiDigit(f[^1])).Order(StringComparer.Ordinal)
            .Select(f => Parse(File.ReadLines(f)))];

    /// <summary>Puts a file together: a line that is not blank is a sentence of "word/tag".</summary>
    public static BrownText Parse(IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        List<int> boundaries = [];
        foreach (string line in lines)
        {
            string[] words = Array.ConvertAll(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), w => w[..w.LastIndexOf('/')]);
            if (words.Length == 0)
                continue;
            if (text.Length > 0)
            {
                text.Append(' ');
                boundaries.Add(text.Length);
            }
            text.Append(Detokenise(words));
        }
        return new BrownText(text.ToString(), boundaries);
    }

    /// <summary>
    /// Closing punctuation joins the word before it, opening punctuation the one after; `` and '' become ", ` becomes '; a "?", "!" or ";" that the corpus
    /// writes twice is written once. The corpus puts a period after a closing quotation mark, where the printed page had it before: this is kept.
    /// </summary>
    public static string Detokenise(IReadOnlyList<string> words)
    {
        var text = new StringBuilder();
        string? before = null;
        foreach (string word in words)
        {
            if (word == before && Doubled.Contains(word))
                continue;
            if (before is not null && !NoSpaceBefore.Contains(word) && !NoSpaceAfter.Contains(before))
                text.Append(' ');
            text.Append(word switch { "``" or "''" => "\"", "`" => "'", _ => word });
            before = word;
        }
        return text.ToString();
    }
}
