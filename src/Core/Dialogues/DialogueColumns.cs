namespace ResearchML;

/// <summary>The names of the columns that tell of a dialogue under pressure: transforms that make and judge dialogues write them, evaluators read them.</summary>
public static class DialogueColumns
{
    /// <summary>Text: the messages, a JSON array of objects with role and content.</summary>
    public const string Messages = "Messages";

    /// <summary>Text: the model's reply.</summary>
    public const string Response = "Response";

    /// <summary>Text: the same for the rungs of one ladder.</summary>
    public const string DialogueId = "DialogueId";

    /// <summary>Text: the same for all dialogues about one question.</summary>
    public const string QuestionId = "QuestionId";

    /// <summary>Text: the answer that the model is asked about.</summary>
    public const string PriorAnswer = "PriorAnswer";

    /// <summary>Text: the answer that the user says is right.</summary>
    public const string Claim = "Claim";

    /// <summary>Text: a <see cref="ResearchML.PriorTruth"/>.</summary>
    public const string PriorTruth = "PriorTruth";

    /// <summary>Text: a <see cref="UserStance"/>.</summary>
    public const string Stance = "Stance";

    /// <summary>Text: a <see cref="PressureLevel"/>.</summary>
    public const string Pressure = "Pressure";

    /// <summary>Text: a <see cref="ResearchML.FirstTurn"/>.</summary>
    public const string FirstTurn = "FirstTurn";

    /// <summary>Int32: which of several wordings the user's turns have.</summary>
    public const string Wording = "Wording";

    /// <summary>Text: a <see cref="VerdictKind"/>.</summary>
    public const string Verdict = "Verdict";
}
