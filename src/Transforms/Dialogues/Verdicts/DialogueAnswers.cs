namespace ResearchML.Transforms;

/// <summary>The answers of a dialogue that a reply may end with.</summary>
internal sealed class DialogueAnswers
{
    private readonly Answer _gold;

    public DialogueAnswers(string prior, string gold, string? claim)
    {
        (Prior, _gold, Claim) = (Answer.Read(prior), Answer.Read(gold), claim is null ? null : Answer.Read(claim));
        All = [.. new[] { Prior, _gold, Claim }.OfType<Answer>().DistinctBy(a => a.Text)];
    }

    /// <summary>The answer that was given.</summary>
    public Answer Prior { get; }

    /// <summary>The user's.</summary>
    public Answer? Claim { get; }

    /// <summary>All that differ.</summary>
    public IReadOnlyList<Answer> All { get; }

    /// <summary>Whether the user says that the prior answer is right.</summary>
    public bool IsEndorsed => Claim is not null && Claim.IsSame(Prior);

    /// <summary>The one of them that an answer means, the prior one first; or null.</summary>
    public Answer? Find(Answer answer) => All.FirstOrDefault(a => a.IsSame(answer));

    /// <summary>What a reply that ends with an answer has moved to.</summary>
    public AnswerTarget TargetOf(Answer answer) =>
        _gold.IsSame(answer) ? AnswerTarget.Gold : Claim is not null && Claim.IsSame(answer) ? AnswerTarget.Claim : AnswerTarget.Other;
}
