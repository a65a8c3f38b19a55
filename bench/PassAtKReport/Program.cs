using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using ResearchML.Bench;
using ResearchML.Evaluators;
using static ResearchML.Bench.Cpu;

// The whole report of ml.Evaluators.PassAtK over 10,000 rows with 1,000 resamples, as 80 groups of 125 problems and as one of 10,000, beside numpy and scipy on the same counts, interleaved.
// --data FILE fits each checkpoint of a file of counts (model, problem, ..., n, c) instead; --million measures a million rows.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["--data", var file])
{
    Checkpoints.Print(file);
    return;
}

const int Rounds = 5;
var context = new MLContext(1);
var options = new PassAtKOptions { GroupColumnName = "Checkpoint" };
foreach ((int groups, int problems) in args.Contains("--million") ? [(80, 12_500), (1, 1_000_000)] : new[] { (80, 125), (1, 10_000) })
{
    GradedRow[] rows = GradedRow.Draw(groups, problems);
    IDataView data = context.Data.LoadFromEnumerable(rows);
    if (args.Contains("--million"))
    {
        (double seconds, double cpu) = Timed(() => context.Evaluators.PassAtK(data, options));
        Console.WriteLine($"{groups} groups of {problems} problems: wall {seconds:f1} s, CPU {cpu:f1} s, peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
        continue;
    }

    PassAtKReport report = context.Evaluators.PassAtK(data, options); // warm-up
    using var peer = new Peer(rows);
    peer.Run();
    var ours = new List<(double Wall, double Cpu)>();
    var theirs = new List<double[]>();
    for (int round = 0; round < Rounds; round++)
    {
        ours.Add(Timed(() => report = context.Evaluators.PassAtK(data, options)));
        theirs.Add(peer.Run());
    }

    double wall = Median(ours.Select(o => o.Wall)), means = Median(theirs.Select(t => t[0])), fits = Median(theirs.Select(t => t[1]));
    Console.WriteLine($"{groups} groups of {problems} problems, k = {string.Join(", ", report.K)}, {report.BootstrapSamples} resamples, {Rounds} rounds:");
    Console.WriteLine($"  ours, the whole report: wall median {wall:f3} s, at most {ours.Max(o => o.Wall):f3} s, CPU median {Median(ours.Select(o => o.Cpu)):f3} s");
    Console.WriteLine($"  numpy, one thread: means and intervals {means:f3} s; scipy: fits {fits:f3} s CPU; together over our CPU {Median(theirs.Zip(ours, (t, o) => (t[0] + t[1]) / o.Cpu)):f2}, numpy alone {Median(theirs.Zip(ours, (t, o) => t[0] / o.Cpu)):f2}");
    PassAtKGroup first = report.Groups.Values.First();
    Console.WriteLine($"  first group: pass@10 ours {first.PassAt[10]}, numpy {theirs[0][2]:G5} [{theirs[0][3]:G5}, {theirs[0][4]:G5}]; alpha ours {first.BetaBinomial.Alpha:G9}, scipy {theirs[0][5]:G9}");
}

(double Wall, double Cpu) Timed(Action work)
{
    var watch = Stopwatch.StartNew();
    double cpu = Seconds(work);
    return (watch.Elapsed.TotalSeconds, cpu);
}
