using System.Globalization;
using TokenObjectives;

// The study that samples/TokenObjectives shows. Leave the machine alone meanwhile: one of the budgets is time.
// Arguments: tokens TOKENS FILE SEEDS..., time SECONDS FILE SEEDS...: trains each objective with each seed, and writes FILE anew after each.
// tune TOKENS SEED: three learning rates for each objective, on a seed that the study should not use.
const int HeldOutBytes = 60_000, Beginning = 500;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length < 3)
    throw new ArgumentException("Arguments: tokens TOKENS FILE SEEDS..., time SECONDS FILE SEEDS..., or tune TOKENS SEED.");
if (args[0] == "tune")
    Tune(long.Parse(args[1]), int.Parse(args[2]));
else
    Study(Enum.Parse<BudgetKind>(args[0], ignoreCase: true), double.Parse(args[1]), args[2], [.. args.Skip(3).Select(int.Parse)]);

static void Tune(long tokens, int seed)
{
    var race = new Race(seed, HeldOutBytes, Beginning, CancellationToken.None);
    foreach (Contender contender in Contender.All)
    {
        foreach (double rate in new[] { 5e-4, 1e-3, 2e-3 })
            Print(race.Run(contender with { LearningRate = rate }, BudgetKind.Tokens, tokens, default, _ => { }), $"rate {rate}");
    }
}

static void Study(BudgetKind budget, double amount, string path, int[] seeds)
{
    List<Result> results = File.Exists(path) ? [.. ResultFile.Read(path)] : [];
    foreach (int seed in seeds)
    {
        var race = new Race(seed, HeldOutBytes, Beginning, CancellationToken.None);
        // Which comes first changes from seed to seed: a machine that slows down or warms up meets all alike.
        for (int i = 0; i < Contender.All.Count; i++)
        {
            results.Add(race.Run(Contender.All[(i + seed) % Contender.All.Count], budget, (long)amount, TimeSpan.FromSeconds(amount), _ => { }));
            Print(results[^1], $"seed {seed}");
            ResultFile.Write(path, results);
        }
    }

    foreach (Standing standing in Standing.Of(results))
        Console.WriteLine(Words.Sentence(standing));
}

static void Print(Result r, string what) => Console.WriteLine(
    $"{what}, {r.Objective}: {r.Tokens} tokens, {r.Seconds:f1} s, bits {r.BitsPerByte:f4}, calibrated {r.CalibratedBitsPerByte:f4}, pass@8 {r.PassAt8:f4}, k-shot loss {r.ShotLoss:f4}");
