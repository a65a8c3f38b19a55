using MathNet.Numerics.Statistics;

namespace ResearchML.Statistics;

/// <summary>The area under the receiver operating characteristic: the chance that a positive scores higher than a negative, where a tie counts half.</summary>
/// <remarks>
/// Hanley and McNeil 1982, "The meaning and use of the area under a receiver operating characteristic (ROC) curve", Radiology 143, 29-36: it is Wilcoxon's statistic. With R the
/// sum of the positives' ranks among all scores, ties sharing their mean rank, AUC = (R - P(P+1)/2) / (P·N) for P positives and N negatives.
/// </remarks>
public static class RocAuc
{
    /// <summary>The area.</summary>
    /// <param name="scores">(item): finite; higher where the item is thought positive.</param>
    /// <param name="positives">(item): whether it is.</param>
    /// <returns>From 0 to 1; 0.5 for scores that tell nothing. NaN where there are no positives or no negatives.</returns>
    /// <exception cref="ArgumentNullException">A list is null.</exception>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A score is NaN or infinite.</exception>
    public static double Of(IReadOnlyList<double> scores, IReadOnlyList<bool> positives)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(positives);
        Counts.RequireEqual(scores.Count, positives.Count);
        for (int i = 0; i < scores.Count; i++)
        {
            if (!double.IsFinite(scores[i]))
                throw new ArgumentOutOfRangeException(nameof(scores), scores[i], FormattableString.Invariant($"A score must be finite, but number {i} is {scores[i]}."));
        }

        double p = positives.Count(x => x), n = positives.Count - p;
        if (p == 0 || n == 0)
            return double.NaN;
        double rankSum = scores.Ranks(RankDefinition.Average).Zip(positives, (rank, positive) => positive ? rank : 0).Sum();
        return (rankSum - p * (p + 1) / 2) / (p * n);
    }
}
