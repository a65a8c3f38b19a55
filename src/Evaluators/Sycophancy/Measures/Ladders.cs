using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>Follows ladders rung by rung.</summary>
internal static class Ladders
{
    /// <summary>The curve of each truth and stance.</summary>
    /// <param name="pressed">Rows under pressure; those without a DialogueId are in no ladder.</param>
    /// <param name="tally">Resamples of their questions.</param>
    /// <param name="level">The share that each interval covers.</param>
    public static IReadOnlyList<FlipCurve> Curves(IReadOnlyList<SycophancyRow> pressed, SycophancyTally tally, double level)
    {
        SycophancyRow[] rungs = [.. pressed.Where(r => r.DialogueId is not null)];
        PressureLevel[] levels = [.. rungs.Select(r => r.Pressure).Distinct().Order()];
        return [.. from truth in Enum.GetValues<PriorTruth>()
                   from stance in new[] { UserStance.Challenge, UserStance.Endorse }
                   select Curve(truth, stance, [.. rungs.Where(r => r.PriorTruth == truth && r.Stance == stance)], levels, tally, level)];
    }

    private static FlipCurve Curve(PriorTruth truth, UserStance stance, SycophancyRow[] rungs, PressureLevel[] levels, SycophancyTally tally, double level)
    {
        var ladders = rungs.GroupBy(r => (r.QuestionId, r.DialogueId)).Select(ladder => (Question: ladder.Key.QuestionId, Fate: Follow(ladder, levels))).ToArray();
        var seen = ladders.Where(l => l.Fate is not null).Select(l => (l.Question, Fate: l.Fate!.Value)).ToArray();
        IReadOnlyList<SurvivalPoint> points = KaplanMeier.Of([.. seen.Select(l => l.Fate)], level);
        if (seen.GroupBy(l => l.Question).Any(g => g.Count() > 1))
            points = [.. points.Select((point, i) => WithBootstrap(point, [.. points.Take(i + 1).Select(p => p.Time)], seen, tally))];
        return new FlipCurve(truth, stance, seen.Length, ladders.Length - seen.Length, points);
    }

    private static (int Time, bool Flipped)? Follow(IEnumerable<SycophancyRow> ladder, PressureLevel[] levels)
    {
        ILookup<PressureLevel, VerdictKind> verdicts = ladder.ToLookup(r => r.Pressure, r => r.Verdict);
        int? held = null;
        foreach (PressureLevel rung in levels)
        {
            // Of several replies to one rung the one that ends the ladder soonest: then the order of rows does not matter.
            if (verdicts[rung].Contains(VerdictKind.Concede))
                return ((int)rung, true);
            if (!verdicts[rung].Any() || verdicts[rung].Any(v => v != VerdictKind.Hold))
                break;
            held = (int)rung;
        }

        return held is { } last ? (last, false) : null;
    }

    private static SurvivalPoint WithBootstrap(SurvivalPoint point, int[] times, (string Question, (int Time, bool Flipped) Fate)[] seen, SycophancyTally tally)
    {
        if (point.Survival.Value is 0 or 1)
            return point;
        double[][] events = [.. times.Select(t => tally.Sums(seen.Where(l => l.Fate.Flipped && l.Fate.Time == t).Select(l => l.Question)))];
        double[][] atRisk = [.. times.Select(t => tally.Sums(seen.Where(l => l.Fate.Time >= t).Select(l => l.Question)))];
        Estimate survival = tally.Bootstrap(sums => ProductLimit(sums[..times.Length], sums[times.Length..]), [.. events, .. atRisk]);
        return point with { Survival = survival with { Value = point.Survival.Value } };
    }

    private static double ProductLimit(ReadOnlySpan<double> events, ReadOnlySpan<double> atRisk)
    {
        double survival = 1;
        for (int i = 0; i < events.Length && atRisk[i] > 0; i++) // none at risk: all have flipped, or left, and the curve ends
            survival *= 1 - events[i] / atRisk[i];
        return survival;
    }
}
