namespace ResearchML.Transforms;

/// <summary>What attention between sentences would be if each position looked at all that it sees alike.</summary>
internal static class UniformAttention
{
    /// <summary>U[p, q] = mean over the tokens i of sentence p of |{j in q: i sees j}| / |{j: i sees j}|, keys that count for nothing left out.</summary>
    /// <param name="owners">(T) the sentence of each position, −1 where it counts for none.</param>
    /// <param name="count">Sentences.</param>
    /// <param name="window">Positions that each sees at most, itself included; <see langword="null"/> for all before it.</param>
    /// <returns>(S, S), 0 where nothing is seen.</returns>
    public static double[,] Between(int[] owners, int count, int? window)
    {
        var shares = new double[count, count];
        var tokens = new int[count];
        var seen = new int[count]; // keys of each sentence that the position sees
        int all = 0;
        for (int i = 0; i < owners.Length; i++)
        {
            See(owners[i], 1);
            if (window is int width && i >= width)
                See(owners[i - width], -1);
            if (owners[i] < 0 || all == 0)
                continue;
            tokens[owners[i]]++;
            for (int q = 0; q < count; q++)
                shares[owners[i], q] += (double)seen[q] / all;
        }
        for (int p = 0; p < count; p++)
        {
            for (int q = 0; q < count && tokens[p] > 0; q++)
                shares[p, q] /= tokens[p];
        }
        return shares;

        void See(int sentence, int step)
        {
            if (sentence < 0)
                return;
            seen[sentence] += step;
            all += step;
        }
    }
}
