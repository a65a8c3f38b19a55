namespace ResearchML.Transforms;

/// <summary>Kendall's tau as a distance between two orders: how many pairs of elements they put the other way round.</summary>
/// <remarks>Kendall 1938, "A new measure of rank correlation", Biometrika 30. Inversions are counted by merge sort (Knight 1966): O(n log n).</remarks>
public static class KendallTau
{
    /// <summary>The number of discordant pairs: 0 for equal orders, n(n − 1)/2 for reversed ones.</summary>
    /// <param name="first">The elements 0 to n − 1 in an order.</param>
    /// <param name="second">The same elements in another.</param>
    /// <exception cref="ArgumentException">One is not an order of 0 to n − 1, or their lengths differ.</exception>
    public static long Distance(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        if (first.Length != second.Length)
            throw new ArgumentException($"Both orders must have as many elements, but have {first.Length} and {second.Length}.", nameof(second));
        int[] place = Places(second, nameof(second));
        Places(first, nameof(first));
        int[] sequence = new int[first.Length];
        for (int i = 0; i < sequence.Length; i++)
            sequence[i] = place[first[i]];
        return SortCounting(sequence, new int[sequence.Length]);
    }

    private static int[] Places(ReadOnlySpan<int> order, string name)
    {
        int[] place = new int[order.Length];
        Array.Fill(place, -1);
        for (int i = 0; i < order.Length; i++)
        {
            if (order[i] < 0 || order[i] >= order.Length || place[order[i]] >= 0)
                throw new ArgumentException($"An order has each of the elements 0 to {order.Length - 1} once, but {name}[{i}] is {order[i]}.", name);
            place[order[i]] = i;
        }

        return place;
    }

    /// <summary>Sorts; the pairs that stood in descending order.</summary>
    private static long SortCounting(Span<int> values, Span<int> spare)
    {
        if (values.Length < 2)
            return 0;
        int half = values.Length / 2;
        long pairs = SortCounting(values[..half], spare) + SortCounting(values[half..], spare);
        values[..half].CopyTo(spare);
        int left = 0, right = half;
        for (int i = 0; left < half; i++)
        {
            bool takeRight = right < values.Length && values[right] < spare[left];
            values[i] = takeRight ? values[right++] : spare[left++];
            pairs += takeRight ? half - left : 0;
        }

        return pairs;
    }
}
