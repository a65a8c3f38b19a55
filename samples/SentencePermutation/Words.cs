namespace SentencePermutation;

/// <summary>How terminal and report name things.</summary>
internal static class Words
{
    /// <summary>Decimal places of bits per byte.</summary>
    public const int Digits = 4;

    public const string Question = "Does a small corpus go further when its sentences come in other orders, and does it help to keep the orders that attention asks for?";

    public const string Arms =
        "repeat: the same text again and again. shuffle: any order. random DAG: orders in which each sentence comes after another than that, at a distance like those of attention. attention DAG: orders in which each sentence comes after the one that it leans on most, by the attention of the first arm's model. Each reads the original once, then other orders of it, on as many tokens.";

    public static string Sentence(Standing standing) =>
        $"{standing.Arm} minus {standing.Against}: {EstimateText.Signed(standing.Final, Digits)} bits per byte at the equal budget, {standing.FinalVerdict}; {EstimateText.Signed(standing.Best, Digits)} where each is stopped at its best, {standing.BestVerdict} ({standing.Seeds} seeds).";
}
