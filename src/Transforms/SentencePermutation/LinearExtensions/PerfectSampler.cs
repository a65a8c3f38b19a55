namespace ResearchML.Transforms;

/// <summary>Draws linear extensions, each with exactly the same probability, without counting them: coupling from the past.</summary>
/// <remarks>
/// Huber 2006, "Fast perfect sampling from linear extensions", Discrete Mathematics 306, 420-428: expected time O(n³ ln n).
/// <list type="bullet">
/// <item><description>The chain (Karzanov and Khachiyan 1991): draw a place i and a fair coin; on heads exchange x(i) and x(i + 1), unless x(i) precedes x(i + 1). It is symmetric, thus uniform in the long run, however i is drawn.</description></item>
/// <item><description>The bounding chain y: places hold elements or nothing; an element of y stands in x at its place in y or before. At first y is empty; whenever its last place is, the next element of a fixed linear extension enters there.</description></item>
/// <item><description>y moves by the same coin, but x by the opposite one where y(i + 1) = x(i): y would move that element down just when x moves it up. Once y holds all elements, x = y, whatever x was at first.</description></item>
/// <item><description>Coupling from the past (Propp and Wilson 1996): a block of t steps that ends with y full gives its x; any other is run again, with its own coins, from an x drawn by the same means with 2t steps before it.</description></item>
/// </list>
/// In that second run the coins are y's, and those of x are made from them anew: x is another than was thought of at first.
/// </remarks>
internal sealed class PerfectSampler
{
    private readonly int[] _elements; // by rank in the fixed linear extension; everything else here speaks of ranks
    private readonly byte[] _free;   // (n + 1, n + 1): 1 where two neighbours may be exchanged; n stands for nothing
    private readonly int[] _x, _y;
    private readonly int _stride;

    private readonly long _firstBlock;

    /// <param name="order">The poset.</param>
    /// <param name="firstBlock">Steps of the first block. Default 0: n³/2, often enough and seldom far too many. The draws' distribution is the same with any.</param>
    public PerfectSampler(Poset order, long firstBlock = 0)
    {
        int n = order.Count;
        _firstBlock = firstBlock > 0 ? firstBlock : Math.Max(1, (long)n * n * n / 2);
        (_elements, _stride, _x, _y) = (order.Topological, n + 1, new int[n], new int[n]);
        _free = new byte[_stride * _stride];
        Array.Fill(_free, (byte)1);
        for (int a = 0; a < n; a++)
        {
            for (int b = 0; b < n; b++)
                _free[a * _stride + b] = (byte)(order.Precedes(_elements[a], _elements[b]) ? 0 : 1);
        }
    }

    /// <summary>Draws one.</summary>
    /// <param name="random">Where blocks have their seeds from.</param>
    /// <param name="cancellation">Ends it.</param>
    public int[] Draw(ref RandomStream random, CancellationToken cancellation)
    {
        int n = _x.Length;
        if (n < 2)
            return [.. _elements];
        var seeds = new Stack<ulong>(); // of blocks, the last the furthest in the past
        bool full;
        do
        {
            seeds.Push(random.Next());
            full = Run(seeds.Peek(), _firstBlock << (seeds.Count - 1), cancellation);
        }
        while (!full);

        _y.CopyTo(_x, 0);
        for (seeds.Pop(); seeds.TryPop(out ulong seed);)
            Run(seed, _firstBlock << seeds.Count, cancellation);
        return [.. _x.Select(a => _elements[a])];
    }

    /// <summary>Runs a block: y from nothing, x from where it is.</summary>
    /// <returns>Whether y is full at the end.</returns>
    private bool Run(ulong seed, long steps, CancellationToken cancellation)
    {
        const int Stretch = 1 << 16;
        int n = _x.Length, entered = 0;
        var random = new RandomStream(seed);
        int[] x = _x, y = _y;
        Array.Fill(y, n);
        for (long start = 0; start < steps; start += Stretch)
        {
            cancellation.ThrowIfCancellationRequested();
            for (long step = Math.Min(Stretch, steps - start); step > 0; step--)
            {
                if (y[^1] == n)
                    y[^1] = entered++;
                ulong word = random.Next();
                int i = (int)((word >> 32) * (ulong)(n - 1) >> 32);
                int heads = (int)word & 1; // a bit that i does not depend on
                int opposite = y[i + 1] == x[i] ? 1 : 0;
                Exchange(x, i, heads ^ opposite);
                Exchange(y, i, heads);
            }
        }

        return entered == n;
    }

    /// <summary>Exchanges two neighbours on heads, unless they must keep their order; without a branch, which a fair coin would mislead half the time.</summary>
    private void Exchange(int[] order, int i, int heads)
    {
        int first = order[i], second = order[i + 1];
        int change = (first ^ second) & -(heads & _free[first * _stride + second]);
        order[i] = first ^ change;
        order[i + 1] = second ^ change;
    }
}
