using ResearchML.Statistics;

namespace TokenObjectives;

/// <summary>How terminal and report name things.</summary>
internal static class Words
{
    public const string Question = "Does another objective make a better model of held-out text than next-token training, at equal tokens or at equal time?";

    public const string Reading =
        "Calibrated: a k-shot model is read through the inverse link, the others as they are. pass@8: the mean chance that at least one of 8 samples of a token is right, of the models as they are. k-shot loss: the mean of minus its logarithm, of models brought to k = 8 by the link where they were not trained for it.";

    public static string Name(BudgetKind budget) => budget == BudgetKind.Tokens ? "equal tokens" : "equal time";

    public static string Number(double value) => FormattableString.Invariant($"{value:f4}");

    public static string Number(Estimate estimate) => double.IsNaN(estimate.Lower) ? Number(estimate.Value) : FormattableString.Invariant($"{estimate.Value:f3} [{estimate.Lower:f3}, {estimate.Upper:f3}]");

    public static string Signed(Estimate estimate) => FormattableString.Invariant($"{estimate.Value:+0.0000;−0.0000} [{estimate.Lower:+0.0000;−0.0000}, {estimate.Upper:+0.0000;−0.0000}]");

    public static string Sentence(Standing standing) =>
        $"{Name(standing.Budget)}, {standing.Objective}: bits per byte {Signed(standing.Bits)}, {standing.BitsVerdict}; k-shot loss {Signed(standing.Shots)}, {standing.ShotsVerdict} ({standing.Seeds} seeds).";
}
