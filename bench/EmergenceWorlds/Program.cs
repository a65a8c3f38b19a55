using System.Diagnostics;
using System.Globalization;
using ResearchML.Bench;
using ResearchML.Statistics;
using ResearchML.Trainers;
using ResearchML.Trainers.Tests;

// How often a forecast of emergence says that large k helps or hurts, in planted worlds where the truth is known, and how often its intervals hold what came. Arguments: worlds of each kind (400),
// shuffled worlds within each (19). --data FILE prints the whole validation over a file of counts (model as Name_Size_Tokens, problem, level, n, c) instead.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["--data", var file, ..])
{
    Counts.Print(file);
    return;
}

int worlds = args.Length > 0 ? int.Parse(args[0]) : 400, shuffles = args.Length > 1 ? int.Parse(args[1]) : 19;
(string Name, Func<int, int, IReadOnlyList<EmergenceCount>> Draw)[] kinds =
[
    ("large k helps", (seed, models) => PlantedWorld.LargeKHelps(seed, models)),
    ("large k is noise", (seed, models) => PlantedWorld.LargeKIsNoise(seed, models)),
    ("large k is the same", (seed, models) => PlantedWorld.LargeKIsTheSame(seed, models)),
];
foreach (int models in new[] { 9, 5 })
{
    foreach ((string name, var draw) in kinds)
    {
        var watch = Stopwatch.StartNew();
        EmergenceValidation[] validations = [.. Enumerable.Range(0, worlds).AsParallel().AsOrdered()
            .Select(seed => EmergenceForecast.From(draw(seed, models), new EmergenceOptions { ShuffleControls = shuffles, Seed = seed }).Validation)];
        Console.WriteLine($"{name}, {models} models, {worlds} worlds, {watch.Elapsed.TotalSeconds:f0} s:");
        foreach (ValidationScheme scheme in Enum.GetValues<ValidationScheme>())
        {
            LargeKGain[] gains = [.. validations.SelectMany(v => v.Gains).Where(g => g.Scheme == scheme)];
            double[] coverages = [.. validations.SelectMany(v => v.Scores).Where(s => s.Scheme == scheme && s.Method == "pass@k").Select(s => s.Coverage)];
            Console.WriteLine($"  {scheme}: helps {Rate(gains.Count(g => g.Verdict == GainVerdict.Helps), gains.Length)}, hurts {Rate(gains.Count(g => g.Verdict == GainVerdict.Hurts), gains.Length)}, gain {100 * gains.Average(g => g.Gain.Value):f3} points, 95% intervals hold {MeanInterval.Of(coverages)}");
        }

        ShuffledControl[] controls = [.. validations.SelectMany(v => v.Controls)];
        if (shuffles > 0)
            Console.WriteLine($"  shuffled grades: p <= 0.05 in {Rate(controls.Count(c => c.PValue <= 0.05), controls.Length)}, mean gain {100 * controls.Average(c => c.Gain):f3} points beside {100 * controls.Average(c => c.MeanShuffledGain):f3}");
    }
}

static string Rate(int count, int of) => $"{Proportion.Of(count, of)}";
