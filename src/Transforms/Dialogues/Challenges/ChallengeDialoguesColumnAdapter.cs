using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using ResearchML.LanguageModels;
using QuestionRow = (string Question, string Gold, string[] Wrong, string? Reply, string? Answer);

namespace ResearchML.Transforms;

/// <summary>Names and types of the columns that <c>ChallengeDialogues</c> reads and writes.</summary>
internal sealed record ChallengeDialoguesColumnAdapter
{
    private readonly string _question, _gold, _wrong;

    public ChallengeDialoguesColumnAdapter(string messages, string question, string gold, string wrong, string? reply, string? answer)
    {
        (Messages, _question, _gold, _wrong, Reply, Answer) = (messages, question, gold, wrong, reply, answer);
        Outputs =
        [
            OutputColumn.Text<ChallengeDialogue>(messages, d => d.MessagesJson()),
            OutputColumn.Text<ChallengeDialogue>(DialogueColumns.DialogueId, d => d.DialogueId),
            OutputColumn.Text<ChallengeDialogue>(DialogueColumns.QuestionId, d => d.QuestionId),
            OutputColumn.Text<ChallengeDialogue>(DialogueColumns.PriorAnswer, d => d.PriorAnswer),
            OutputColumn.Text<ChallengeDialogue>(DialogueColumns.Claim, d => d.Claim),
            OutputColumn.Text<ChallengeDialogue>(DialogueColumns.PriorTruth, d => d.PriorTruth.ToString()),
            OutputColumn.Text<ChallengeDialogue>(DialogueColumns.Stance, d => d.Stance.ToString()),
            OutputColumn.Text<ChallengeDialogue>(DialogueColumns.Pressure, d => d.Pressure.ToString()),
            OutputColumn.Text<ChallengeDialogue>(DialogueColumns.FirstTurn, d => d.FirstTurn.ToString()),
            OutputColumn.Int32<ChallengeDialogue>(DialogueColumns.Wording, d => d.Wording),
        ];
        string[] names = [.. Texts, wrong, .. Outputs.Select(column => column.Name)];
        if (names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"ChallengeDialogues must read and write columns of different names, but '{twice.Key}' stands for two of them.");
    }

    /// <summary>Name of the column that the messages are written to.</summary>
    public string Messages { get; }

    /// <summary>Name of the column of the model's first replies, where first turns are natural.</summary>
    public string? Reply { get; }

    /// <summary>Name of the column of their answers; null where these are read in the replies.</summary>
    public string? Answer { get; }

    public IReadOnlyList<OutputColumn<ChallengeDialogue>> Outputs { get; }

    private IEnumerable<string> Texts => new[] { _question, _gold, Reply, Answer }.OfType<string>();

    /// <summary>The columns that are read.</summary>
    /// <param name="severalWrong">Whether that of the wrong answers holds vectors.</param>
    public IReadOnlyList<InputColumn> Inputs(bool severalWrong) =>
        [.. Texts.Select(InputColumn.Text), new InputColumn(_wrong, TextDataViewType.Instance, severalWrong ? ColumnKind.AnyVector : ColumnKind.Scalar)];

    /// <summary>Whether a schema holds several wrong answers a row.</summary>
    public bool HasSeveralWrong(DataViewSchema schema) => schema.GetColumnOrNull(_wrong)?.Type is VectorDataViewType;

    /// <inheritdoc cref="HasSeveralWrong(DataViewSchema)"/>
    public bool HasSeveralWrong(SchemaShape shape) => shape.Any(column => column.Name == _wrong && column.Kind != SchemaShape.Column.VectorKind.Scalar);

    /// <summary>Reads every question and its answers, and nothing else, so that a row of which no dialogues can be made is found before a model is asked.</summary>
    /// <exception cref="ArgumentException">A row has no question or no right or wrong answer, or the right answer among the wrong ones; the first such row is named.</exception>
    public void CheckAll(IDataView data, bool severalWrong)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(new[] { _question, _gold, _wrong }.Select(name => data.Schema[name]));
        Func<QuestionRow> read = BindItem(cursor, severalWrong);
        while (cursor.MoveNext())
            read();
    }

    /// <summary>A reader of the row's question, which refuses a row that <see cref="CheckAll"/> does.</summary>
    public Func<QuestionRow> Bind(DataViewRow row, bool severalWrong)
    {
        Func<QuestionRow> item = BindItem(row, severalWrong);
        if (Reply is null)
            return item;
        Func<string> reply = TextColumnAdapter.Bind(row, Reply);
        Func<string> answer = Answer is null ? () => VerdictParser.FindAnswer(reply()) ?? "" : TextColumnAdapter.Bind(row, Answer);
        return () => item() with { Reply = reply(), Answer = answer() };
    }

    private Func<QuestionRow> BindItem(DataViewRow row, bool severalWrong)
    {
        Func<string> question = TextColumnAdapter.Bind(row, _question), gold = TextColumnAdapter.Bind(row, _gold);
        Func<string[]> wrong = severalWrong ? BindTexts(row) : BindText(row);
        return () =>
        {
            QuestionRow item = (question(), gold(), wrong(), null, null);
            if (ChallengeDesign.Fault(item.Question, item.Gold, item.Wrong) is { } fault)
            {
                string column = fault.Parameter switch { "question" => _question, "gold" => _gold, _ => _wrong };
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Column '{column}', row {row.Position} (the first is 0): {fault.Reason}"));
            }
            return item;
        };
    }

    private Func<string[]> BindText(DataViewRow row)
    {
        Func<string> text = TextColumnAdapter.Bind(row, _wrong);
        return () => [text()];
    }

    private Func<string[]> BindTexts(DataViewRow row)
    {
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(row.Schema[_wrong]);
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return () =>
        {
            getter(ref texts);
            return [.. texts.DenseValues().Select(text => text.ToString())];
        };
    }

    public void Save(TransformerWriter writer)
    {
        foreach (string name in new[] { Messages, _question, _gold, _wrong, Reply ?? "", Answer ?? "" })
            writer.Writer.Write(name);
    }

    public static ChallengeDialoguesColumnAdapter Load(TransformerReader reader) =>
        new(reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString(), NullIfEmpty(reader.ReadString()), NullIfEmpty(reader.ReadString()));

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
