using System.Globalization;
using System.Text.Json.Serialization;

namespace ResearchML.Transforms;

/// <summary>See <see cref="Verifier.MultipleChoice(string, string)"/>.</summary>
internal sealed record MultipleChoiceVerifier : Verifier
{
    private const int Most = 26;

    public MultipleChoiceVerifier(string answerColumnName, string? optionsColumnName, int? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(answerColumnName);
        RequireName(optionsColumnName, nameof(optionsColumnName));
        if (optionsColumnName is null && options is not (>= 2 and <= Most))
            throw new ArgumentOutOfRangeException(nameof(options), options, FormattableString.Invariant($"options must be from 2 to {Most}, but is {options}."));
        (AnswerColumnName, OptionsColumnName, Options) = (answerColumnName, optionsColumnName, options);
    }

    /// <summary>How many options every row has, where no column tells it.</summary>
    public int? Options { get; }

    [JsonInclude]
    internal override string AnswerColumnName { get; }

    [JsonInclude]
    internal override string? OptionsColumnName { get; }

    internal override RowVerifier For(string answer, IReadOnlyList<string> options)
    {
        int count = Options ?? options.Count;
        if (count is < 2 or > Most)
            throw new ChoiceOptionsException(string.Create(CultureInfo.InvariantCulture, $"a question has from 2 to {Most} options, and this one has {count}"));
        var reading = new ChoiceReading(count, Options is null ? options : null);
        int right = reading.Named(answer)
            ?? throw new FormatException(answer.Length == 0 ? "the answer is empty" : $"the answer is neither a letter from A to {ChoiceReading.Letter(count - 1)} nor the text of exactly one option");
        return new RowVerifier(response => reading.Chosen(response) == right, 1.0 / count);
    }
}
