using System.Numerics;

namespace ResearchML.Transforms;

/// <summary>The linear extensions of a partial order, all orders of its elements that keep it: exact counts and exactly uniform draws.</summary>
/// <remarks>
/// Counting is #P-complete (Brightwell and Winkler 1991, "Counting linear extensions", Order 8), so that it has a limit, in states
/// (<see cref="DefaultMaxStates"/>): the dynamic programme over downsets of <see cref="ExtensionTable"/>. Draws are numbers of extensions; past
/// the limit they are Huber's, <see cref="PerfectSampler"/>, which takes about n³ ln n steps a draw for any order: a second for 150 elements, minutes for 1,000. Everything is thread-safe.
/// </remarks>
public static class LinearExtensions
{
    /// <summary>The default limit of states, of the order and its dual together: less than 130 MB at 100 and 150 elements (bench/LinearExtensionCount); a state takes about 200 bytes, and 600 in the half that is counted.</summary>
    public const int DefaultMaxStates = 400_000;

    private const int AttemptsPerOrder = 10, LeastAttempts = 100;

    /// <summary>The number of linear extensions. At least 1: nothing has one order.</summary>
    /// <param name="order">The partial order.</param>
    /// <param name="maxStates">States at most. At least 0. Default <see cref="DefaultMaxStates"/>.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="order"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxStates"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The count takes more states.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static BigInteger Count(Poset order, int maxStates = DefaultMaxStates, CancellationToken cancellation = default) =>
        TryCount(order, out BigInteger count, maxStates, cancellation) ? count : throw new InvalidOperationException(
            $"Counting the linear extensions of these {order.Count} elements takes more than {maxStates} states. Allow more states, or draw without a count (Sample does so by itself).");

    /// <summary>The number of linear extensions, unless counting takes too many states.</summary>
    /// <param name="order">The partial order.</param>
    /// <param name="count">The number; 0 where it was not found.</param>
    /// <param name="maxStates">States at most. At least 0. Default <see cref="DefaultMaxStates"/>.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether it was found.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="order"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxStates"/> is negative.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static bool TryCount(Poset order, out BigInteger count, int maxStates = DefaultMaxStates, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentOutOfRangeException.ThrowIfNegative(maxStates);
        ExtensionTable? table = ExtensionTable.TryCount(order, maxStates, out _, cancellation);
        count = table?.Total ?? BigInteger.Zero;
        return table is not null;
    }

    /// <summary>Draws linear extensions, each with the same probability.</summary>
    /// <param name="order">The partial order.</param>
    /// <param name="count">Orders asked for. At least 0.</param>
    /// <param name="distinct">Whether no order may come twice. Where there are no more than <paramref name="count"/>, all are drawn.</param>
    /// <param name="seed">Seed: the same orders on every machine.</param>
    /// <returns>The orders, first element first. How they were drawn is told by <see cref="Sample(Poset, LinearExtensionOptions)"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="order"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public static int[][] Sample(Poset order, int count, bool distinct = true, int seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Sample(order, new LinearExtensionOptions { Count = count, Distinct = distinct, Seed = unchecked((ulong)seed) }).Orders;
    }

    /// <summary>Draws linear extensions, and says how.</summary>
    /// <param name="order">The partial order.</param>
    /// <param name="options">How many, and how.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException"><see cref="LinearExtensionOptions.CancellationToken"/> was cancelled.</exception>
    public static LinearExtensionSample Sample(Poset order, LinearExtensionOptions options)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var random = new RandomStream(options.Seed);
        int draws = options.FarthestFirstPool > 0 ? options.FarthestFirstPool : options.Count;
        ExtensionTable? table = ExtensionTable.TryCount(order, options.MaxStates, out int states, options.CancellationToken);
        int[][] drawn = table is null
            ? DrawPerfect(order, draws, options, ref random)
            : DrawExact(table, draws, options, ref random);
        return new LinearExtensionSample(
            options.FarthestFirstPool > 0 ? FarthestFirst.Choose(drawn, options.Count, options.CancellationToken) : drawn,
            table is null ? SamplingMethod.Perfect : SamplingMethod.Exact,
            table?.Total,
            states,
            table is null && drawn.Length < options.Count);
    }

    private static int[][] DrawExact(ExtensionTable table, int draws, LinearExtensionOptions options, ref RandomStream random)
    {
        BigInteger[] ranks = options.Distinct ? Subset(table.Total, draws, ref random) : new BigInteger[draws];
        for (int i = 0; i < draws && !options.Distinct; i++)
            ranks[i] = random.Below(table.Total);

        var unranker = new ExtensionUnranker(table);
        return Array.ConvertAll(ranks, rank =>
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            return unranker.Unrank(rank);
        });
    }

    /// <summary>A uniform subset of [0, bound), in a uniform order (Floyd's algorithm; Bentley and Floyd 1987).</summary>
    private static BigInteger[] Subset(BigInteger bound, int size, ref RandomStream random)
    {
        var subset = new HashSet<BigInteger>();
        for (BigInteger last = BigInteger.Max(0, bound - size); last < bound; last++)
        {
            if (!subset.Add(random.Below(last + 1)))
                subset.Add(last);
        }

        BigInteger[] shuffled = [.. subset];
        random.Shuffle(shuffled.AsSpan());
        return shuffled;
    }

    /// <summary>Draws; where they must differ, those that came before are drawn again, up to 10 times as many draws as are asked for, and 100 more.</summary>
    private static int[][] DrawPerfect(Poset order, int draws, LinearExtensionOptions options, ref RandomStream random)
    {
        var sampler = new PerfectSampler(order);
        var orders = new List<int[]>();
        var seen = new HashSet<string>();
        for (long attempts = (long)AttemptsPerOrder * draws + LeastAttempts; orders.Count < draws && attempts > 0; attempts--)
        {
            int[] drawn = sampler.Draw(ref random, options.CancellationToken);
            if (!options.Distinct || seen.Add(string.Join(',', drawn)))
                orders.Add(drawn);
        }

        return [.. orders];
    }
}
