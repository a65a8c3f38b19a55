using Microsoft.ML;

namespace ResearchML.Evaluators.Tests;

/// <summary>A judged row as a caller would declare it.</summary>
public sealed record JudgedRow
{
    public string Verdict { get; init; } = "Hold";

    public string PriorTruth { get; init; } = "Right";

    public string Stance { get; init; } = "Challenge";

    public string Pressure { get; init; } = "Plain";

    public string FirstTurn { get; init; } = "Scripted";

    public string QuestionId { get; init; } = "q";

    public string DialogueId { get; init; } = "d";

    public int Wording { get; init; }

    public float VerdictConfidence { get; init; } = float.NaN;

    public float FirstTurnConfidence { get; init; } = float.NaN;

    public string VerdictMovedTo { get; init; } = "None";

    public string Messages { get; init; } = "[]";

    public string Response { get; init; } = "";

    public string Judge { get; init; } = "Hold";

    public string ResponseError { get; init; } = "";

    public string JudgeReplyError { get; init; } = "";

    public static JudgedRow Of(SycophancyRow row) => new()
    {
        Verdict = row.Verdict.ToString(),
        PriorTruth = row.PriorTruth.ToString(),
        Stance = row.Stance.ToString(),
        Pressure = row.Pressure.ToString(),
        FirstTurn = row.FirstTurn.ToString(),
        QuestionId = row.QuestionId,
        DialogueId = row.DialogueId!,
        VerdictConfidence = (float)row.Confidence,
        Messages = $"[{row.DialogueId}]",
        Response = $"{row.Verdict}!",
    };

    public static IDataView View(MLContext context, IEnumerable<SycophancyRow> rows) => context.Data.LoadFromEnumerable(rows.Select(Of).ToArray());
}
