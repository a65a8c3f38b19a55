using System.Globalization;
using System.Text;

namespace ResearchML.LanguageModels.Tests;

/// <summary>2,000 lines of mixed text with what independent tokenizers make of them: bench/TokenizerAgreement wrote them.</summary>
/// <param name="Text">The line.</param>
/// <param name="Hashes">Of the ids, by <see cref="Columns"/>.</param>
internal sealed record AgreementLines(string Text, IReadOnlyList<string> Hashes)
{
    public static IReadOnlyList<string> Columns { get; } = ["cl100k_base", "o200k_base", "r50k_base", "llama3", "qwen", "gpt2", "sentencepiece"];

    public static IReadOnlyList<AgreementLines> All { get; } = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "agreement.jsonl")).Select(Parse)];

    public static string Hash(IEnumerable<int> ids)
    {
        uint hash = 0x811C9DC5; // FNV-1a
        foreach (char c in string.Join(',', ids.Select(id => id.ToString(CultureInfo.InvariantCulture))))
            hash = (hash ^ c) * 0x01000193;
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }

    // .NET's JSON reader refuses half a surrogate pair, which some lines are about.
    private static AgreementLines Parse(string line)
    {
        var text = new StringBuilder();
        int i = 2;
        for (; line[i] != '"'; i++)
        {
            if (line[i] != '\\')
            {
                text.Append(line[i]);
                continue;
            }
            i++;
            text.Append(line[i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', 'u' => (char)Convert.ToInt32(line.Substring(i + 1, 4), 16), _ => line[i] });
            i += line[i] == 'u' ? 4 : 0;
        }
        return new AgreementLines(text.ToString(), line[(i + 2)..^1].Split(',').Select(h => h.Trim(' ', '"')).ToArray());
    }
}
