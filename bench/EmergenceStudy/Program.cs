using System.Diagnostics;
using Emergence;

// The study that samples/Emergence shows: each seed's models are trained and sampled, and forecasts held against what then happened.
// Arguments: the file to write (default five-seeds.csv), then seeds (default 1 to 5). Counts are kept beside it; a seed whose counts are there, also as the sample's emergence.csv, is not trained again.
string path = args.Length > 0 ? args[0] : "five-seeds.csv";
int[] seeds = args.Length > 1 ? [.. args.Skip(1).Select(int.Parse)] : [1, 2, 3, 4, 5];
string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
var outcomes = new List<Outcome>();
foreach (int seed in seeds)
{
    var clock = Stopwatch.StartNew();
    string counts = Path.Combine(folder, $"counts-{seed}.csv");
    if (!File.Exists(counts))
        CountFile.Write(counts, new Trial(seed, Trial.Steps, Trial.Widths, CancellationToken.None).Run((_, _) => { }));
    outcomes.AddRange(Outcome.Of(seed, CountFile.Read(counts, new CountColumns(null, null, null, null, null, null), chance: 0).Rows, CancellationToken.None));
    Outcome.Write(path, outcomes);
    Console.WriteLine($"seed {seed}: {clock.Elapsed.TotalSeconds:f0} s");
}

Console.WriteLine(string.Join(" | ", Outcome.SummaryColumns));
foreach (IReadOnlyList<string> row in Outcome.Summary(outcomes))
    Console.WriteLine(string.Join(" | ", row));
