namespace ResearchML.Trainers;

/// <summary>The cost Σ wᵢ·ρ(rᵢ) of a form's coordinates on a set of runs, with its derivatives. One thread at a time.</summary>
internal sealed class FitObjective
{
    private const double DifferenceStep = 1e-6;
    private const double RoundingErrors = 1e-15;
    private const double LeastPlausible = 0.1;   // of the median loss

    private readonly ScalingPoint[] _points;
    private readonly double _leastScale;      // of a loss: what is far below all others must not weigh as 1/L²
    private readonly double[] _slopes;        // ∂cost/∂L of each run, for the curvature
    private readonly double[] _gradient;      // ∂L/∂coordinate of one run
    private readonly double[] _shifted;       // coordinates, one of them moved
    private readonly double[] _moved;         // Σ slope·∂L/∂coordinate there

    public FitObjective(ScalingLawForm form, ScalingPoint[] points, double[] losses, double[] weights, FittingLoss loss)
    {
        (Form, _points, Losses, Weights, Loss) = (form, points, losses, weights, loss);
        int p = form.Coordinates.Count;
        (_slopes, _gradient, _shifted, _moved) = (new double[points.Length], new double[p], new double[p], new double[p]);
        _leastScale = LeastPlausible * losses.Order().ElementAt(losses.Length / 2);
        Searched = [.. Enumerable.Range(0, p).Where(i => !form.Coordinates[i].IsLinear)];
        Linear = [.. Enumerable.Range(0, p).Where(i => form.Coordinates[i].IsLinear)];
    }

    public ScalingLawForm Form { get; }

    public FittingLoss Loss { get; set; }

    /// <summary>The observed losses.</summary>
    public double[] Losses { get; }

    /// <summary>The runs' weights; one of 0 is left out.</summary>
    public double[] Weights { get; set; }

    public int Count => _points.Length;

    public ReadOnlySpan<ScalingPoint> Points => _points;

    /// <summary>Indices of the coordinates that are searched, and of those that are solved for.</summary>
    public int[] Searched { get; }

    public int[] Linear { get; }

    /// <summary>What makes a residual of the loss one of its logarithm, near the fit.</summary>
    public double ScaleOf(int run) => Loss.OnLogarithm ? 1 / Math.Max(Losses[run], _leastScale) : 1;

    /// <summary>What a perfect fit costs by rounding alone.</summary>
    public double RoundingCost()
    {
        double cost = 0;
        for (int i = 0; i < Losses.Length; i++)
            cost += 2 * Weights[i] * Loss.Of(RoundingErrors * (Loss.OnLogarithm ? 1 : Losses[i]));
        return cost;
    }

    /// <summary>The cost.</summary>
    public double Cost(ReadOnlySpan<double> coordinates)
    {
        double cost = 0;
        for (int i = 0; i < _points.Length; i++)
        {
            if (Weights[i] > 0)
                cost += Weights[i] * Loss.Of(Loss.Residual(Form.Evaluate(_points[i], coordinates, _gradient), Losses[i]));
        }

        return double.IsNaN(cost) ? double.PositiveInfinity : cost;
    }

    /// <summary>The cost with its gradient, the part of its Hessian that first derivatives make (row by row, lower triangle) and a positive semidefinite matrix that bounds the Hessian of Huber's loss where the form is nearly linear.</summary>
    /// <remarks>With r = ln L - ln Lᵢ the second derivative of ρ(r) is (ρ'' - ρ')·(∇L/L)(∇L/L)ᵀ + ρ'·∇²L/L. The bound has ρ'/r, the weight of
    /// iteratively reweighted least squares, in place of ρ'' - ρ' and nothing else. ∇²L is linear in nothing that is cheap, so Σ ρ'·∇²L comes from
    /// differences of Σ ρ'·∇L at fixed ρ', along the searched coordinates: along the others it is zero.</remarks>
    public double Derivatives(ReadOnlySpan<double> coordinates, Span<double> gradient, Span<double> hessian, Span<double> bound)
    {
        int p = coordinates.Length;
        gradient.Clear();
        hessian.Clear();
        bound.Clear();
        double cost = 0, delta = Loss.Delta;
        for (int i = 0; i < _points.Length; i++)
        {
            double weight = Weights[i];
            if (weight <= 0)
                continue;
            double value = Form.Evaluate(_points[i], coordinates, _gradient);
            double r = Loss.Residual(value, Losses[i]), scale = Loss.OnLogarithm ? 1 / value : 1, size = Math.Abs(r);
            double first = size <= delta ? r : Math.CopySign(delta, r), second = size <= delta ? 1 : 0, reweighted = size <= delta ? 1 : delta / size;
            cost += weight * Loss.Of(r);
            _slopes[i] = weight * first * scale;
            double outer = weight * (Loss.OnLogarithm ? second - first : second) * scale * scale, outerBound = weight * reweighted * scale * scale;
            for (int a = 0; a < p; a++)
            {
                double slope = _gradient[a], row = outer * slope, rowBound = outerBound * slope;
                gradient[a] += _slopes[i] * slope;
                for (int b = 0; b <= a; b++)
                {
                    hessian[a * p + b] += row * _gradient[b];
                    bound[a * p + b] += rowBound * _gradient[b];
                }
            }
        }

        return double.IsNaN(cost) ? double.PositiveInfinity : cost;
    }

    /// <summary>Completes the Hessian that <see cref="Derivatives"/> left at the same coordinates by Σ ρ'·∇²L, and fills in the upper triangles.</summary>
    public void AddCurvature(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> gradient, Span<double> hessian, Span<double> bound)
    {
        int p = coordinates.Length;
        foreach (int k in Searched)
        {
            ScalingLawCoordinate range = Form.Coordinates[k];
            coordinates.CopyTo(_shifted);
            double step = coordinates[k] + DifferenceStep > range.Upper ? -DifferenceStep : DifferenceStep;
            _shifted[k] += step;
            step = _shifted[k] - coordinates[k];
            Array.Clear(_moved);
            for (int i = 0; i < _points.Length; i++)
            {
                if (Weights[i] <= 0)
                    continue;
                Form.Evaluate(_points[i], _shifted, _gradient);
                for (int a = 0; a < p; a++)
                    _moved[a] += _slopes[i] * _gradient[a];
            }

            for (int a = 0; a < p; a++)
            {
                double second = (_moved[a] - gradient[a]) / step;
                if (Form.Coordinates[a].IsLinear)
                    hessian[Math.Max(a, k) * p + Math.Min(a, k)] += second;
                else
                    hessian[Math.Max(a, k) * p + Math.Min(a, k)] += a == k ? second : 0.5 * second;   // met once from each side
            }
        }

        for (int a = 0; a < p; a++)
        {
            for (int b = 0; b < a; b++)
                (hessian[b * p + a], bound[b * p + a]) = (hessian[a * p + b], bound[a * p + b]);
        }
    }
}
