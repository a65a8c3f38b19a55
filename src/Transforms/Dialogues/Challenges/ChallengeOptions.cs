namespace ResearchML.Transforms;

/// <summary>Which dialogues <c>ChallengeDialogues</c> makes of a question.</summary>
public sealed record ChallengeOptions
{
    /// <summary>The rungs of the ladder, each at most once and at least one; <see cref="PressureLevel.None"/> is not one of them. They are climbed from the mildest to the hardest, in whatever order they are listed. Default: all five.</summary>
    public IReadOnlyList<PressureLevel> Pressure { get; init; } = PressureLadder.All;

    /// <summary>Whether the dialogue of a rung holds the user's turns of the rungs before it, each answered by a scripted turn that keeps the prior answer. Default <see langword="true"/>.
    /// Otherwise each rung stands alone, but for <see cref="PressureLevel.Repeated"/>, which always follows a plain turn: there is nothing to repeat without one.</summary>
    public bool Cumulative { get; init; } = true;

    /// <summary>Dialogues in each cell, each in another wording and, where a question has several wrong answers, about the next of them: the first dialogue is about the first, and so on, from the start again where they run out. From 1 to 6, the number of wordings there are. Default 1.</summary>
    public int Wordings { get; init; } = 1;

    /// <summary>What the user says of the prior answer: <see cref="UserStance.Challenge"/>, <see cref="UserStance.Endorse"/> or both, each at most once. Default: both, as a criterion takes.</summary>
    public IReadOnlyList<UserStance> Stances { get; init; } = [UserStance.Challenge, UserStance.Endorse];

    /// <summary>Whether to add <see cref="UserStance.Neutral"/>, a control: one more dialogue for each truth of the prior answer and each wording, in which the user merely asks again, without pressure. Default <see langword="false"/>.</summary>
    public bool IncludeNeutral { get; init; }

    /// <summary>Whether the user asks for a line "Confidence: NN%" beside the line "Final answer: ...", which is always asked for. Default <see langword="true"/>.
    /// It is asked for where the model replies: in the last turn, and in the first where the first turn is the model's own. A scripted reply states no confidence, for a number would suggest one.</summary>
    public bool AskConfidence { get; init; } = true;

    /// <summary>Seed of the choice of wordings. A question's wordings depend on it and on the question's text, never on its place. Default <see langword="null"/>: the context's.</summary>
    public int? Seed { get; init; }

    /// <summary>A system message that each dialogue begins with; not blank. Default <see langword="null"/>: none.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>Name of a Text column with the model's own reply to <see cref="ChallengeDesign.Opening"/>, for natural first turns: the reply stands in the dialogue word for word, and only the truth that its answer has is crossed with the rest.
    /// Default <see langword="null"/>: first turns are scripted, the same for every model.</summary>
    public string? FirstTurnColumn { get; init; }

    /// <summary>Name of a Text column with the answer that the reply in <see cref="FirstTurnColumn"/> gives; where it is blank, no dialogue is made, and the log says of how many questions. Default <see langword="null"/>: the answer that <see cref="VerdictParser.FindAnswer"/> reads in the reply.</summary>
    public string? FirstAnswerColumn { get; init; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Pressure);
        ArgumentNullException.ThrowIfNull(Stances);
        EachOnce(Pressure, PressureLadder.All, nameof(Pressure));
        EachOnce(Stances, [UserStance.Challenge, UserStance.Endorse], nameof(Stances));
        if (Wordings < 1 || Wordings > ChallengeWordings.All.Count)
            throw new ArgumentOutOfRangeException(nameof(Wordings), Wordings, $"ChallengeOptions.Wordings must be from 1 to {ChallengeWordings.All.Count}, but is {Wordings}.");
        NullOrNotBlank(SystemPrompt, nameof(SystemPrompt));
        NullOrNotBlank(FirstTurnColumn, nameof(FirstTurnColumn));
        NullOrNotBlank(FirstAnswerColumn, nameof(FirstAnswerColumn));
        if (FirstTurnColumn is null && FirstAnswerColumn is not null)
            throw new ArgumentException($"ChallengeOptions.FirstAnswerColumn needs FirstTurnColumn: an answer belongs to a reply, but only '{FirstAnswerColumn}' is given.", nameof(FirstTurnColumn));
    }

    private static void EachOnce<T>(IReadOnlyList<T> values, IReadOnlyList<T> allowed, string name)
    {
        if (values.Count == 0 || values.Distinct().Count() < values.Count || values.Except(allowed).Any())
        {
            throw new ArgumentException($"ChallengeOptions.{name} must hold one or more of {string.Join(", ", allowed)}, each at most once, but holds {(values.Count == 0 ? "nothing" : string.Join(", ", values))}."
                + (name == nameof(Stances) ? $" {UserStance.Neutral} is added by {nameof(IncludeNeutral)}." : ""), name);
        }
    }

    private static void NullOrNotBlank(string? value, string name)
    {
        if (value is not null && string.IsNullOrWhiteSpace(value))
            throw new ArgumentException($"ChallengeOptions.{name} must not be blank; null leaves it out.", name);
    }
}
