namespace ResearchML.Statistics;

/// <summary>The standard error of a mean whose rows come in clusters, such as questions with several answers.</summary>
/// <remarks>
/// <para>Miller 2024, "Adding error bars to evals", arXiv:2411.00640, section 2.2 and appendix A; Liang and Zeger 1986, "Longitudinal data analysis using generalized linear models". With m the
/// mean of all n rows, SE = √(Σ over clusters of (Σ over the cluster's rows of (x - m))²) / n: rows of a cluster may depend on each other in any way, clusters may not.</para>
/// <para>No small-sample factor (CR0), as in the paper: where each row is a cluster of its own it is √((n-1)/n) times s/√n. Some programs multiply by √(G/(G-1)) for G clusters,
/// and then it is s/√n. For two models over the same questions give the differences.</para>
/// </remarks>
public static class ClusteredStandardError
{
    /// <summary>The standard error of the rows' mean.</summary>
    /// <typeparam name="TCluster">What names a cluster.</typeparam>
    /// <param name="values">(row): the values.</param>
    /// <param name="clusterIds">(row): the cluster of each. Equal ids are one cluster.</param>
    /// <returns>The standard error, in the values' unit. NaN where there are fewer than two clusters, which show no spread.</returns>
    /// <exception cref="ArgumentNullException">A list is null.</exception>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static double OfMean<TCluster>(IReadOnlyList<double> values, IReadOnlyList<TCluster> clusterIds)
        where TCluster : notnull
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(clusterIds);
        Counts.RequireEqual(values.Count, clusterIds.Count);
        double[][] clusters = [.. values.Zip(clusterIds).GroupBy(row => row.Second, row => row.First).Select(g => g.ToArray())];
        if (clusters.Length < 2)
            return double.NaN;
        double mean = values.Average();
        return Math.Sqrt(clusters.Sum(rows => Math.Pow(rows.Sum(x => x - mean), 2))) / values.Count;
    }
}
