namespace ResearchML.Trainers;

/// <summary>Minimises a <see cref="FitObjective"/> within the ranges of its coordinates: damped Newton steps on the coordinates that are free to move.</summary>
/// <remarks>The step solves (H + λM)·s = -g, M the bound of <see cref="FitObjective.Derivatives"/>: at λ = 0 Newton's, near λ = 1 that of iteratively
/// reweighted least squares, beyond it a short one, as Levenberg and Marquardt's. A coordinate at the end of its range is held there while the gradient pushes outwards
/// (Bertsekas 1982, projected Newton).</remarks>
internal sealed class BoundedNewton
{
    private const int MostSteps = 300;
    private const double LeastDamping = 1e-9;
    private const double MostDamping = 1e10;

    /// <summary>A step that promises less than this share of the cost is the last: no closer than rounding.</summary>
    private const double Precision = 1e-15;

    private readonly FitObjective _objective;
    private readonly double[] _gradient, _hessian, _bound, _trial, _trialGradient, _trialHessian, _trialBound;

    public BoundedNewton(FitObjective objective)
    {
        _objective = objective;
        int p = objective.Form.Coordinates.Count;
        (_gradient, _trial, _trialGradient) = (new double[p], new double[p], new double[p]);
        (_hessian, _bound, _trialHessian, _trialBound) = (new double[p * p], new double[p * p], new double[p * p], new double[p * p]);
    }

    /// <summary>Moves the coordinates to a local minimum.</summary>
    /// <param name="coordinates">In: a place within the ranges. Out: the minimum.</param>
    /// <param name="precision">The promised decrease, as a share of the cost, at which to stop.</param>
    /// <param name="converged">Whether a stationary point was reached.</param>
    /// <returns>The cost there.</returns>
    public double Minimize(Span<double> coordinates, double precision, out bool converged)
    {
        int p = coordinates.Length;
        Span<double> step = stackalloc double[p];
        Span<int> free = stackalloc int[p];
        double cost = _objective.Derivatives(coordinates, _gradient, _hessian, _bound), perfect = _objective.RoundingCost(), damping = 1e-3;
        _objective.AddCurvature(coordinates, _gradient, _hessian, _bound);
        converged = false;
        for (int tried = 0; tried < MostSteps; tried++)
        {
            int count = Free(coordinates, free);
            if (count == 0 || cost <= perfect)
            {
                converged = true;
                break;
            }

            if (!TrySolve(free[..count], damping, step))
            {
                if ((damping = Math.Max(damping * 4, 1e-3)) > MostDamping)
                    break;
                continue;
            }

            double promised = Try(coordinates, free[..count], step);
            if (promised <= Math.Max(precision, Precision) * cost)
            {
                // A long step may promise little because most of it was clipped: only a nearly undamped one ends the search.
                converged = damping <= 1 || promised <= Precision * cost;
                if (converged)
                    break;
            }

            double trialCost = _objective.Derivatives(_trial, _trialGradient, _trialHessian, _trialBound), ratio = (cost - trialCost) / promised;
            if (trialCost < cost)
            {
                _trial.CopyTo(coordinates);
                _trialGradient.CopyTo(_gradient, 0);
                _trialHessian.CopyTo(_hessian, 0);
                _trialBound.CopyTo(_bound, 0);
                _objective.AddCurvature(coordinates, _gradient, _hessian, _bound);
                cost = trialCost;
            }

            if (ratio > 0.75)
                damping = damping < LeastDamping ? 0 : damping / 8;
            else if (!(ratio > 0.25))
                damping = Math.Max(damping * 4, 1e-4);
            if (damping > MostDamping)
                break;
        }

        return cost;
    }

    private int Free(ReadOnlySpan<double> coordinates, Span<int> free)
    {
        int count = 0;
        for (int i = 0; i < coordinates.Length; i++)
        {
            ScalingLawCoordinate range = _objective.Form.Coordinates[i];
            bool held = (coordinates[i] <= range.Lower && _gradient[i] >= 0) || (coordinates[i] >= range.Upper && _gradient[i] <= 0);
            if (!held)
                free[count++] = i;
        }

        return count;
    }

    private bool TrySolve(ReadOnlySpan<int> free, double damping, Span<double> step)
    {
        int p = _gradient.Length, n = free.Length;
        Span<double> matrix = stackalloc double[n * n];
        Span<double> scale = stackalloc double[n];   // to a unit diagonal: coefficients span twenty orders of magnitude
        for (int a = 0; a < n; a++)
        {
            // A coordinate that moves nothing (the exponent of a term whose coefficient is 0) stays where it is.
            double diagonal = _bound[free[a] * p + free[a]];
            scale[a] = diagonal > 0 ? 1 / Math.Sqrt(diagonal) : 0;
            step[a] = -_gradient[free[a]] * scale[a];
            for (int b = 0; b <= a; b++)
            {
                int at = free[a] * p + free[b];
                matrix[a * n + b] = (_hessian[at] + damping * _bound[at]) * scale[a] * scale[b];
            }

            matrix[a * n + a] += diagonal > 0 ? 1e-14 * (1 + damping) : 1;
        }

        if (!Cholesky.Factor(matrix, n))
            return false;
        Cholesky.Solve(matrix, n, step[..n]);
        for (int a = 0; a < n; a++)
            step[a] *= scale[a];
        return true;
    }

    /// <summary>Sets the trial to the step's end within the ranges.</summary>
    /// <returns>The decrease that the quadratic model promises there.</returns>
    private double Try(ReadOnlySpan<double> coordinates, ReadOnlySpan<int> free, Span<double> step)
    {
        int p = coordinates.Length;
        coordinates.CopyTo(_trial);
        for (int a = 0; a < free.Length; a++)
        {
            ScalingLawCoordinate range = _objective.Form.Coordinates[free[a]];
            _trial[free[a]] = Math.Clamp(coordinates[free[a]] + step[a], range.Lower, range.Upper);
            step[a] = _trial[free[a]] - coordinates[free[a]];
        }

        double promised = 0;
        for (int a = 0; a < free.Length; a++)
        {
            double curved = 0;
            for (int b = 0; b < free.Length; b++)
                curved += _hessian[free[a] * p + free[b]] * step[b];
            promised -= step[a] * (_gradient[free[a]] + 0.5 * curved);
        }

        return promised;
    }
}
