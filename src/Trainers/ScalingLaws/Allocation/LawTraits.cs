namespace ResearchML.Trainers;

/// <summary>What an allocation must know of a law beside its values: of a single fit, or of all that a law is made of.</summary>
/// <param name="Divides">Whether any form of it is a function of both N and D.</param>
/// <param name="Doubts">What is doubtful about it.</param>
/// <param name="KnowsRepeats">Whether all of it knows what repeated tokens are worth.</param>
/// <param name="Reach">Where the data lies.</param>
internal sealed record LawTraits(bool Divides, FitStatus Doubts, bool KnowsRepeats, ScalingReach Reach)
{
    /// <summary>A doubt about forms that together have less of the average than this is theirs, not the law's.</summary>
    private const double LeastWeight = 0.1;

    public static LawTraits Of(ScalingLawFit fit) => Of([(fit, 1)], FitStatus.Ok);

    public static LawTraits Of(IReadOnlyList<(ScalingLawFit Fit, double Weight)> members, FitStatus own) => new(
        members.Any(m => m.Fit.Form.Variables.HasFlag(ScalingVariables.Parameters | ScalingVariables.Tokens)),
        Enum.GetValues<FitStatus>().Where(doubt => members.Where(m => m.Fit.Status.HasFlag(doubt)).Sum(m => m.Weight) >= LeastWeight).Aggregate(own, (all, doubt) => all | doubt),
        members.All(m => m.Fit.Form.Variables.HasFlag(ScalingVariables.UniqueTokens)),
        members[0].Fit.Reach);

    /// <summary>What is doubtful about the law at a point.</summary>
    public FitStatus At(ScalingPoint point) => Doubts | Reach.StatusAt(point) | (!KnowsRepeats && ScalingReach.Repeats(point) ? FitStatus.RepeatedEpochs : FitStatus.Ok);
}
