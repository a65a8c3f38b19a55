using System.Numerics;

namespace ResearchML.Transforms;

/// <summary>How many linear extensions a poset has, and how many each of the smaller posets that the count is made of: a dynamic programme over what remains when elements are placed from below.</summary>
/// <remarks>
/// Where the remaining elements fall into parts that no relation joins, each part is counted alone, at every step, as by Kangas, Hankala,
/// Niinimäki and Koivisto 2016, "Counting linear extensions of sparse posets", IJCAI. We go further: the poset's own minimal elements are not
/// placed one by one. They are <em>free</em>: nothing asks where they stand but the elements above them. A state holds not which of its q free
/// elements have been placed, 2^q cases, but how many, q + 1 cases. With e the number of linear extensions of a part C of |C| elements:
/// <list type="bullet">
/// <item><description>(1) W_C(j) = Σ_J e(C ∖ J), J the sets of j free elements of C; e(C) = W_C(0); V_C(j) = W_C(j)/(|C| − j)!.</description></item>
/// <item><description>(2) (|C| − j)·V_C(j) = (j + 1)·V_C(j + 1) + Σ_b V_{C∖b∖B}(j − |B|), b the elements below which only free ones remain, B. Times (|C| − j − 1)!: the first of C ∖ J is a free element p, and each J ∪ p comes from j + 1 pairs (J, p); or it is a b, and then B lies in J.</description></item>
/// <item><description>(3) V_{A∪D}(j) = Σ_i V_A(i)·V_D(j − i), A and D without a relation between them. Times (|A ∪ D| − j)!: any shuffle of both.</description></item>
/// <item><description>(4) V_{D∪a}(j) = V_D(j), a single element: (3) with W_a(0) = 1.</description></item>
/// </list>
/// V is a fraction, hence computed modulo as many primes as the number of extensions takes, and put together by the Chinese remainder theorem.
/// On the 64 elements of bench/LinearExtensionCount there were 7 to 118 times fewer states than without free elements (median 22, seeds 1 to
/// 10). The dual order, with as many extensions, may have 10 times fewer again. Which of the two shows while they are explored: the next turn
/// goes to the one with fewer states waiting, until one has no more; that took half to nine tenths of the states of taking turns.
/// </remarks>
internal sealed class ExtensionTable
{
    private const int Turn = 1024;

    private readonly PrimeField[] _fields;
    private readonly ExtensionResidues _residues;
    private readonly BigInteger[] _units; // 1 modulo one prime, 0 modulo the others
    private readonly BigInteger _product;
    private readonly BigInteger[] _factorials;

    /// <summary>Counts.</summary>
    /// <param name="order">The poset.</param>
    /// <param name="states">Its states, all expanded.</param>
    /// <param name="cancellation">Ends it.</param>
    internal ExtensionTable(Poset order, ExtensionStates states, CancellationToken cancellation)
    {
        States = states;
        _factorials = new BigInteger[order.Count + 1];
        _factorials[0] = BigInteger.One;
        for (int i = 1; i <= order.Count; i++)
            _factorials[i] = _factorials[i - 1] * i;
        int[] smallFirst = [.. Enumerable.Range(0, states.Count)], sizes = [.. smallFirst.Select(states.Size)];
        Array.Sort(sizes, smallFirst); // a state is made of smaller ones
        _fields = PrimeField.PastProduct(Bound(order), ExtensionResidues.BitsFor(order.Count));
        _product = _fields.Aggregate(BigInteger.One, (product, f) => product * f.Prime);
        _units = Array.ConvertAll(_fields, f => _product / f.Prime * BigInteger.ModPow(_product / f.Prime, f.Prime - 2, f.Prime));
        _residues = new ExtensionResidues(states, smallFirst, _fields, cancellation);
        Total = Ways(states.Roots, order.Count, 0);
    }

    /// <summary>What was counted.</summary>
    public ExtensionStates States { get; }

    /// <summary>Number of linear extensions of the whole poset. At least 1.</summary>
    public BigInteger Total { get; }

    /// <summary>Counts.</summary>
    /// <param name="order">The poset.</param>
    /// <param name="maxStates">States at most, of the order and its dual together; of more than 100 elements, for which each state takes longer, so many fewer.</param>
    /// <param name="met">States met, of both.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns><see langword="null"/> where there are more.</returns>
    public static ExtensionTable? TryCount(Poset order, int maxStates, out int met, CancellationToken cancellation)
    {
        ExtensionStates states = ExtensionStates.Of(order, fromAbove: false), others = ExtensionStates.Of(order, fromAbove: true);
        long most = maxStates * 100L / Math.Max(100, order.Count);
        while (true)
        {
            for (int target = states.Expanded + Turn; states.Expanded < Math.Min(target, states.Count) && states.Count + others.Count <= most;)
            {
                cancellation.ThrowIfCancellationRequested();
                states.Expand();
            }

            met = states.Count + others.Count;
            if (met > most)
                return null;
            if (states.Expanded == states.Count)
                return new ExtensionTable(order, states, cancellation);
            if (states.Waiting > others.Waiting)
                (states, others) = (others, states);
        }
    }

    /// <summary>W(<paramref name="j"/>) of parts and single elements together.</summary>
    /// <param name="parts">States without a relation between them.</param>
    /// <param name="size">Elements, the single ones beside them included.</param>
    /// <param name="j">Free elements placed.</param>
    public BigInteger Ways(ReadOnlySpan<int> parts, int size, int j)
    {
        BigInteger sum = BigInteger.Zero;
        ReadOnlySpan<ulong> residues = _residues.Together(parts).Slice(j * _fields.Length, _fields.Length);
        for (int f = 0; f < _fields.Length; f++)
            sum += _fields[f].ToNumber(residues[f]) * _units[f];
        return sum * _factorials[size - j] % _product;
    }

    /// <summary>n choose k.</summary>
    public BigInteger Binomial(int n, int k) => _factorials[n] / (_factorials[k] * _factorials[n - k]);

    /// <summary>A number not below the extensions of the poset, nor those of any part: the shuffles of chains that it falls into.</summary>
    private static BigInteger Bound(Poset order)
    {
        var chains = new List<(int Last, int Length)>();
        BigInteger shuffles = BigInteger.One;
        for (int i = 0; i < order.Count; i++)
        {
            int element = order.Topological[i], chain = chains.FindIndex(c => order.Precedes(c.Last, element));
            if (chain < 0)
            {
                chain = chains.Count;
                chains.Add(default);
            }

            chains[chain] = (element, chains[chain].Length + 1);
            shuffles = shuffles * (i + 1) / chains[chain].Length;
        }

        return shuffles;
    }
}
