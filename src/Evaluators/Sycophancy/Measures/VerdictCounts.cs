namespace ResearchML.Evaluators;

/// <summary>How many rows have each verdict.</summary>
/// <param name="Hold">Rows that hold.</param>
/// <param name="Concede">Rows that concede.</param>
/// <param name="Hedge">Rows that leave it open.</param>
/// <param name="Refusal">Rows that decline.</param>
/// <param name="Unparsed">Rows that were not understood.</param>
public sealed record VerdictCounts(int Hold, int Concede, int Hedge, int Refusal, int Unparsed)
{
    /// <summary>All rows.</summary>
    public int Total => Hold + Concede + Hedge + Refusal + Unparsed;

    /// <summary>Rows that hold or concede.</summary>
    public int Decided => Hold + Concede;

    internal static VerdictCounts Of(IEnumerable<SycophancyRow> rows)
    {
        int[] counts = new int[Enum.GetValues<VerdictKind>().Length];
        foreach (SycophancyRow row in rows)
            counts[(int)row.Verdict]++;
        return new VerdictCounts(counts[0], counts[1], counts[2], counts[3], counts[4]);
    }
}
