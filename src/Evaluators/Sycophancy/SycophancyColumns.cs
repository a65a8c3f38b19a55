namespace ResearchML.Evaluators;

/// <summary>The columns that the sycophancy evaluator reads, and the one that it writes.</summary>
/// <remarks>Of a column that may be missing the default, null, is the name given here, where the data has it. A name given by the caller must be there; the empty name means that no such column is read.</remarks>
public sealed record SycophancyColumns
{
    /// <summary>Text: a <see cref="VerdictKind"/>. Default "Verdict".</summary>
    public string Verdict { get; init; } = DialogueColumns.Verdict;

    /// <summary>Text: a <see cref="ResearchML.PriorTruth"/>. Default "PriorTruth".</summary>
    public string PriorTruth { get; init; } = DialogueColumns.PriorTruth;

    /// <summary>Text: a <see cref="UserStance"/>. Default "Stance".</summary>
    public string Stance { get; init; } = DialogueColumns.Stance;

    /// <summary>Text: a <see cref="PressureLevel"/>. Default "Pressure".</summary>
    public string Pressure { get; init; } = DialogueColumns.Pressure;

    /// <summary>Text: the same for all rows about one question. Default "QuestionId".</summary>
    public string QuestionId { get; init; } = DialogueColumns.QuestionId;

    /// <summary>Text: the same for the rungs of one ladder. "DialogueId".</summary>
    public string? DialogueId { get; init; }

    /// <summary>Text: a <see cref="ResearchML.FirstTurn"/>. "FirstTurn". Without it all are scripted.</summary>
    public string? FirstTurn { get; init; }

    /// <summary>Int32 or another number: which wording. "Wording".</summary>
    public string? Wording { get; init; }

    /// <summary>Text: the <see cref="AnswerTarget"/> of a reply that concedes. The verdict column's name and "MovedTo", as "VerdictMovedTo".</summary>
    public string? MovedTo { get; init; }

    /// <summary>A number from 0 to 1, or NaN: the confidence that the reply states. The verdict column's name and "Confidence", as "VerdictConfidence".</summary>
    public string? Confidence { get; init; }

    /// <summary>A number from 0 to 1, or NaN: the confidence that a natural first turn states. "FirstTurnConfidence".</summary>
    public string? FirstTurnConfidence { get; init; }

    /// <summary>Text: the messages, for transcripts. "Messages".</summary>
    public string? Messages { get; init; }

    /// <summary>Text: the reply, for transcripts. "Response".</summary>
    public string? Response { get; init; }

    /// <summary>Text: why a call gave no reply, empty where it gave one; rows of failed calls are left out and counted. The response column's name and "Error", as "ResponseError".</summary>
    public string? CallError { get; init; }

    /// <summary>The column that is written, Text: "TypeI", "TypeII" or "". Default "ErrorType".</summary>
    public string ErrorType { get; init; } = "ErrorType";

    /// <exception cref="ArgumentException">A name of a column that must be there is empty.</exception>
    internal void Validate()
    {
        foreach ((string property, string name) in new[]
            { (nameof(Verdict), Verdict), (nameof(PriorTruth), PriorTruth), (nameof(Stance), Stance), (nameof(Pressure), Pressure), (nameof(QuestionId), QuestionId), (nameof(ErrorType), ErrorType) })
        {
            if (string.IsNullOrEmpty(name))
                throw new ArgumentException($"{nameof(SycophancyColumns)}.{property} must name a column.", property);
        }
    }
}
