using MathNet.Numerics.RootFinding;

namespace ResearchML.Trainers;

/// <summary>The point of least loss that a budget buys.</summary>
/// <remarks>Along the models that use the budget up, the unknown is ln D/N: there N and D change smoothly at both ends, where ln N or ln D alone would stand still.</remarks>
internal static class OptimalPoint
{
    /// <summary>How far beyond the data D/N, and N at a given D, are looked for: e^40, or 2·10^17 times.</summary>
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
        double mostParameters = path.LogParameters(0), mostTokens = path.LogTokens(0);   // beside one token, and beside one parameter
        if (!(mostParameters >= 0 && mostTokens >= 0))
            return (AllocationStatus.BudgetUnreachable, null);

        double from = Math.Max(-mostParameters, reach.LogRatio.Least - Beyond), to = Math.Min(mostTokens, reach.LogRatio.Most + Beyond);
        if (uniqueTokens is { } cap && !mayRepeat && cap < mostTokens)
        {
            // Either the budget is used up below the cap, or all distinct tokens are used, by a model of the whole budget or a smaller one.
            double largest = path.LogParameters(cap);
            var all = Least(n => loss(At(n, cap)), Math.Max(0, reach.LogParameters.Least - Beyond), Math.Min(largest, reach.LogParameters.Most + Beyond));
            var below = Least(Along, Math.Min(from, cap - largest), Math.Min(to, cap - largest));
            return below.Where == Place.RightEnd || !(below.Loss < all.Loss) ? (AllocationStatus.DataLimited, At(all.At, cap)) : Answer(below);
        }

        return Answer(Least(Along, from, to));

        (AllocationStatus, ScalingPoint?) Answer((double At, double Loss, Place Where) least) => least.Where switch
        {
            Place.Inside => (AllocationStatus.Optimal, OnPath(least.At)),
            Place.Nowhere => (AllocationStatus.NoFiniteLoss, null),
            _ => (AllocationStatus.Unbounded, null),
        };

        ScalingPoint At(double n, double d) => ScalingPoint.FromLogs(n, d, uniqueTokens);

        ScalingPoint OnPath(double logRatio) => path.AtRatio(logRatio) is var (n, d) ? At(n, d) : default;

        double Along(double logRatio) => loss(OnPath(logRatio));
    }

    /// <summary>Least of a function between two ends: a scan that finds the valley, then the zero of the slope in it.</summary>
    private static (double At, double Loss, Place Where) Least(Func<double, double> loss, double from, double to)
    {
        double spacing = (to - from) / (Places - 1), least = double.PositiveInfinity;
        int best = -1;
        for (int i = 0; i < Places; i++)
        {
            double value = loss(from + i * spacing);
            if (value > 0 && value < least)
                (best, least) = (i, value);
        }

        if (best < 0)
            return (double.NaN, double.NaN, Place.Nowhere);
        double at = from + best * spacing, left = Math.Max(from, at - spacing), right = Math.Min(to, at + spacing);
        if (!IsLoss(left) || (best == 0 && SlopeOf(loss, from) >= 0))
            return (from, loss(from), Place.LeftEnd);
        if (!IsLoss(right) || (best == Places - 1 && SlopeOf(loss, to) <= 0))
            return (to, loss(to), Place.RightEnd);
        return Brent.TryFindRoot(x => SlopeOf(loss, x), left, right, 1e-13, 200, out double root)
            ? (root, loss(root), Place.Inside)
            : (at, least, Place.Inside);

        // Where a law has no loss it fell to nothing before: there is no least one.
        bool IsLoss(double x) => loss(x) is var value && value > 0 && double.IsFinite(value);
    }

    /// <summary>Five-point difference: exact to the fourth power of the step. 0 where it does not exist.</summary>
    private static double SlopeOf(Func<double, double> loss, double x)
    {
        double slope = (8 * (loss(x + SlopeStep) - loss(x - SlopeStep)) - (loss(x + 2 * SlopeStep) - loss(x - 2 * SlopeStep))) / (12 * SlopeStep);
        return double.IsNaN(slope) ? 0 : slope;
    }

    private enum Place
    {
        Inside,
        LeftEnd,
        RightEnd,
        Nowhere,
    }
}
