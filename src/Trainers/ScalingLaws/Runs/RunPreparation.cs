namespace ResearchML.Trainers;

/// <summary>Leaves out, and of each sweep takes the best, before a fit.</summary>
internal static class RunPreparation
{
    public const string InvalidRows = "N, D, U or loss not positive and finite, or weight negative or not finite";
    public const string NoWeight = "weight 0";
    public const string NotBest = "not the lowest loss at its N, D and U";

    /// <summary>Prepares runs.</summary>
    /// <param name="runs">The runs, as read.</param>
    /// <param name="rules">What to leave out.</param>
    /// <param name="best">Whether to keep but the lowest loss at each configuration.</param>
    /// <param name="invalid">How many rows were no runs at all.</param>
    /// <exception cref="InvalidOperationException">Nothing is left.</exception>
    public static (IReadOnlyList<ScalingRun> Runs, ScalingRunReport Report) Prepare(IReadOnlyList<ScalingRun> runs, IReadOnlyList<ExclusionRule> rules, bool best, int invalid)
    {
        int read = runs.Count + invalid;
        var excluded = new List<ExclusionCount>();
        if (invalid > 0)
            excluded.Add(new ExclusionCount(InvalidRows, invalid));
        if (runs.Count(r => r.Weight == 0) is > 0 and var weightless)
        {
            excluded.Add(new ExclusionCount(NoWeight, weightless));
            runs = [.. runs.Where(r => r.Weight > 0)];
        }

        foreach (ExclusionRule rule in rules)
        {
            var left = new HashSet<ScalingRun>(rule.Excluded(runs), ReferenceEqualityComparer.Instance);
            excluded.Add(new ExclusionCount(rule.Name, left.Count));
            runs = [.. runs.Where(r => !left.Contains(r))];
        }

        if (best)
        {
            // What is left of a sweep is one run: nothing to draw together.
            ScalingRun[] lowest = [.. runs.GroupBy(r => r.Point).Select(g => g.MinBy(r => r.Loss)! with { Group = null })];
            excluded.Add(new ExclusionCount(NotBest, runs.Count - lowest.Length));
            runs = lowest;
        }

        if (runs.Count == 0)
            throw new InvalidOperationException($"No runs to fit: of {read} rows, {(read == 0 ? "none were read" : string.Join("; ", excluded.Select(e => FormattableString.Invariant($"{e.Runs} left out ({e.Rule})"))))}.");
        return (runs, new ScalingRunReport(read, runs.Count, excluded,
            runs.Count - runs.Select(r => (r.Point, r.Loss)).Distinct().Count(),
            runs.Count - runs.Select(r => r.Point).Distinct().Count()));
    }
}
