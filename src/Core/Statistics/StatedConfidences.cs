namespace ResearchML.Statistics;

/// <summary>What confidences and the answers that they go with must be.</summary>
internal static class StatedConfidences
{
    public static void Require(IReadOnlyList<double> confidences, IReadOnlyList<bool> correct)
    {
        ArgumentNullException.ThrowIfNull(confidences);
        ArgumentNullException.ThrowIfNull(correct);
        Counts.RequireEqual(confidences.Count, correct.Count);
        for (int i = 0; i < confidences.Count; i++)
        {
            if (confidences[i] is not (>= 0 and <= 1))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(confidences), confidences[i], FormattableString.Invariant($"A confidence lies in [0, 1], but number {i} is {confidences[i]}. Leave out answers without one."));
            }
        }
    }
}
