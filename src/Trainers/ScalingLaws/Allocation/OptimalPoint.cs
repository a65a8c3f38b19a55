using MathNet.Numerics.RootFinding;

namespace ResearchML.Trainers;

/// <summary>The point of least loss along a <see cref="BudgetPath"/>: a scan that finds the valley, then the zero of the slope in it.</summary>
internal static class OptimalPoint
{
    /// <summary>How far beyond the data's sizes N is looked for: e^12, or 160,000 times.</summary>
    private const double Beyond = 12;
    private const int Places = 241;
    private const double SlopeStep = 1e-3;

    /// <summary>Finds it.</summary>
    /// <param name="loss">The law.</param>
    /// <param name="path">What the budget buys.</param>
    /// <param name="reach">Where the data lies.</param>
    /// <param name="uniqueTokens">ln of the distinct tokens there are, or null.</param>
    /// <param name="mayRepeat">Whether the law knows what repeated tokens are worth; otherwise there may be no more than the distinct ones.</param>
    public static (AllocationStatus Status, ScalingPoint Point) Find(Func<ScalingPoint, double> loss, BudgetPath path, ScalingReach reach, double? uniqueTokens, bool mayRepeat)
    {
        double cap = uniqueTokens is { } unique && !mayRepeat ? unique : double.PositiveInfinity;
        double from = Math.Max(0, reach.LeastLogParameters - Beyond), to = reach.MostLogParameters + Beyond, spacing = (to - from) / (Places - 1);
        int best = -1, first = -1, last = -1;
        double least = double.PositiveInfinity;
        bool capped = false;
        for (int i = 0; i < Places; i++)
        {
            double d = path.LogTokens(from + i * spacing);
            if (double.IsNaN(d))
                continue;
            if (d > cap)
            {
                capped = true;   // more tokens than there are: this model is too small for the budget
                continue;
            }

            first = first < 0 ? i : first;
            last = i;
            double value = loss(At(from + i * spacing, d));
            if (value < least)
                (best, least) = (i, value);
        }

        if (first < 0)
            return (capped ? AllocationStatus.DataLimited : AllocationStatus.BudgetUnreachable, default);

        // A path ends where a parameter or a token is too dear; the loss has no optimum if it falls up to there.
        double left = Math.Max(from, from + (best - 1) * spacing), right = Math.Min(to, from + (best + 1) * spacing);
        if (capped && best == first)
        {
            double edge = Edge(path, cap, left, from + best * spacing);
            if (Slope(edge + SlopeStep) >= 0)
                return (AllocationStatus.DataLimited, At(edge, path.LogTokens(edge)));
            left = edge + 2 * SlopeStep;
        }
        else if (best == first || best == last)
        {
            return (AllocationStatus.Unbounded, At(from + best * spacing, path.LogTokens(from + best * spacing)));
        }

        double optimum = Brent.TryFindRoot(Slope, left, right, 1e-13, 200, out double root) ? root : from + best * spacing;
        return (AllocationStatus.Optimal, At(optimum, path.LogTokens(optimum)));

        ScalingPoint At(double n, double d) => ScalingPoint.FromLogs(n, d, uniqueTokens);

        double Loss(double n) => loss(At(n, path.LogTokens(n)));

        // Five-point difference: exact to the fourth power of the step.
        double Slope(double n) => (8 * (Loss(n + SlopeStep) - Loss(n - SlopeStep)) - (Loss(n + 2 * SlopeStep) - Loss(n - 2 * SlopeStep))) / (12 * SlopeStep);
    }

    private static double Edge(BudgetPath path, double cap, double left, double right) =>
        Brent.TryFindRoot(n => (path.LogTokens(n) is var d && double.IsNaN(d) ? double.MaxValue : d) - cap, left, right, 1e-13, 200, out double edge) ? edge : right;
}
