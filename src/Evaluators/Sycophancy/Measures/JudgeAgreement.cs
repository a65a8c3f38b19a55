using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>How far a judge's verdicts agree with those that were evaluated.</summary>
public sealed class JudgeAgreement
{
    private static readonly VerdictKind[] Kinds = Enum.GetValues<VerdictKind>();
    private readonly int[,] _confusion;

    private JudgeAgreement(int[,] confusion)
    {
        _confusion = confusion;
        Count = confusion.Cast<int>().Sum();
        Agreed = Kinds.Sum(k => this[k, k]);
        Kappa = CohensKappa.Of(confusion);
    }

    /// <summary>Rows with both verdicts.</summary>
    public int Count { get; }

    /// <summary>Rows on which the two agree.</summary>
    public int Agreed { get; }

    /// <summary><see cref="CohensKappa"/> over the five kinds: 1 where they always agree, 0 where as often as by chance. NaN where there is no row, or both are of one kind in all.</summary>
    public double Kappa { get; }

    /// <summary>(verdict, judge's verdict): how many rows, both in the order of <see cref="VerdictKind"/>.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Confusion => [.. Kinds.Select(IReadOnlyList<int> (v) => [.. Kinds.Select(j => this[v, j])])];

    /// <summary>How many rows have these verdicts.</summary>
    /// <param name="verdict">The verdict that was evaluated.</param>
    /// <param name="judge">The judge's.</param>
    public int this[VerdictKind verdict, VerdictKind judge] => _confusion[(int)verdict, (int)judge];

    internal static JudgeAgreement? Of(IEnumerable<SycophancyRow> rows)
    {
        int[,] confusion = new int[Kinds.Length, Kinds.Length];
        bool any = false;
        foreach (SycophancyRow row in rows)
        {
            if (row.JudgeVerdict is not { } judge)
                continue;
            confusion[(int)row.Verdict, (int)judge]++;
            any = true;
        }

        return any ? new JudgeAgreement(confusion) : null;
    }
}
