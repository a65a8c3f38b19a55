using MathNet.Numerics.LinearAlgebra;

namespace ResearchML.Trainers;

/// <summary>(4) logit of later pass@1 = a + c·h + b·x(now), by least squares in which every model weighs the same.</summary>
/// <param name="name">The name.</param>
/// <param name="x">What is looked at; null for nothing, which leaves a constant and the horizon.</param>
/// <param name="k">The k whose pass@k that is; 0 where it is none.</param>
internal sealed class LinearMethod(string name, Func<EmergenceCheckpoint, double>? x, int k = 0) : ForecastMethod
{
    // Of the normal equations' diagonal, and of 1: decides only where columns are multiples of each other, or zero.
    private const double Ridge = 1e-9;

    public override string Name => name;

    public static LinearMethod PassAt(int k, string? name = null) => new(name ?? $"pass@{k}", now => now.Logit(k), k);

    public override TrainedForecast Train(IReadOnlyList<EmergencePair> training)
    {
        int size = x is null ? 2 : 3;
        double[,] normal = new double[size, size];
        double[] right = new double[size];
        bool horizonVaries = Varies(training.Select(p => p.Horizon)), xVaries = x is not null && Varies(training.Select(p => x(p.Now)));
        Dictionary<string, int> pairs = training.CountBy(p => p.Model).ToDictionary();
        Span<double> row = stackalloc double[size];
        foreach (EmergencePair pair in training)
        {
            double weight = 1.0 / pairs[pair.Model];
            (row[0], row[1]) = (1, horizonVaries ? pair.Horizon : 0); // what does not vary shows no slope: c, or b, is 0
            if (x is not null)
                row[2] = xVaries ? x(pair.Now) : 0;
            for (int i = 0; i < size; i++)
            {
                right[i] += weight * row[i] * pair.Outcome;
                for (int j = 0; j < size; j++)
                    normal[i, j] += weight * row[i] * row[j];
            }
        }

        for (int i = 0; i < size; i++)
            normal[i, i] += Ridge * (normal[i, i] + 1);
        double[] found = Matrix<double>.Build.DenseOfArray(normal).Cholesky().Solve(Vector<double>.Build.Dense(right)).ToArray();
        (double a, double c, double b) = (found[0], found[1], x is null ? 0 : found[2]);
        return new TrainedForecast((now, horizon) => a + c * horizon + (x is null ? 0 : b * x(now)), k, [a, b, c]);
    }

    private static bool Varies(IEnumerable<double> values)
    {
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (double value in values)
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        return most - least > 1e-9;
    }
}
