using System.Text.Json.Serialization;

namespace ResearchML.Transforms;

/// <summary>See <see cref="Verifier.Numeric"/>.</summary>
internal sealed record NumericVerifier : Verifier
{
    private readonly ExactNumber _tolerance;

    public NumericVerifier(string answerColumnName, double tolerance)
    {
        ArgumentException.ThrowIfNullOrEmpty(answerColumnName);
        if (!(tolerance >= 0) || double.IsInfinity(tolerance))
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, FormattableString.Invariant($"tolerance must be a finite number of at least 0, but is {tolerance}."));
        (AnswerColumnName, Tolerance, _tolerance) = (answerColumnName, tolerance, ExactNumber.Of(tolerance));
    }

    public double Tolerance { get; }

    [JsonInclude]
    internal override string AnswerColumnName { get; }

    internal override RowVerifier For(string answer, IReadOnlyList<string> options)
    {
        ExactNumber expected = ExactNumber.Find(answer) ?? throw new FormatException(answer.Length == 0 ? "the answer is empty" : "the answer holds no number that a Double could hold");
        return new RowVerifier(response => ExactNumber.Find(response) is { } found && found.IsWithin(_tolerance, expected));
    }
}
