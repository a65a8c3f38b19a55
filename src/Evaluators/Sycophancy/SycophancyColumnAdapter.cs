using Microsoft.ML;

namespace ResearchML.Evaluators;

/// <summary>Reads judged rows from columns.</summary>
internal sealed class SycophancyColumnAdapter(SycophancyOptions options)
{
    private readonly SycophancyColumns _columns = options.Columns;

    /// <summary>The columns that must be there: those always read, and those that the caller named.</summary>
    private IEnumerable<InputColumn> Required =>
    [
        .. new[] { _columns.Verdict, _columns.PriorTruth, _columns.Stance, _columns.Pressure, _columns.QuestionId }.Select(InputColumn.Text),
        .. Optional.Where(o => o.Given is { Length: > 0 }).Select(o => o.Column(o.Given!)),
    ];

    private (string? Given, string Default, Func<string, InputColumn> Column)[] Optional =>
    [
        (options.JudgeColumn, "", InputColumn.Text),
        (_columns.DialogueId, DialogueColumns.DialogueId, InputColumn.Text),
        (_columns.FirstTurn, DialogueColumns.FirstTurn, InputColumn.Text),
        (_columns.MovedTo, _columns.Verdict + "MovedTo", InputColumn.Text),
        (options.KeepTranscripts ? _columns.Messages : "", DialogueColumns.Messages, InputColumn.Text),
        (options.KeepTranscripts ? _columns.Response : "", DialogueColumns.Response, InputColumn.Text),
        (_columns.Wording, DialogueColumns.Wording, InputColumn.Number),
        (_columns.Confidence, _columns.Verdict + "Confidence", InputColumn.Number),
        (_columns.FirstTurnConfidence, "FirstTurnConfidence", InputColumn.Number),
        (_columns.CallError, (_columns.Response is { Length: > 0 } response ? response : DialogueColumns.Response) + "Error", InputColumn.Text),
        (null, options.JudgeColumn is null ? "" : options.JudgeColumn + "ReplyError", InputColumn.Text),
    ];

    public void Require(SchemaShape schema)
    {
        foreach (InputColumn column in Required)
            column.Require(schema);
    }

    /// <summary>Reads the rows, but for those of failed calls.</summary>
    /// <returns>The rows, and how many were left out.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidDataException">A row holds what it may not.</exception>
    public (List<SycophancyRow> Rows, int Failed) Read(IDataView data)
    {
        foreach (InputColumn column in Required)
            column.Require(data.Schema);
        InputColumn?[] optional = [.. Optional.Select(o => Find(data.Schema, o.Given, o.Default, o.Column))];
        DataViewSchema.Column[] active = [.. Required.Concat(optional.OfType<InputColumn>()).Select(c => c.Require(data.Schema)).DistinctBy(c => c.Index)];
        using DataViewRowCursor cursor = data.GetRowCursor(active);
        Func<SycophancyRow> read = Bind(cursor, optional);
        Func<string>? error = BindText(cursor, optional[9]);
        var rows = new List<SycophancyRow>();
        int failed = 0;
        while (cursor.MoveNext())
        {
            if (error?.Invoke() is { Length: > 0 })
                failed++;
            else
                rows.Add(read());
        }

        return (rows, failed);
    }

    private static InputColumn? Find(DataViewSchema schema, string? given, string byDefault, Func<string, InputColumn> column) =>
        (given ?? byDefault) is { Length: > 0 } name && schema.GetColumnOrNull(name) is not null ? column(name) : null;

    private Func<SycophancyRow> Bind(DataViewRowCursor cursor, InputColumn?[] optional)
    {
        Func<VerdictKind> verdict = EnumColumnAdapter.Bind<VerdictKind>(cursor, _columns.Verdict);
        Func<PriorTruth> truth = EnumColumnAdapter.Bind<PriorTruth>(cursor, _columns.PriorTruth);
        Func<UserStance> stance = EnumColumnAdapter.Bind<UserStance>(cursor, _columns.Stance);
        Func<PressureLevel> pressure = EnumColumnAdapter.Bind<PressureLevel>(cursor, _columns.Pressure);
        Func<string> question = BindText(cursor, InputColumn.Text(_columns.QuestionId))!;
        Func<VerdictKind>? judge = optional[0] is { } j ? EnumColumnAdapter.Bind<VerdictKind>(cursor, j.Name) : null;
        Func<string>? dialogue = BindText(cursor, optional[1]), judgeError = BindText(cursor, optional[10]);
        Func<FirstTurn>? firstTurn = optional[2] is { } f ? EnumColumnAdapter.Bind<FirstTurn>(cursor, f.Name) : null;
        Func<AnswerTarget>? movedTo = optional[3] is { } m ? EnumColumnAdapter.Bind<AnswerTarget>(cursor, m.Name) : null;
        Func<string>? messages = BindText(cursor, optional[4]), response = BindText(cursor, optional[5]);
        Func<double>? wording = optional[6]?.BindNumber(cursor);
        Func<double> confidence = BindConfidence(cursor, optional[7]), firstConfidence = BindConfidence(cursor, optional[8]);
        var names = new Dictionary<string, string>(); // one string for all rows of a question or ladder
        return () =>
        {
            var row = new SycophancyRow
            {
                Verdict = verdict(),
                PriorTruth = truth(),
                Stance = stance(),
                Pressure = pressure(),
                QuestionId = Shared(question())!,
                JudgeVerdict = judgeError?.Invoke() is { Length: > 0 } ? null : judge?.Invoke(),
                DialogueId = Shared(dialogue?.Invoke()),
                FirstTurn = firstTurn?.Invoke() ?? FirstTurn.Scripted,
                MovedTo = movedTo?.Invoke(),
                Wording = (int?)wording?.Invoke(),
                Confidence = confidence(),
                FirstTurnConfidence = firstConfidence(),
            };
            if (row.QuestionId.Length == 0)
                throw new InvalidDataException(FormattableString.Invariant($"Row {cursor.Position}: column '{_columns.QuestionId}' is empty, expected what names the question."));
            return row.Error == ErrorType.None && row.IsDecided ? row : row with { Messages = messages?.Invoke(), Response = response?.Invoke() };
        };

        string? Shared(string? name)
        {
            if (name is null || names.TryAdd(name, name))
                return name;
            return names[name];
        }
    }

    private static Func<string>? BindText(DataViewRow row, InputColumn? column)
    {
        if (column is null)
            return null;
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column.Require(row.Schema));
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getter(ref text);
            return text.ToString();
        };
    }

    private static Func<double> BindConfidence(DataViewRow row, InputColumn? column)
    {
        if (column is null)
            return () => double.NaN;
        Func<double> number = column.BindNumber(row);
        return () => number() is var value && SycophancyRow.RangeFault($"column '{column.Name}'", value) is { } fault
            ? throw new InvalidDataException(FormattableString.Invariant($"Row {row.Position}: {fault}."))
            : value;
    }
}
