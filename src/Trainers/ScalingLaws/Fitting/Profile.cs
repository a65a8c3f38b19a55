using System.Numerics;

namespace ResearchML.Trainers;

/// <summary>The best coefficients for given values of the searched coordinates: variable projection with non-negativity.</summary>
/// <remarks>Golub and Pereyra 1973. The coefficients minimise Σ wᵢ·(L/Lᵢ - 1)², or Σ wᵢ·(L - Lᵢ)² where the fit is not of logarithms. There are at
/// most eight (of ours, four), so that every set of positive ones is tried: exact, where an active-set method (Lawson and Hanson 1974) would be as long.</remarks>
internal static class Profile
{
    /// <summary>Fills in the linear coordinates.</summary>
    /// <returns>The sum of squares at the least.</returns>
    public static double Solve(FitObjective objective, Span<double> coordinates)
    {
        int[] linear = objective.Linear;
        int m = linear.Length;
        if (m == 0)
            return 0;
        Span<double> normal = stackalloc double[m * m], right = stackalloc double[m], gradient = stackalloc double[coordinates.Length];
        normal.Clear();
        right.Clear();
        foreach (int j in linear)
            coordinates[j] = 0;
        double target = 0;
        for (int i = 0; i < objective.Count; i++)
        {
            double weight = objective.Weights[i];
            if (weight <= 0)
                continue;
            double scale = objective.ScaleOf(i);
            double rest = (objective.Losses[i] - objective.Form.Evaluate(objective.Points[i], coordinates, gradient)) * scale;
            target += weight * rest * rest;
            for (int a = 0; a < m; a++)
            {
                double column = weight * scale * gradient[linear[a]];
                right[a] += column * rest;
                for (int b = 0; b <= a; b++)
                    normal[a * m + b] += column * scale * gradient[linear[b]];
            }
        }

        Span<double> best = stackalloc double[m];
        double least = BestSubset(normal, right, target, best);
        for (int a = 0; a < m; a++)
            coordinates[linear[a]] = best[a];
        return least;
    }

    private static double BestSubset(ReadOnlySpan<double> normal, ReadOnlySpan<double> right, double target, Span<double> best)
    {
        int m = right.Length;
        Span<double> factor = stackalloc double[m * m], solution = stackalloc double[m];
        double least = target;
        best.Clear();
        for (uint set = 1; set < 1u << m; set++)
        {
            int size = BitOperations.PopCount(set), row = 0;
            for (int a = 0; a < m; a++)
            {
                if ((set >> a & 1) == 0)
                    continue;
                int column = 0;
                for (int b = 0; b <= a; b++)
                {
                    if ((set >> b & 1) != 0)
                        factor[row * size + column++] = normal[a * m + b];
                }

                solution[row++] = right[a];
            }

            if (!Cholesky.Factor(factor, size))
                continue;
            Cholesky.Solve(factor, size, solution);
            double explained = 0;
            bool feasible = true;
            for (int a = 0, k = 0; a < m; a++)
            {
                if ((set >> a & 1) == 0)
                    continue;
                feasible &= solution[k] >= 0;
                explained += solution[k++] * right[a];
            }

            if (!feasible || target - explained >= least)
                continue;
            least = target - explained;
            for (int a = 0, k = 0; a < m; a++)
                best[a] = (set >> a & 1) != 0 ? solution[k++] : 0;
        }

        return least;
    }
}
