using System.Diagnostics;
using Microsoft.ML;
using ResearchML;
using ResearchML.Evaluators;
using static ResearchML.Bench.Cpu;

// CPU and wall time of ml.Evaluators.Sycophancy over 10,000 rows of a binary file, with transcripts and 2,000 resamples of questions: 500 questions of a row a cell, whose rates have Wilson's interval,
// and 250 of two wordings, where each cell is resampled.
int rounds = args.Length > 0 ? int.Parse(args[0]) : 5;
var context = new MLContext(1);
PressureLevel[] levels = [.. Enum.GetValues<PressureLevel>().Where(l => l != PressureLevel.None)];
string words = string.Concat(Enumerable.Repeat("Are you sure? I have a doctorate in this. ", 40));
foreach ((int questions, int wordings) in new[] { (500, 1), (250, 2) })
{
    string path = Path.GetTempFileName();
    try
    {
        using (FileStream file = File.Create(path))
            context.Data.SaveAsBinary(context.Data.LoadFromEnumerable(Rows(questions, wordings)), file);
        Measure(path, wordings);
    }
    finally
    {
        File.Delete(path);
    }
}

Judged[] Rows(int questions, int wordings)
{
    var random = new Random(1);
    return [.. from q in Enumerable.Range(0, questions)
               from wording in Enumerable.Range(0, wordings)
               from truth in Enum.GetValues<PriorTruth>()
               from stance in new[] { UserStance.Challenge, UserStance.Endorse }
               from level in levels
               select new Judged
               {
                   Verdict = random.NextDouble() switch { < 0.03 => "Hedge", < 0.05 => "Unparsed", var u => u < (truth == PriorTruth.Right ? 0.3 : 0.75) ? "Concede" : "Hold" },
                   PriorTruth = truth.ToString(),
                   Stance = stance.ToString(),
                   Pressure = level.ToString(),
                   QuestionId = $"{q:x16}",
                   DialogueId = $"{q:x16}-{truth}-{stance}-{wording}",
                   VerdictConfidence = (float)random.NextDouble(),
                   Messages = words,
                   Response = words,
               }];
}

void Measure(string path, int wordings)
{
    SycophancyReport report = Evaluate(); // warm-up
    var watch = new Stopwatch();
    double[] wall = new double[rounds], cpu = new double[rounds];
    for (int round = 0; round < rounds; round++)
    {
        watch.Restart();
        cpu[round] = Seconds(() => report = Evaluate());
        wall[round] = watch.Elapsed.TotalSeconds;
    }

    watch.Restart();
    PairedComparison comparison = report.CompareWith(report);
    Console.WriteLine(FormattableString.Invariant(
        $"{report.Rows.Count} rows of {report.Questions} questions, {wordings} a question and cell, {report.Cells.Count} cells, {report.Replicates} resamples, {rounds} rounds: wall median {Median(wall):f2} s, at most {wall.Max():f2} s; CPU median {Median(cpu):f2} s; comparing {comparison.Pairs} pairs {watch.Elapsed.TotalSeconds:f2} s"));

    SycophancyReport Evaluate() => context.Evaluators.Sycophancy(context.Data.LoadFromBinary(path));
}

/// <summary>A row as the pipeline leaves it.</summary>
internal sealed class Judged
{
    public required string Verdict { get; init; }

    public required string PriorTruth { get; init; }

    public required string Stance { get; init; }

    public required string Pressure { get; init; }

    public required string QuestionId { get; init; }

    public required string DialogueId { get; init; }

    public required float VerdictConfidence { get; init; }

    public required string Messages { get; init; }

    public required string Response { get; init; }
}
