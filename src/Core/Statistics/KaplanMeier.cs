namespace ResearchML.Statistics;

/// <summary>How many have had no event by each time, when some were not watched to the end.</summary>
/// <remarks>
/// <para>Kaplan and Meier 1958, "Nonparametric estimation from incomplete observations", JASA 53, 457-481. With d events among n at risk at a time, the product-limit estimate is
/// S(t) = Π over times ≤ t of (1 - d/n). One who is censored at a time was at risk in it: events come first.</para>
/// <para>Greenwood 1926: var(ln S) = σ² = Σ over times ≤ t of d/(n(n-d)). The interval is symmetric in ln(-ln S), so it stays within [0, 1] (Kalbfleisch and Prentice 1980, "The
/// statistical analysis of failure time data"): S to the power exp(±z·σ/ln S), as R's survival gives for conf.type = "log-log". Where S is 0 or 1 that does not exist; R writes 1 to
/// 1 where S is 1, which would promise what was not seen. Subjects are taken as independent; for those in clusters bootstrap the sums of d and n (<see cref="ClusterBootstrap"/>).</para>
/// </remarks>
public static class KaplanMeier
{
    /// <summary>The curve.</summary>
    /// <param name="subjects">For each subject the time, at least 0, at which it had the event, or else, with false, at which it was last seen without.</param>
    /// <param name="level">The share that each interval covers. Between 0 and 1.</param>
    /// <returns>A point for each time at which there was an event or a censoring, ascending; none for no subjects. Before the first, survival is 1.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="subjects"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative, or <paramref name="level"/> is not between 0 and 1.</exception>
    public static IReadOnlyList<SurvivalPoint> Of(IReadOnlyList<(int Time, bool Event)> subjects, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        double z = NormalDeviate.Of(level);
        for (int i = 0; i < subjects.Count; i++)
        {
            if (subjects[i].Time < 0)
                throw new ArgumentOutOfRangeException(nameof(subjects), subjects[i].Time, FormattableString.Invariant($"A time must be at least 0, but that of subject {i} is {subjects[i].Time}."));
        }

        var points = new List<SurvivalPoint>();
        int atRisk = subjects.Count;
        double survival = 1, variance = 0;
        foreach (var now in subjects.GroupBy(s => s.Time).OrderBy(g => g.Key))
        {
            int events = now.Count(s => s.Event), censored = now.Count() - events;
            survival *= 1 - events / (double)atRisk;
            variance += events / ((double)atRisk * (atRisk - events));
            points.Add(new SurvivalPoint(now.Key, atRisk, events, censored, LogLog(survival, Math.Sqrt(variance), z, level).Around(survival)));
            atRisk -= events + censored;
        }

        return points;
    }

    private static Interval LogLog(double survival, double deviation, double z, double level)
    {
        if (survival is 0 or 1)
            return Interval.None(level);
        double reach = z * deviation / Math.Log(survival); // below 0
        return new Interval(Math.Pow(survival, Math.Exp(-reach)), Math.Pow(survival, Math.Exp(reach)), level);
    }
}
