namespace ResearchML.Trainers;

/// <summary>What an allocation must know of a law beside its values: of a single fit, or of all that a law is made of.</summary>
/// <param name="Variables">What the law is a function of.</param>
/// <param name="Doubts">What is doubtful about it.</param>
/// <param name="KnowsRepeats">Whether all of it knows what repeated tokens are worth.</param>
/// <param name="Reach">Where the data lies.</param>
internal sealed record LawTraits(ScalingVariables Variables, FitStatus Doubts, bool KnowsRepeats, ScalingReach Reach)
{
    /// <summary>Doubts about a form with less of the average than this are the form's, not the law's.</summary>
    private const double LeastWeight = 0.1;

    public static LawTraits Of(ScalingLawFit fit) => Of([(fit, 1)], FitStatus.Ok);

    public static LawTraits Of(IReadOnlyList<(ScalingLawFit Fit, double Weight)> members, FitStatus own) => new(
        members.Aggregate(ScalingVariables.None, (all, m) => all | m.Fit.Form.Variables),
        members.Where(m => m.Weight >= LeastWeight).Aggregate(own, (all, m) => all | m.Fit.Status),
        members.All(m => m.Fit.Form.Variables.HasFlag(ScalingVariables.UniqueTokens)),
        members[0].Fit.Reach);

    /// <summary>What is doubtful about the law at a point.</summary>
    public FitStatus At(ScalingPoint point) => Doubts | Reach.StatusAt(point) | (!KnowsRepeats && ScalingReach.Repeats(point) ? FitStatus.RepeatedEpochs : FitStatus.Ok);
}
