using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Expression = System.Text.RegularExpressions.Regex;

namespace ResearchML.Transforms;

/// <summary>See <see cref="Verifier.Regex"/>.</summary>
internal sealed record RegexVerifier : Verifier
{
    private const RegexOptions Allowed = RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace
        | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    private const int Tail = 1 << 14; // characters

    private readonly Expression _regex;

    public RegexVerifier(string pattern, string? answerColumnName, RegexOptions options)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        RequireName(answerColumnName, nameof(answerColumnName));
        if ((options & ~Allowed) != 0)
            throw new ArgumentOutOfRangeException(nameof(options), options, $"options may hold IgnoreCase, Multiline, Singleline, ExplicitCapture and IgnorePatternWhitespace, but is {options}.");
        (Pattern, AnswerColumnName, Options) = (pattern, answerColumnName, options);
        _regex = Compile(pattern, options);
    }

    public string Pattern { get; }

    public RegexOptions Options { get; }

    [JsonInclude]
    internal override string? AnswerColumnName { get; }

    internal override RowVerifier For(string answer, IReadOnlyList<string> options)
    {
        if (AnswerColumnName is null)
            return new RowVerifier(_regex.IsMatch);
        string expected = answer.Trim();
        if (expected.Length == 0)
            throw new FormatException("the answer is empty");
        return new RowVerifier(response => Last(response) is { Success: true } last && Found(last).Trim() == expected);
    }

    // Two verifiers are equal by what they were made of.
    public bool Equals(RegexVerifier? other) => other is not null && (Pattern, AnswerColumnName, Options) == (other.Pattern, other.AnswerColumnName, other.Options);

    public override int GetHashCode() => HashCode.Combine(Pattern, AnswerColumnName, Options);

    // Each match may read on to the end, as those of "a.*b|a" do where there is no b, so that all matches of a long response would take a time that grows with its square.
    private Match Last(string response) => _regex.Matches(response, Math.Max(0, response.Length - Tail)).LastOrDefault() ?? _regex.Match(response);

    private static string Found(Match match)
    {
        Group named = match.Groups["answer"];
        return named.Success ? named.Value : match.Groups.Count > 1 ? match.Groups[1].Value : match.Value;
    }

    private static Expression Compile(string pattern, RegexOptions options)
    {
        try
        {
            return new Expression(pattern, options | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException($"The pattern '{pattern}' needs backtracking, by which a response could hold up the pass for hours, or is too large to be matched without: write it without lookarounds, back references, atomic groups and conditions, and with small counts in repetitions such as {{1,100}}. ({e.Message})", nameof(pattern), e);
        }
        catch (RegexParseException e)
        {
            throw new ArgumentException($"'{pattern}' is no pattern: {e.Message}", nameof(pattern), e);
        }
    }
}
