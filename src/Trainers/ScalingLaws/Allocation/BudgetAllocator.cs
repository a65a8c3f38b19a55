using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>Answers an allocation question for a law and its bootstrap replicates.</summary>
internal static class BudgetAllocator
{
    /// <summary>The share of replicates without an optimum above which those with one make no interval.</summary>
    private const double MostWithout = 0.1;

    /// <summary>Allocates.</summary>
    /// <param name="flops">The budget.</param>
    /// <param name="options">What it pays for.</param>
    /// <param name="traits">What is known of the law.</param>
    /// <param name="law">The law.</param>
    /// <param name="level">Level of the intervals where the options name none.</param>
    /// <param name="replicates">The law's replicates.</param>
    public static Allocation Allocate(double flops, AllocationOptions options, LawTraits traits, Func<ScalingPoint, double> law, double level, IEnumerable<(LawTraits Traits, Func<ScalingPoint, double> Law)> replicates)
    {
        if (!(flops > 0) || !double.IsFinite(flops))
            throw new ArgumentOutOfRangeException(nameof(flops), flops, FormattableString.Invariant($"A budget is a positive finite number of FLOP, but is {flops}."));
        options.Validate();
        level = options.ConfidenceLevel ?? level;
        var path = new BudgetPath(flops, options);
        var (status, found) = Solve(path, options, traits, law);
        if (found is not { } point)
            return Without(status, flops, level, traits);

        var points = new List<(ScalingPoint Point, double Loss)>();
        int count = 0;
        foreach (var replicate in replicates)
        {
            count++;
            if (Solve(path, options, replicate.Traits, replicate.Law).Point is { } own)
                points.Add((own, replicate.Law(own)));
        }

        double without = count == 0 ? 0 : 1 - (double)points.Count / count;
        if (without > MostWithout)
            points.Clear();
        return new Allocation
        {
            Status = status,
            Flops = flops,
            Parameters = Around(point.Parameters, p => p.Parameters),
            Tokens = Around(point.Tokens, p => p.Tokens),
            TokensPerParameter = Around(point.TokensPerParameter, p => p.TokensPerParameter),
            Loss = PercentileInterval.Around(law(point), points.Select(f => f.Loss), level).WithValueInside(),
            Fit = traits.At(point),
            ReplicatesWithout = without,
        };

        Estimate Around(double value, Func<ScalingPoint, double> of) => PercentileInterval.Around(value, points.Select(f => of(f.Point)), level).WithValueInside();
    }

    private static (AllocationStatus Status, ScalingPoint? Point) Solve(BudgetPath path, AllocationOptions options, LawTraits traits, Func<ScalingPoint, double> law)
    {
        if (!traits.Doubts.IsUsable())
            return (AllocationStatus.NotFitted, null);
        double? unique = options.UniqueTokens is { } tokens ? Math.Log(tokens) : null;
        if (options.TokensPerParameter is { } ratio)
        {
            var (n, d) = path.AtRatio(Math.Log(ratio));
            bool limited = d > unique && !traits.KnowsRepeats;
            if (limited)
                (n, d) = (unique!.Value - Math.Log(ratio), unique.Value);
            return n >= 0 && d >= 0
                ? (limited ? AllocationStatus.DataLimited : AllocationStatus.FixedRatio, ScalingPoint.FromLogs(n, d, unique))
                : (AllocationStatus.BudgetUnreachable, null);
        }

        if (!traits.Divides)
            return (AllocationStatus.OneVariable, null);
        if (traits.Doubts.HasFlag(FitStatus.Collinear))
            return (AllocationStatus.NotIdentified, null);
        return OptimalPoint.Find(law, path, traits.Reach, unique, traits.KnowsRepeats);
    }

    private static Allocation Without(AllocationStatus status, double flops, double level, LawTraits traits)
    {
        var none = new Estimate(double.NaN, double.NaN, double.NaN, level);
        return new Allocation { Status = status, Flops = flops, Parameters = none, Tokens = none, TokensPerParameter = none, Loss = none, Fit = traits.Doubts, ReplicatesWithout = 1 };
    }
}
