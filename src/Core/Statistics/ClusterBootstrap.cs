namespace ResearchML.Statistics;

/// <summary>Resamples of clusters, such as questions, for intervals of whatever is computed from sums over rows.</summary>
/// <remarks>
/// <para>Field and Welsh 2007, "Bootstrapping clustered data", JRSS B 69, 369-390, the cluster bootstrap; Cameron, Gelbach and Miller 2008, "Bootstrap-based improvements for
/// inference with clustered errors", Review of Economics and Statistics 90, 414-427, the pairs cluster bootstrap: G clusters are drawn from G with replacement, each with all of
/// its rows, so that rows of a cluster may depend on each other in any way. Cameron et al. divide by each resample's standard error (bootstrap-t); this gives the percentile
/// interval (<see cref="PercentileInterval"/>), which asks for none and stays within the range of the statistic, but covers too little where clusters are few (five to thirty).</para>
/// <para>A cluster that is drawn m times counts m times in each sum, so a statistic of sums needs a list of sums per cluster and not the rows. Statistics from one object share
/// its resamples: give <see cref="Of"/> the sums of two models over the same questions, and the interval of their difference is paired.</para>
/// <para>It shows only the spread that the data have: a rate of 0 or 1 in every cluster has the same in every resample, and an interval without width. Sums of only one cluster
/// have no interval.</para>
/// </remarks>
public sealed class ClusterBootstrap
{
    private readonly byte[][] _draws;

    private ClusterBootstrap(int clusters, byte[][] draws) => (Clusters, _draws) = (clusters, draws);

    /// <summary>How many clusters there are to draw from.</summary>
    public int Clusters { get; }

    /// <summary>How many resamples there are.</summary>
    public int Replicates => _draws.Length;

    /// <summary>Draws the resamples.</summary>
    /// <param name="clusters">How many clusters there are. At least 1. Number them in an order that does not depend on that of rows, as by their names, if the interval should not.</param>
    /// <param name="replicates">How many resamples. At least 1. Default 2,000, at which chance moves the ends of a 95% interval by 0.06 standard errors (√(0.025·0.975/2000) over the normal density at the end).</param>
    /// <param name="seed">The seed: the same resamples on every machine. A resample depends on the seed and its own number only.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no cluster or no replicate.</exception>
    public static ClusterBootstrap Resample(int clusters, int replicates = 2000, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(clusters, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 1);
        byte[][] draws = new byte[replicates][];
        for (int replicate = 0; replicate < replicates; replicate++)
            draws[replicate] = Draw(clusters, ComponentSeed.Mix(seed, (ulong)replicate));
        return new ClusterBootstrap(clusters, draws);
    }

    private static byte[] Draw(int clusters, ulong seed)
    {
        byte[] times = new byte[clusters];
        for (int draw = 0; draw < clusters; draw++)
        {
            // A byte holds it: a cluster is drawn once on average, and 256 times with a probability below 1/256!.
            ref byte count = ref times[(int)Math.BigMul(ComponentSeed.Mix(seed, (ulong)draw), (ulong)clusters, out _)];
            count = checked((byte)(count + 1));
        }

        return times;
    }

    /// <summary>How often each cluster was drawn, for statistics that are not of sums.</summary>
    /// <param name="replicate">Number of the resample, from 0.</param>
    /// <returns>(cluster): counts that add up to <see cref="Clusters"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such resample.</exception>
    public ReadOnlySpan<byte> TimesDrawn(int replicate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(replicate);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(replicate, Replicates);
        return _draws[replicate];
    }

    /// <summary>A ratio of sums, as a rate (successes over rows) or a mean (values over rows).</summary>
    /// <param name="numerators">(cluster): a sum over the cluster's rows.</param>
    /// <param name="denominators">(cluster): the other sum; 0, with the numerator, for a cluster that has no such rows.</param>
    /// <param name="level">The share that the interval covers. Between 0 and 1.</param>
    /// <returns>The ratio with its interval; NaN where there is none. Resamples whose denominators add up to 0 are left out.</returns>
    /// <exception cref="ArgumentNullException">A list is null.</exception>
    /// <exception cref="ArgumentException">A list has not one sum per cluster.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public Estimate OfRatio(IReadOnlyList<double> numerators, IReadOnlyList<double> denominators, double level = 0.95) =>
        Of(static sums => sums[1] == 0 ? double.NaN : sums[0] / sums[1], [numerators, denominators], level);

    /// <summary>Any statistic of sums, as d' from hits, signals, false alarms and noises, or the difference of two rates.</summary>
    /// <param name="statistic">From the sums over all clusters, in the order of <paramref name="sums"/>, to a number. NaN where the sums have none; such resamples are left out.</param>
    /// <param name="sums">(sum, cluster): sums over the rows of each cluster; 0 for a cluster that has no such rows.</param>
    /// <param name="level">The share that the interval covers. Between 0 and 1.</param>
    /// <returns>The statistic of the data with its interval, which is NaN where fewer than two clusters have a sum other than 0.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="statistic"/>, <paramref name="sums"/> or a list in it is null.</exception>
    /// <exception cref="ArgumentException">There is no list, or one has not one sum per cluster.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public Estimate Of(Func<ReadOnlySpan<double>, double> statistic, IReadOnlyList<IReadOnlyList<double>> sums, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        // Only clusters that have such rows are read: where cells are many, a cell has few.
        (int[] clusters, double[][] values) = Informative(sums);
        double value = statistic((double[])[.. values.Select(v => v.Sum())]);
        double[] totals = new double[values.Length];
        return PercentileInterval.Around(value, clusters.Length < 2 ? [] : _draws.Select(times => statistic(Total(times, clusters, values, totals))), level);
    }

    // One sum after the other and not in vectors, whose width would decide the order of additions and so the last bits.
    private static double[] Total(byte[] times, int[] clusters, double[][] values, double[] totals)
    {
        for (int s = 0; s < values.Length; s++)
        {
            double[] own = values[s];
            double total = 0;
            for (int i = 0; i < clusters.Length; i++)
                total += times[clusters[i]] * own[i];
            totals[s] = total;
        }

        return totals;
    }

    private (int[] Clusters, double[][] Values) Informative(IReadOnlyList<IReadOnlyList<double>> sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        if (sums.Count == 0)
            throw new ArgumentException("There is no sum to compute from.", nameof(sums));
        for (int s = 0; s < sums.Count; s++)
        {
            ArgumentNullException.ThrowIfNull(sums[s]);
            if (sums[s].Count != Clusters)
                throw new ArgumentException(FormattableString.Invariant($"List {s} must have a sum for each of {Clusters} clusters, but has {sums[s].Count}."), nameof(sums));
        }

        int[] clusters = [.. Enumerable.Range(0, Clusters).Where(c => sums.Any(s => s[c] != 0))];
        return (clusters, [.. sums.Select(s => clusters.Select(c => s[c]).ToArray())]);
    }
}
