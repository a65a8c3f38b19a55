using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>How much more than uniform a model attends to sentences at each distance, on the average of a corpus: attention is local, and against this neighbours count for no more than others.</summary>
public sealed class DistanceBaseline
{
    private const int MostDistance = 63; // further ones count together
    private const int Together = 16; // documents; their matrices are in memory at once

    private readonly double[] _lifts;

    /// <summary>Takes lifts as measured elsewhere.</summary>
    /// <param name="lifts">Mean lift at distances 0, 1, 2 and so on; the last stands for all that are further. Positive.</param>
    /// <exception cref="ArgumentException">There is none, or one is not positive.</exception>
    public DistanceBaseline(IReadOnlyList<double> lifts)
    {
        ArgumentNullException.ThrowIfNull(lifts);
        if (lifts.Count == 0 || lifts.Any(lift => !(lift > 0 && double.IsFinite(lift))))
            throw new ArgumentException("A distance baseline needs at least one lift, and each must be positive.", nameof(lifts));
        _lifts = [.. lifts];
    }

    /// <summary>Mean lift at distances 0, 1, 2 and so on; the last stands for all that are further.</summary>
    public IReadOnlyList<double> Lifts => _lifts;

    /// <summary>Measures a corpus.</summary>
    /// <param name="model">The model.</param>
    /// <param name="documents">Documents as sentences; a hundred of the kind that will be measured are plenty.</param>
    /// <param name="options">How attention is read; what it says of distances is not looked at. Default: the options' own defaults.</param>
    /// <exception cref="ArgumentException">No document has two sentences and none that is longer than the model's context; those with one are left out.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public static DistanceBaseline Measure(LanguageModel model, IReadOnlyList<IReadOnlyList<string>> documents, SentenceDependenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(documents);
        var sums = new double[MostDistance + 1];
        var counts = new long[MostDistance + 1];
        SentenceDependenceOptions plain = (options ?? new()) with { Distances = null };
        foreach (SentenceDependence document in documents.Chunk(Together).SelectMany(some => SentenceDependence.MeasureBatch(model, some, plain, (_, _) => { })))
        {
            for (int p = 0; p < document.Count; p++)
            {
                for (int q = 0; q <= p; q++)
                {
                    if (float.IsNaN(document.Lift[p, q]))
                        continue;
                    int distance = Math.Min(p - q, MostDistance);
                    sums[distance] += document.Lift[p, q];
                    counts[distance]++;
                }
            }
        }
        int known = Array.FindIndex(counts, count => count == 0) is >= 0 and int none ? none : counts.Length;
        return known >= 2
            ? new DistanceBaseline([.. sums.Zip(counts, (sum, count) => Math.Max(sum / count, 1e-6)).Take(known)])
            : throw new ArgumentException("A distance baseline needs documents of at least two sentences.", nameof(documents));
    }

    /// <summary>The mean lift at a distance.</summary>
    /// <param name="distance">Index of the one less that of the other: 1 for neighbours. At least 0.</param>
    internal double At(int distance) => _lifts[Math.Min(distance, _lifts.Length - 1)];
}
