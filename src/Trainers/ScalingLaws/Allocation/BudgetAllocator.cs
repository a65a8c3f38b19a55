using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>Answers an allocation question for a law and its bootstrap replicates.</summary>
internal static class BudgetAllocator
{
    /// <summary>Allocates.</summary>
    /// <param name="flops">The budget.</param>
    /// <param name="options">What it pays for.</param>
    /// <param name="fit">The fit, or of several the one with the most weight: its reach and doubts are the law's.</param>
    /// <param name="law">The law.</param>
    /// <param name="level">Level of the intervals where the options name none.</param>
    /// <param name="replicates">The law's replicates, each with the fit whose form it has.</param>
    public static Allocation Allocate(double flops, AllocationOptions options, ScalingLawFit fit, Func<ScalingPoint, double> law, double level, IEnumerable<(ScalingLawFit Fit, Func<ScalingPoint, double> Law)> replicates)
    {
        if (!(flops > 0) || !double.IsFinite(flops))
            throw new ArgumentOutOfRangeException(nameof(flops), flops, FormattableString.Invariant($"A budget is a positive finite number of FLOP, but is {flops}."));
        options.Validate();
        level = options.ConfidenceLevel ?? level;
        var path = new BudgetPath(flops, options);
        var (status, point) = Solve(path, options, fit, law);
        if (status is not (AllocationStatus.Optimal or AllocationStatus.FixedRatio or AllocationStatus.DataLimited))
            return Without(status, flops, level, fit);

        var found = new List<(ScalingPoint Point, double Loss)>();
        int count = 0;
        foreach (var replicate in replicates)
        {
            count++;
            var (own, at) = Solve(path, options, replicate.Fit, replicate.Law);
            if (own is AllocationStatus.Optimal or AllocationStatus.FixedRatio or AllocationStatus.DataLimited)
                found.Add((at, replicate.Law(at)));
        }

        return new Allocation
        {
            Status = status,
            Flops = flops,
            Parameters = Around(point.Parameters, p => p.Parameters),
            Tokens = Around(point.Tokens, p => p.Tokens),
            TokensPerParameter = Around(point.TokensPerParameter, p => p.TokensPerParameter),
            Loss = PercentileInterval.Around(law(point), found.Select(f => f.Loss), level),
            Fit = fit.Status | fit.Reach.StatusAt(point),
            ReplicatesWithout = count == 0 ? 0 : 1 - (double)found.Count / count,
        };

        Estimate Around(double value, Func<ScalingPoint, double> of) => PercentileInterval.Around(value, found.Select(f => of(f.Point)), level);
    }

    private static (AllocationStatus Status, ScalingPoint Point) Solve(BudgetPath path, AllocationOptions options, ScalingLawFit fit, Func<ScalingPoint, double> law)
    {
        bool mayRepeat = fit.Form.Variables.HasFlag(ScalingVariables.UniqueTokens);
        double? unique = options.UniqueTokens is { } tokens ? Math.Log(tokens) : null;
        if (options.TokensPerParameter is { } ratio)
        {
            double n = path.LogParametersAt(ratio), d = n + Math.Log(ratio);
            if (double.IsNaN(n))
                return (AllocationStatus.BudgetUnreachable, default);
            return d > unique && !mayRepeat
                ? (AllocationStatus.DataLimited, ScalingPoint.FromLogs(unique.Value - Math.Log(ratio), unique.Value))
                : (AllocationStatus.FixedRatio, ScalingPoint.FromLogs(n, d, unique));
        }

        if (!fit.Form.Variables.HasFlag(ScalingVariables.Parameters | ScalingVariables.Tokens))
            return (AllocationStatus.OneVariable, default);
        if (fit.Status.HasFlag(FitStatus.Collinear))
            return (AllocationStatus.NotIdentified, default);
        return OptimalPoint.Find(law, path, fit.Reach, unique, mayRepeat);
    }

    private static Allocation Without(AllocationStatus status, double flops, double level, ScalingLawFit fit)
    {
        var none = new Estimate(double.NaN, double.NaN, double.NaN, level);
        return new Allocation { Status = status, Flops = flops, Parameters = none, Tokens = none, TokensPerParameter = none, Loss = none, Fit = fit.Status, ReplicatesWithout = 1 };
    }
}
