using System.Diagnostics;
using KShot;

// The study that samples/KShot shows: each seed on fixed and on fresh data, to the end of training.
// Arguments: the file to write (default five-seeds.csv), then seeds (default 1 to 5). The file is written anew after each seed.
string path = args.Length > 0 ? args[0] : "five-seeds.csv";
int[] seeds = args.Length > 1 ? [.. args.Skip(1).Select(int.Parse)] : [1, 2, 3, 4, 5];
var outcomes = new List<Outcome>();
foreach (int seed in seeds)
{
    foreach (DataKind data in Enum.GetValues<DataKind>())
    {
        var clock = Stopwatch.StartNew();
        outcomes.AddRange(Outcome.Of(data, seed, Trial.Run(seed, data, Trial.Steps, measuredEvery: 50, (_, _) => { }, CancellationToken.None)));
        OutcomeFile.Write(path, outcomes);
        Console.WriteLine($"seed {seed}, {Words.Name(data)}: {clock.Elapsed.TotalSeconds:f0} s");
    }
}

foreach (Comparison comparison in Comparison.Of(outcomes))
    Console.WriteLine(Words.Sentence(comparison));
