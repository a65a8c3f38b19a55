using System.Globalization;
using Microsoft.ML; using ResearchML.Evaluators; using ResearchML.Trainers;
using Microsoft.ML.Data;

// pass@k and the forecast as a caller writes them, on packages alone; no libtorch is referenced, and none is needed.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var ml = new MLContext(seed: 1);
IDataView history = ml.Data.LoadFromEnumerable(Counts.All());
IDataView rows = history;
var pipeline = ml.Transforms.CopyColumns("Seen", "c");

PassAtKReport passes = ml.Evaluators.PassAtK(rows, new PassAtKOptions { K = [1, 10, 100], TaskColumnName = "Task", SamplesColumnName = "n", CorrectColumnName = "c", GroupColumnName = "Checkpoint" });
var options = new PassAtKOptions { K = [1, 10, 100], TaskColumnName = "Task", SamplesColumnName = "n", CorrectColumnName = "c", GroupColumnName = "Checkpoint" };
var counted = pipeline.Append(ml.Evaluators.PassAtK(options));          // the same, as an estimator
double p = PassAtK.Unbiased(samples: 200, correct: 13, k: 10);          // 0.497551114731
BetaBinomial fit = passes.Groups["Pythia_70M_300B"].BetaBinomial;       // Alpha, Beta, LogLikelihood, PassAt(1e4)
var trainer = ml.Regression.Trainers.Emergence(new EmergenceOptions { ModelColumnName = "Model", ComputeColumnName = "Tokens", TaskColumnName = "Task" });
EmergenceTransformer forecast = trainer.Fit(history);                   // Score, ScoreLower, ScoreUpper; .Validation, .LeadTime

var fitted = counted.Fit(rows);
PassAtKReport again = fitted.LastTransformer.Report;
Console.WriteLine($"pass@10 {p:f12}, groups {passes.Groups.Count} and {again.Groups.Count}, columns {string.Join(' ', fitted.Transform(rows).Schema.Where(column => column.Name.StartsWith("PassAt", StringComparison.Ordinal)).Select(column => column.Name))}");
Console.WriteLine($"fit: {fit.Alpha > 0} {fit.Beta > fit.Alpha} {fit.LogLikelihood < 0} {fit.PassAt(1e4) > fit.PassAt(100)}");
IDataView scored = forecast.Transform(history);
float[] score = [.. scored.GetColumn<float>("Score")], lower = [.. scored.GetColumn<float>("ScoreLower")], upper = [.. scored.GetColumn<float>("ScoreUpper")];
Console.WriteLine($"forecast: {score.Length} rows, ordered {score.Zip(lower, upper).All(row => row.Second <= row.First && row.First <= row.Third && row.First is >= 0 and <= 1)}, validated {forecast.Validation is not null}, lead {forecast.LeadTime is not null}");

internal sealed record Counts(string Checkpoint, string Model, double Tokens, string Task, long n, long c)
{
    /// <summary>Five sizes at four checkpoints, thirty tasks: bigger and longer trained is better, and tasks differ.</summary>
    public static IEnumerable<Counts> All()
    {
        var random = new Random(1);
        string[] sizes = ["14M", "70M", "160M", "410M", "1B"];
        (string Name, double Tokens)[] ages = [("2B", 2e9), ("20B", 2e10), ("100B", 1e11), ("300B", 3e11)];
        for (int size = 0; size < sizes.Length; size++)
        {
            foreach ((string age, double tokens) in ages)
            {
                for (int task = 0; task < 30; task++)
                {
                    double logit = -7 + (0.5 * size) + Math.Log10(tokens / 2e9) + (0.1 * task);
                    int correct = Enumerable.Range(0, 200).Count(_ => random.NextDouble() < 1 / (1 + Math.Exp(-logit)));
                    yield return new Counts($"Pythia_{sizes[size]}_{age}", sizes[size], tokens, $"task {task}", 200, correct);
                }
            }
        }
    }
}
