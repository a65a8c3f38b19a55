using MathNet.Numerics.RootFinding;

namespace ResearchML.Trainers;

/// <summary>The point of least loss that a budget buys.</summary>
internal static class OptimalPoint
{
    /// <summary>How far beyond the data's sizes N is looked for: e^40, or 2·10^17 times.</summary>
    private const double Beyond = 40;
    private const int Places = 401;
    private const double SlopeStep = 1e-3;

    /// <summary>Finds it.</summary>
    /// <param name="loss">The law.</param>
    /// <param name="path">What the budget buys.</param>
    /// <param name="reach">Where the data lies.</param>
    /// <param name="uniqueTokens">ln of the distinct tokens there are, or null.</param>
    /// <param name="mayRepeat">Whether the law knows what repeated tokens are worth; otherwise there may be no more than the distinct ones.</param>
    /// <returns>The point, or null where the status says that there is none.</returns>
    public static (AllocationStatus Status, ScalingPoint? Point) Find(Func<ScalingPoint, double> loss, BudgetPath path, ScalingReach reach, double? uniqueTokens, bool mayRepeat)
    {
        double from = Math.Max(0, reach.LogParameters.Least - Beyond), to = Math.Min(reach.LogParameters.Most + Beyond, path.LogParameters(0));
        if (!(to > from))
            return (AllocationStatus.BudgetUnreachable, null);
        if (uniqueTokens is { } cap && !mayRepeat)
        {
            // Where the cap and the budget meet; below that N, money is left over, and all distinct tokens are used.
            double edge = path.LogParameters(cap);
            if (edge >= from)
            {
                var limited = Least(n => loss(At(n, cap)), from, Math.Min(edge, to));
                if (edge >= to || SlopeOf(Along, edge + 2 * SlopeStep) >= 0 || limited.At < edge - SlopeStep)
                    return (AllocationStatus.DataLimited, At(limited.At, cap));
                from = edge;
            }
        }

        var (at, where) = Least(Along, from, to);
        return where == Place.Inside ? (AllocationStatus.Optimal, At(at, path.LogTokens(at))) : (AllocationStatus.Unbounded, null);

        ScalingPoint At(double n, double d) => ScalingPoint.FromLogs(n, d, uniqueTokens);

        double Along(double n) => loss(At(n, path.LogTokens(n)));
    }

    /// <summary>Least of a function between two ends: a scan that finds the valley, then the zero of the slope in it.</summary>
    private static (double At, Place Where) Least(Func<double, double> loss, double from, double to)
    {
        double spacing = (to - from) / (Places - 1), least = double.PositiveInfinity;
        int best = 0;
        for (int i = 0; i < Places; i++)
        {
            double value = loss(from + i * spacing);
            if (value < least)
                (best, least) = (i, value);
        }

        double left = from + Math.Max(best - 1, 0) * spacing, right = from + Math.Min(best + 1, Places - 1) * spacing;
        double inset = Math.Min(2.5 * SlopeStep, spacing / 4);   // the slope looks two steps to either side
        if (best == 0 && SlopeOf(loss, left + inset) >= 0)
            return (from, Place.LeftEnd);
        if (best == Places - 1 && SlopeOf(loss, right - inset) <= 0)
            return (to, Place.RightEnd);
        left = Math.Max(left, from + inset);
        right = Math.Min(right, to - inset);
        return Brent.TryFindRoot(n => SlopeOf(loss, n), left, right, 1e-13, 200, out double root) ? (root, Place.Inside) : (from + best * spacing, Place.Inside);
    }

    /// <summary>Five-point difference: exact to the fourth power of the step.</summary>
    private static double SlopeOf(Func<double, double> loss, double n) =>
        (8 * (loss(n + SlopeStep) - loss(n - SlopeStep)) - (loss(n + 2 * SlopeStep) - loss(n - 2 * SlopeStep))) / (12 * SlopeStep);

    private enum Place
    {
        Inside,
        LeftEnd,
        RightEnd,
    }
}
