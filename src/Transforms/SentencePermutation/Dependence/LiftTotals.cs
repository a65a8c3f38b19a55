namespace ResearchML.Transforms;

/// <summary>Lifts and weights of a document's sentences, added up over heads and layers.</summary>
internal sealed class LiftTotals(int count, HeadReduction reduction)
{
    private readonly double[,] _weights = new double[count, count];
    private readonly int[] _reads = new int[count]; // heads that saw something from a sentence
    private readonly double[,] _lifts = new double[count, count];
    private readonly int[,] _liftCounts = new int[count, count];

    /// <summary>Adds what a head saw from a sentence.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="firstShown">The first sentence of the window.</param>
    /// <param name="mass">D[p, ·] of the sentences shown.</param>
    /// <param name="uniform">U[p, ·] of them.</param>
    public void Add(int sentence, int firstShown, ReadOnlySpan<float> mass, ReadOnlySpan<double> uniform)
    {
        if (!mass.ContainsAnyExcept(0f))
            return;
        _reads[sentence]++;
        for (int q = firstShown; q <= sentence; q++)
        {
            (double d, double u) = (mass[q - firstShown], uniform[q - firstShown]);
            _weights[sentence, q] += d;
            if (u == 0)
                continue;
            double lift = d / u; // Lift[p, q] = D[p, q]/U[p, q]
            _lifts[sentence, q] = reduction == HeadReduction.Max ? Math.Max(_lifts[sentence, q], lift) : _lifts[sentence, q] + lift;
            _liftCounts[sentence, q]++;
        }
    }

    public float[,] Weights() => Each((p, q) => _reads[p] == 0 ? 0 : _weights[p, q] / _reads[p]);

    public float[,] Lift(DistanceBaseline? distances) => Each((p, q) =>
        _liftCounts[p, q] == 0 ? double.NaN
        : _lifts[p, q] / (reduction == HeadReduction.Max ? 1 : _liftCounts[p, q]) / (distances?.At(p - q) ?? 1));

    private float[,] Each(Func<int, int, double> value)
    {
        var all = new float[count, count];
        for (int p = 0; p < count; p++)
        {
            for (int q = 0; q < count; q++)
                all[p, q] = (float)value(p, q);
        }
        return all;
    }
}
