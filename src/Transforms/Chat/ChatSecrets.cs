using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>What a client must not be quoted with. A client that knows its key gives this as a service, so that the key itself is found wherever it is echoed.</summary>
/// <param name="Key">The key, or null.</param>
internal sealed partial record ChatSecrets(string? Key)
{
    private const int LongestExcerpt = 300;

    /// <summary>A text that may be shown: one line, short, without keys and what looks like one.</summary>
    public string Excerpt(string text)
    {
        if (!string.IsNullOrEmpty(Key))
            text = text.Replace(Key, "[redacted]", StringComparison.Ordinal);
        text = LooksSecret().Replace(text, "$1[redacted]");
        text = Spaces().Replace(text, " ").Trim();
        return text.Length <= LongestExcerpt ? text : text[..LongestExcerpt] + "...";
    }

    // A record prints its properties.
    public override string ToString() => nameof(ChatSecrets);

    [GeneratedRegex("""(\bBearer\s+|\b(?:api[-_ ]?key|authorization|token|secret|password)["']?\s*[:=]\s*["']?(?:Bearer\s+)?|\b(?=(?:sk|pk|rk|gsk|xai|hf)[-_]))[^\s"',;}]+""", RegexOptions.IgnoreCase)]
    private static partial Regex LooksSecret();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
