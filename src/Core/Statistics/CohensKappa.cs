namespace ResearchML.Statistics;

/// <summary>How far two raters agree beyond what their habits alone would bring.</summary>
/// <remarks>
/// Cohen 1960, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20, 37-46. With p the share of items on which they agree and q the share
/// on which they would if each gave his categories at random as often as he does, κ = (p - q) / (1 - q)     (Cohen, eq. 1). Unweighted: any two categories are equally far apart.
/// </remarks>
public static class CohensKappa
{
    /// <summary>Kappa.</summary>
    /// <param name="confusion">(category, category): how many items the one rater put into the row's category and the other into the column's. Square, none negative.</param>
    /// <returns>
    /// 1 where they always agree, 0 where as often as by chance, below 0 where less. NaN where there is no item, and where both gave every item the same one category: it is 0/0
    /// then, and their agreement says nothing.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="confusion"/> is null.</exception>
    /// <exception cref="ArgumentException">The table is not square.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static double Of(int[,] confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        int categories = confusion.GetLength(0);
        if (confusion.GetLength(1) != categories)
            throw new ArgumentException(FormattableString.Invariant($"The table must be square, but has {categories} rows and {confusion.GetLength(1)} columns."), nameof(confusion));
        long[] rows = new long[categories], columns = new long[categories];
        long agreed = 0, all = 0;
        for (int r = 0; r < categories; r++)
        {
            for (int c = 0; c < categories; c++)
            {
                int count = confusion[r, c];
                if (count < 0)
                    throw new ArgumentOutOfRangeException(nameof(confusion), count, FormattableString.Invariant($"A count must be at least 0, but that of ({r}, {c}) is {count}."));
                rows[r] += count;
                columns[c] += count;
                agreed += r == c ? count : 0;
                all += count;
            }
        }

        double observed = agreed / (double)all, chance = rows.Zip(columns, (r, c) => r / (double)all * (c / (double)all)).Sum();
        return (observed - chance) / (1 - chance); // (1)
    }
}
