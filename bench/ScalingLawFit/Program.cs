using System.Diagnostics;
using System.Globalization;
using ResearchML;
using ResearchML.Bench;
using ResearchML.Trainers;

// Chinchilla's form on the 240 points: our fit and warm bootstrap beside scipy's, interleaved, one thread each, CPU time.
// Arguments: path of chinchilla_points.csv (default ../shared/data/scaling/...), and --recipe to time the published 4,500 starts as well.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string data = args.FirstOrDefault(a => !a.StartsWith('-')) ?? "../shared/data/scaling/chinchilla_points.csv";
if (!File.Exists(data))
    throw new FileNotFoundException($"No such file: {data}. Run from the repository's root with shared beside it, or name the file.");

const int Rounds = 15, Fits = 20, Resamples = 200;
var runs = new RunSet([.. File.ReadLines(data).Skip(1).Select(l => Array.ConvertAll(l.Split(','), double.Parse))
    .OrderByDescending(c => c[3]).Skip(5).Select(c => new ScalingRun(new ScalingPoint(c[0], c[1]), c[3]))]);
FitObjective objective = runs.ObjectiveOf(ScalingLawForm.Chinchilla, FittingLoss.HuberOnLogarithm);
var fitter = new FormFitter(objective, CancellationToken.None);
double[] best = [];

// Until the JIT has compiled everything at its last tier.
for (var warm = Stopwatch.StartNew(); warm.ElapsedMilliseconds < 4000;)
{
    Fit();
    Bootstrap(20, 1);
}

using var peer = new Peer(data);
peer.Run("fit 3");
var ours = new List<(double Fit, double Boot)>();
var theirs = new List<(double Fit, double Boot)>();
double ourCost = 0, theirCost = 0;
for (int round = 0; round < Rounds; round++)
{
    double fit = Cpu(() =>
    {
        for (int i = 0; i < Fits; i++)
            ourCost = Fit();
    }) / Fits;
    double boot = Cpu(() => Bootstrap(Resamples, (ulong)round)) / Resamples;
    ours.Add((fit, boot));
    var (peerFit, cost) = peer.Run("fit 5");
    theirCost = cost;
    theirs.Add((peerFit / 5, peer.Run("boot 100").CpuSeconds / 100));
}

Report("fit", ours.Select(o => o.Fit), theirs.Select(t => t.Fit));
Report("warm bootstrap refit", ours.Select(o => o.Boot), theirs.Select(t => t.Boot));
Console.WriteLine($"cost: ours {ourCost:G13}, scipy {theirCost:G13}; 1000 resamples: {1000 * Median(ours.Select(o => o.Boot)):F3} s");
if (args.Contains("--recipe"))
{
    var (seconds, cost) = peer.Run("recipe");
    Console.WriteLine($"published recipe, 4,500 starts: {seconds:F1} s, cost {cost:G13}: {seconds / Median(ours.Select(o => o.Fit)):F0} times ours");
}

double Fit()
{
    best = fitter.Search(out double cost, out _);
    return cost;
}

void Bootstrap(int count, ulong seed)
{
    double[] all = objective.Weights;
    for (int b = 0; b < count; b++)
    {
        double[] weights = new double[all.Length];
        for (int i = 0; i < weights.Length; i++)
            weights[ResearchML.Trainers.Bootstrap.Pick(ComponentSeed.Mix(seed, (ulong)b), i, weights.Length)]++;
        objective.Weights = weights;
        fitter.Refine((double[])best.Clone(), out _);
    }

    objective.Weights = all;
}

static double Cpu(Action work)
{
    using var self = Process.GetCurrentProcess();
    TimeSpan before = self.TotalProcessorTime;
    work();
    self.Refresh();
    return (self.TotalProcessorTime - before).TotalSeconds;
}

static void Report(string what, IEnumerable<double> ours, IEnumerable<double> theirs)
{
    double[] ratios = [.. theirs.Zip(ours, (t, o) => t / o).Order()];
    Console.WriteLine($"{what}: ours {1000 * Median(ours):F2} ms, scipy {1000 * Median(theirs):F2} ms CPU; scipy/ours {Median(ratios):F1} (pairs from {ratios[0]:F1} to {ratios[^1]:F1})");
}

static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
