using Microsoft.ML;

namespace ResearchML.Trainers.Tests;

/// <summary>Counts that several tests read.</summary>
internal static class Counts
{
    /// <summary>No shuffled worlds: quick.</summary>
    public static readonly EmergenceOptions Quick = new() { ShuffleControls = 0, K = [1, 5, 10] };

    private static readonly double[] Computes = [1e9, 4e9, 1e10, 1e11];

    /// <summary>Five models at four checkpoints, four problems of 20 samples, by a formula; models go from nothing solved to everything.</summary>
    public static IReadOnlyList<EmergenceCount> Small { get; } =
    [
        .. from m in Enumerable.Range(0, 5)
           from t in Enumerable.Range(0, 4)
           from i in Enumerable.Range(0, 4)
           let c = ((m * m * 3) + (t * (2 + m)) + (i * t * 5) + (((m * t) + (2 * i)) % 3)) / (2 + i) - 1
           select new EmergenceCount($"m{m}", Computes[t], "task", $"p{i}", 20, Math.Clamp(c, 0, 20)),
    ];

    /// <summary>A checkpoint with the same count for each problem.</summary>
    public static IEnumerable<EmergenceCount> Checkpoint(string model, double compute, long samples, params long[] correct) =>
        correct.Select((c, i) => new EmergenceCount(model, compute, "task", $"p{i}", samples, c));

    public static EmergenceTask Align(IEnumerable<EmergenceCount> counts, params int[] ks) => EmergenceAlignment.Align(counts, ks).Single();

    public static IDataView View(MLContext context, IEnumerable<EmergenceCount> counts) => context.Data.LoadFromEnumerable(counts.Select(c => new CountRow
    {
        Model = c.Model,
        Compute = c.Compute,
        Task = c.Task,
        Problem = c.Problem,
        n = c.Samples,
        c = c.Correct,
        Loss = (float)c.Loss,
        Later = 0.25f,
    }));
}
