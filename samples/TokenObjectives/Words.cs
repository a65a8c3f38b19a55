namespace TokenObjectives;

/// <summary>How terminal and report name things.</summary>
internal static class Words
{
    /// <summary>Decimal places of bits, losses and pass@8.</summary>
    public const int Digits = 4;

    public const string Question = "Does another objective make a better model of held-out text than next-token training, at equal tokens or at equal time?";

    public const string Reading =
        "Calibrated: a k-shot model is read through the inverse link, the others as they are. pass@8: the mean chance that at least one of 8 samples of a token is right, of the models as they are. k-shot loss: the mean of minus its logarithm, of models brought to k = 8 by the link where they were not trained for it.";

    public static string Name(BudgetKind budget) => budget == BudgetKind.Tokens ? "equal tokens" : "equal time";

    public static string Sentence(Standing standing) =>
        $"{Name(standing.Budget)}, {standing.Objective}: bits per byte {EstimateText.Signed(standing.Bits, Digits)}, {standing.BitsVerdict}; k-shot loss {EstimateText.Signed(standing.Shots, Digits)}, {standing.ShotsVerdict} ({standing.Seeds} seeds).";
}
