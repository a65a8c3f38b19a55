namespace ResearchML.Trainers;

/// <summary>Fits a form to runs: a search over the coordinates that are not linear, the others solved for, then a polish of all of them.</summary>
/// <remarks>
/// <para>Deterministic: no start is random, and none is the caller's to choose. Huber's loss with a small threshold is nearly an absolute error, whose cost has a
/// kink wherever a run is met exactly and many local minima between the kinks. So: a lattice of starts; a first approach under a loss ten times as wide, which is
/// smooth at that scale; the best of them polished; and from the best of those, hops: a few percent in every coordinate, which crosses kinks, or a redraw of
/// two coordinates, which crosses valleys, until a round of hops finds nothing lower.</para>
/// <para>docs/scaling-laws.md has how often it misses a minimum that 4,096 starts find, and by how much.</para>
/// </remarks>
internal sealed class FormFitter
{
    private const double WideHuber = 10;       // of the loss's own threshold
    private const double NarrowHuber = 3;
    private const double HopRadius = 0.05;     // in ln of an exponent, or of a quarter of a range
    private const int MostRounds = 4;
    private const double SameCost = 1e-4;      // two approaches this near, relatively, are the same valley
    private const double Better = 1e-9;

    private const int MostSearched = 512;      // of more runs than this about as many are searched, and all polished
    private const ulong SampleSeed = 0x5CA1AB1E;   // which runs are of the sample depends on their number alone

    private readonly FitObjective _objective;
    private readonly BoundedNewton _newton;
    private readonly CancellationToken _cancellation;

    public FormFitter(FitObjective objective, CancellationToken cancellation)
    {
        _objective = objective;
        _newton = new BoundedNewton(objective);
        _cancellation = cancellation;
    }

    private ReadOnlySpan<int> Searched => _objective.Searched;

    /// <summary>The best minimum found from everywhere.</summary>
    public double[] Search(out double cost, out bool converged)
    {
        double[] all = _objective.Weights;
        int count = all.Count(weight => weight > 0);
        if (count <= MostSearched)
            return SearchAll(out cost, out converged);

        double[] sample = [.. all.Select((weight, i) => Bootstrap.Pick(SampleSeed, i, count) < MostSearched ? weight : 0)];

        _objective.Weights = sample;
        double[] best = SearchAll(out _, out _);
        _objective.Weights = all;
        cost = Continue(best, out converged);
        return best;
    }

    private double[] SearchAll(out double cost, out bool converged)
    {
        int q = Searched.Length;
        var starts = Starts(q == 0 ? 1 : 16 << q, approached: 1 << q);
        var best = new Minimum(starts[0].Coordinates, double.PositiveInfinity, false);
        double last = double.NaN;
        int polished = 0;
        foreach (var (approached, start) in starts)
        {
            if (approached <= last * (1 + SameCost))
                continue;
            if (polished++ > q)
                break;
            last = approached;
            best = Lower(best, start);
        }

        for (int round = 0; round < MostRounds && q > 0; round++)
        {
            double before = best.Cost;
            int hop = 0;
            foreach (double[] shares in Lattice.Points(q, q <= 2 ? 4 : Math.Min(4 << q, 64)))
            {
                _cancellation.ThrowIfCancellationRequested();
                double[] start = Hop(best.Coordinates, shares, hop++);
                Minimize(start, NarrowHuber, 1e-2);
                best = Lower(best, start);
            }

            if (!(best.Cost < before * (1 - Better)))
                break;
        }

        (cost, converged) = (best.Cost, best.Converged);
        return best.Coordinates;
    }

    /// <summary>The minimum next to coordinates that are nearly right, in their place.</summary>
    public double Refine(double[] coordinates, out bool converged) => _newton.Minimize(coordinates, 0, out converged);

    /// <summary>The minimum near coordinates that are roughly right, in their place: first of wider losses, then of the loss itself.</summary>
    public double Continue(double[] coordinates, out bool converged)
    {
        Minimize(coordinates, WideHuber, 1e-3);
        Minimize(coordinates, NarrowHuber, 1e-2);
        return Refine(coordinates, out converged);
    }

    /// <summary>The best places of a lattice, moved to where a wide loss is least, lowest first.</summary>
    private List<(double Cost, double[] Coordinates)> Starts(int count, int approached)
    {
        var starts = new List<(double Cost, double[] Coordinates)>(count);
        foreach (double[] shares in Lattice.Points(Searched.Length, count))
        {
            double[] start = new double[_objective.Form.Coordinates.Count];
            for (int k = 0; k < shares.Length; k++)
                start[Searched[k]] = _objective.Form.Coordinates[Searched[k]].At(shares[k]);
            Profile.Solve(_objective, start);
            starts.Add((_objective.Cost(start), start));
        }

        starts.Sort((x, y) => x.Cost.CompareTo(y.Cost));
        return [.. starts.Take(approached).Select(s =>
        {
            _cancellation.ThrowIfCancellationRequested();
            Minimize(s.Coordinates, 10 * WideHuber, 0.1);
            return (Minimize(s.Coordinates, WideHuber, 1e-3), s.Coordinates);
        }).OrderBy(s => s.Item1)];
    }

    /// <summary>Every other hop moves all searched coordinates a little; the ones between draw two of them anew.</summary>
    private double[] Hop(double[] from, double[] shares, int hop)
    {
        double[] to = (double[])from.Clone();
        int q = shares.Length, first = hop / 2 % q, second = (first + 1) % q;
        for (int k = 0; k < q; k++)
        {
            ScalingLawCoordinate range = _objective.Form.Coordinates[Searched[k]];
            if (hop % 2 != 0)
                to[Searched[k]] = range.Near(from[Searched[k]], HopRadius * (2 * shares[k] - 1));
            else if (k == first || k == second)
                to[Searched[k]] = range.At(shares[k]);
        }

        return to;
    }

    private Minimum Lower(Minimum best, double[] start)
    {
        double cost = Refine(start, out bool converged);
        return cost < best.Cost ? new Minimum(start, cost, converged) : best;
    }

    /// <summary>Minimises a Huber loss of a wider threshold, roughly. A squared error has none, and is minimised as it is.</summary>
    private double Minimize(double[] coordinates, double wider, double precision)
    {
        FittingLoss loss = _objective.Loss;
        if (double.IsFinite(loss.Delta))
            _objective.Loss = FittingLoss.HuberOnLogarithmWithin(wider * loss.Delta);
        double cost = _newton.Minimize(coordinates, precision, out _);
        _objective.Loss = loss;
        return cost;
    }

    private readonly record struct Minimum(double[] Coordinates, double Cost, bool Converged);
}
