namespace ResearchML.Trainers;

/// <summary>Solves small symmetric systems in place. Of at most fourteen unknowns, where a library's allocations cost more than the arithmetic.</summary>
internal static class Cholesky
{
    /// <summary>Factors a positive definite matrix, row by row, into L·Lᵀ in its lower triangle.</summary>
    /// <returns>False where it is not positive definite to working precision.</returns>
    public static bool Factor(Span<double> matrix, int n)
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[i * n + j], diagonal = sum;
                for (int k = 0; k < j; k++)
                    sum -= matrix[i * n + k] * matrix[j * n + k];
                if (i != j)
                    matrix[i * n + j] = sum / matrix[j * n + j];
                else if (sum > 1e-15 * Math.Abs(diagonal))
                    matrix[i * n + i] = Math.Sqrt(sum);
                else
                    return false;
            }
        }

        return true;
    }

    /// <summary>Solves L·Lᵀ·x = b in place of b.</summary>
    public static void Solve(ReadOnlySpan<double> factor, int n, Span<double> b)
    {
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < i; k++)
                b[i] -= factor[i * n + k] * b[k];
            b[i] /= factor[i * n + i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++)
                b[i] -= factor[k * n + i] * b[k];
            b[i] /= factor[i * n + i];
        }
    }
}
