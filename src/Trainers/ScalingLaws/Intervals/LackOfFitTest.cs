using MathNet.Numerics;

namespace ResearchML.Trainers;

/// <summary>Whether a form misses the data by more than reruns of one configuration differ: the F test of lack of fit against pure error.</summary>
/// <param name="F">Mean square of lack of fit over mean square of pure error, on the logarithm of the loss.</param>
/// <param name="LackOfFitDegrees">Configurations less parameters.</param>
/// <param name="PureErrorDegrees">Runs less configurations.</param>
/// <param name="PValue">Probability of such an F, or a greater one, if the form were right and seed noise normal.</param>
/// <param name="SeedNoise">Standard deviation of ln L between reruns.</param>
/// <remarks>Draper and Smith 1998, "Applied regression analysis", section 2.1, on a least-squares refit. Weights are left out of account.</remarks>
public sealed record LackOfFitTest(double F, int LackOfFitDegrees, int PureErrorDegrees, double PValue, double SeedNoise)
{
    /// <summary>Tests a form.</summary>
    /// <returns>The test, or null where no configuration was run twice, or there are no more configurations than parameters.</returns>
    internal static LackOfFitTest? Of(RunSet runs, FittedForm fit)
    {
        int[] used = [.. Enumerable.Range(0, runs.Points.Length)];
        var cells = used.GroupBy(i => runs.Points[i]).ToArray();
        int pureDegrees = used.Length - cells.Length, lackDegrees = cells.Length - fit.Form.Coordinates.Count;
        if (pureDegrees < 1 || lackDegrees < 1)
            return null;

        var objective = runs.ObjectiveOf(fit.Form, FittingLoss.SquaredErrorOnLogarithm);
        objective.Weights = [.. runs.Weights.Select(_ => 1.0)];
        double[] coordinates = (double[])fit.Coordinates.Clone();
        double residual = 2 * new FormFitter(objective, CancellationToken.None).Refine(coordinates, out _), pure = 0;
        foreach (var cell in cells)
        {
            double mean = cell.Average(i => Math.Log(runs.Losses[i]));
            pure += cell.Sum(i => Math.Pow(Math.Log(runs.Losses[i]) - mean, 2));
        }

        // Copies of one run are no reruns: without any spread between them there is nothing to test against.
        if (pure <= 1e-24)
            return null;
        double f = Math.Max(0, residual - pure) / lackDegrees / (pure / pureDegrees);
        return new LackOfFitTest(f, lackDegrees, pureDegrees, UpperTail(f, lackDegrees, pureDegrees), Math.Sqrt(pure / pureDegrees));
    }

    // P(F' > f), of the tail itself: one less the rest is 0 below 1e-16.
    private static double UpperTail(double f, int first, int second) => SpecialFunctions.BetaRegularized(second / 2.0, first / 2.0, second / (second + first * f));
}
