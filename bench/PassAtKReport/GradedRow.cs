using MathNet.Numerics.Distributions;
using Microsoft.ML.Data;

namespace ResearchML.Bench;

/// <summary>A problem's counts at a checkpoint.</summary>
internal sealed class GradedRow
{
    public required string Checkpoint { get; init; }

    public required string Task { get; init; }

    [ColumnName("n")]
    public required long Samples { get; init; }

    [ColumnName("c")]
    public required long Correct { get; init; }

    /// <summary>200 samples a problem, of probabilities from Beta(0.4, 8).</summary>
    public static GradedRow[] Draw(int groups, int problems)
    {
        var random = new Random(1);
        return [.. from g in Enumerable.Range(0, groups)
                   from p in Enumerable.Range(0, problems)
                   select new GradedRow { Checkpoint = $"checkpoint-{g}", Task = $"problem-{p}", Samples = 200, Correct = Binomial.Sample(random, Beta.Sample(random, 0.4, 8), 200) }];
    }
}
