namespace ResearchML.Statistics;

/// <summary>A share of independent trials, with Wilson's score interval.</summary>
/// <remarks>
/// Wilson 1927, "Probable inference, the law of succession, and statistical inference", JASA 22, 209-212. With p = successes/trials, n = trials and z the normal deviate
/// of the level, the ends are (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n): the shares that a two-sided score test would not reject. No correction for continuity.
/// It keeps a width where none or all of the trials succeed. For trials that come in groups, as answers to one question do, see <see cref="ClusterBootstrap"/>.
/// </remarks>
public static class Proportion
{
    /// <summary>The interval of a share.</summary>
    /// <param name="successes">How many of the trials succeeded. From 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">How many there were. At least 0.</param>
    /// <param name="level">The share of cases that the interval covers. Between 0 and 1.</param>
    /// <returns>The interval, within [0, 1]; NaN where there was no trial.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, there are more successes than trials, or <paramref name="level"/> is not between 0 and 1.</exception>
    public static Interval Wilson(int successes, int trials, double level = 0.95)
    {
        Counts.RequireWithin(successes, trials);
        double z = NormalDeviate.Of(level), n = trials, p = successes / n, z2 = z * z;
        if (trials == 0)
            return Interval.None(level);
        double middle = p + z2 / (2 * n), half = z * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n * n)), scale = 1 + z2 / n;
        // Where the formula gives 0 or 1, its two terms cancel only but for rounding.
        return new Interval(successes == 0 ? 0 : (middle - half) / scale, successes == trials ? 1 : (middle + half) / scale, level);
    }

    /// <summary>A share with its interval.</summary>
    /// <param name="successes">How many of the trials succeeded. From 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">How many there were. At least 0.</param>
    /// <param name="level">The share of cases that the interval covers. Between 0 and 1.</param>
    /// <returns>successes/trials in <see cref="Wilson"/>'s interval; NaN where there was no trial.</returns>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="Wilson"/>.</exception>
    public static Estimate Of(int successes, int trials, double level = 0.95) => Wilson(successes, trials, level).Around(successes / (double)trials);
}
