using System.Text.Json.Serialization;

namespace ResearchML.Transforms;

/// <summary>See <see cref="Verifier.Exact"/>.</summary>
internal sealed record ExactVerifier : Verifier
{
    public ExactVerifier(string answerColumnName, bool trim, bool ignoreCase)
    {
        ArgumentException.ThrowIfNullOrEmpty(answerColumnName);
        (AnswerColumnName, Trim, IgnoreCase) = (answerColumnName, trim, ignoreCase);
    }

    public bool Trim { get; }

    public bool IgnoreCase { get; }

    [JsonInclude]
    internal override string AnswerColumnName { get; }

    internal override RowVerifier For(string answer, IReadOnlyList<string> options)
    {
        string expected = Trimmed(answer);
        if (expected.Length == 0)
            throw new FormatException("the answer is empty");
        return new RowVerifier(response => string.Equals(Trimmed(response), expected, IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));
    }

    private string Trimmed(string text) => Trim ? text.Trim() : text;
}
