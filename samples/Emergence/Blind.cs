using Microsoft.ML;
using ResearchML.Statistics;
using ResearchML.Trainers;

namespace Emergence;

/// <summary>The forecast as one would have made it: at a point of training, from nothing that came later; and what then happened.</summary>
internal sealed record Blind(string Title, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public static IReadOnlyList<string> Columns { get; } = ["model", "task", "pass@1 then", "forecast for the end [95%]", "what happened", "within"];

    /// <param name="ml">The context.</param>
    /// <param name="counts">All counts.</param>
    /// <param name="options">Of the trainer.</param>
    /// <param name="rows">The same counts.</param>
    /// <param name="wanted">The point of training; the nearest is taken. Null: the one in the middle.</param>
    /// <returns>Null where there is nothing later.</returns>
    public static Blind? Of(MLContext ml, IDataView counts, EmergenceOptions options, IReadOnlyList<CountRow> rows, double? wanted)
    {
        double[] computes = [.. rows.Select(row => row.Compute).Distinct().Order()];
        double end = computes[^1];
        double[] before = computes[..^1];
        if (before.Length == 0)
            return null;
        double now = wanted is { } near ? before.MinBy(compute => Math.Abs(Math.Log(compute / near))) : before[before.Length / 2];

        double until = Math.BitIncrement(now); // an upper bound is not among what a filter keeps
        IDataView history = ml.Data.FilterRowsByColumn(counts, "Compute", upperBound: until), seen = ml.Data.FilterRowsByColumn(counts, "Compute", now, until);
        EmergenceTransformer forecast = ml.Regression.Trainers.Emergence(options with { TargetCompute = end, ShuffleControls = 0 }).Fit(history);
        var scored = ml.Data.CreateEnumerable<ScoredRow>(forecast.Transform(seen), reuseRowObject: false).DistinctBy(row => (row.Model, row.Task)).Where(row => float.IsFinite(row.Score));
        var happened = rows.Where(row => row.Compute == now || row.Compute == end).ToLookup(row => (row.Model, row.Task, row.Compute));
        IReadOnlyList<string>[] table =
        [
            .. from row in scored
               let problems = forecast.Forecast.Tasks[row.Task].Problems.ToHashSet()
               let then = happened[(row.Model, row.Task, end)].Where(count => problems.Contains(count.Problem))
               where then.Any()
               let outcome = PassAtOne(then)
               orderby outcome descending
               select (IReadOnlyList<string>)
               [
                   row.Model, row.Task, Words.Share(PassAtOne(happened[(row.Model, row.Task, now)].Where(count => problems.Contains(count.Problem)))), EstimateText.Plain(new Estimate(row.Score, row.ScoreLower, row.ScoreUpper, options.ConfidenceLevel), 3),
                   Words.Share(outcome), row.ScoreLower <= outcome && outcome <= row.ScoreUpper ? "yes" : "no",
               ],
        ];
        return table.Length == 0 ? null : new Blind($"Forecast at {Words.Compute(now)} of pass@1 at {Words.Compute(end)}, from what had happened by then", table);
    }

    private static double PassAtOne(IEnumerable<CountRow> problems) => problems.Average(problem => problem.Correct / problem.Samples);
}
