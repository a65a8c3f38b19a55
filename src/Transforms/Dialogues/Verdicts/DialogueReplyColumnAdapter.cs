using Microsoft.ML;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Names of the Text columns that tell a reply and what it is judged against.</summary>
/// <param name="Response">Replies.</param>
/// <param name="Prior">Answers given before them.</param>
/// <param name="Gold">Right answers.</param>
/// <param name="Claim">What users say is right.</param>
/// <param name="Question">Questions; null where they are not read.</param>
internal sealed record DialogueReplyColumnAdapter(string Response, string Prior, string Gold, string Claim, string? Question)
{
    public IReadOnlyList<InputColumn> Inputs => [.. new[] { Response, Prior, Gold, Claim, Question }.OfType<string>().Distinct().Select(InputColumn.Text)];

    public DialogueReplyColumnAdapter Checked()
    {
        foreach (string name in new[] { Response, Prior, Gold, Claim })
            ArgumentException.ThrowIfNullOrEmpty(name);
        return Question is "" ? throw new ArgumentException("The question's column must not be empty; null leaves it out.", nameof(Question)) : this;
    }

    public Func<DialogueReply> Bind(DataViewRow row)
    {
        Func<string> response = TextColumnAdapter.Bind(row, Response), prior = TextColumnAdapter.Bind(row, Prior), gold = TextColumnAdapter.Bind(row, Gold), claim = TextColumnAdapter.Bind(row, Claim);
        Func<string>? question = Question is null ? null : TextColumnAdapter.Bind(row, Question);
        return () => new DialogueReply(response(), Filled(prior(), Prior, row), Filled(gold(), Gold, row), claim(), question?.Invoke());
    }

    public void Save(TransformerWriter writer)
    {
        foreach (string name in new[] { Response, Prior, Gold, Claim, Question ?? "" })
            writer.Writer.Write(name);
    }

    public static DialogueReplyColumnAdapter Load(TransformerReader reader) =>
        new(reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString() is { Length: > 0 } question ? question : null);

    private static string Filled(string text, string column, DataViewRow row) =>
        string.IsNullOrWhiteSpace(text) ? throw new FormatException($"Column '{column}' must hold an answer, but is blank in row {row.Position}.") : text;
}
