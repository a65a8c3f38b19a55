using ResearchML.Statistics;

namespace SentencePermutation;

/// <summary>An arm against another, paired by seed.</summary>
/// <param name="Arm">Its name.</param>
/// <param name="Against">The other's.</param>
/// <param name="Final">Bits per byte after the equal budget, minus the other's: below 0 is better. Student's 95% interval over seeds.</param>
/// <param name="Best">The same where each is stopped at its best.</param>
/// <param name="Seeds">How many.</param>
internal sealed record Standing(string Arm, string Against, Estimate Final, Estimate Best, int Seeds)
{
    /// <summary>Each way of permuting against repeating; and the claim against what it claims to be better than.</summary>
    public static IReadOnlyList<Standing> Of(IReadOnlyList<Outcome> study) =>
    [
        Between(study, SentencePermutation.Arm.Shuffle, SentencePermutation.Arm.Repeat),
        Between(study, SentencePermutation.Arm.RandomDag, SentencePermutation.Arm.Repeat),
        Between(study, SentencePermutation.Arm.AttentionDag, SentencePermutation.Arm.Repeat),
        Between(study, SentencePermutation.Arm.AttentionDag, SentencePermutation.Arm.Shuffle),
        Between(study, SentencePermutation.Arm.AttentionDag, SentencePermutation.Arm.RandomDag),
    ];

    /// <summary>What the interval of the equal budget allows to say.</summary>
    public string FinalVerdict => EstimateText.Verdict(Final);

    /// <summary>What the interval of the best allows to say.</summary>
    public string BestVerdict => EstimateText.Verdict(Best);

    private static Standing Between(IReadOnlyList<Outcome> study, SentencePermutation.Arm arm, SentencePermutation.Arm against)
    {
        (Outcome Own, Outcome Other)[] pairs = [.. study.Where(o => o.Arm == arm.Name).Join(study.Where(o => o.Arm == against.Name), o => o.Seed, o => o.Seed, (own, other) => (own, other))];
        return new Standing(arm.Name, against.Name, MeanInterval.Of([.. pairs.Select(p => p.Own.Final - p.Other.Final)]), MeanInterval.Of([.. pairs.Select(p => p.Own.Best - p.Other.Best)]), pairs.Length);
    }
}
