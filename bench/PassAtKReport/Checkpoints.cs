using System.Diagnostics;
using System.Globalization;
using MathNet.Numerics.Distributions;
using ResearchML.Evaluators;
using BetaBinomial = ResearchML.Evaluators.BetaBinomial;

namespace ResearchML.Bench;

/// <summary>The Beta-binomial fit of each checkpoint of a file of counts.</summary>
internal static class Checkpoints
{
    private const int Replicates = 999;
    private const int Far = 10_000;

    public static void Print(string file)
    {
        string[] header = File.ReadLines(file).First().Split(',');
        int n = Array.IndexOf(header, "n"), c = Array.IndexOf(header, "c");
        (string Name, (long, long)[] Counts)[] checkpoints = [.. File.ReadLines(file).Skip(1).Select(line => line.Split(','))
            .GroupBy(f => f[0], f => (long.Parse(f[n], CultureInfo.InvariantCulture), long.Parse(f[c], CultureInfo.InvariantCulture)))
            .Select(g => (g.Key, g.ToArray()))];
        (string Name, BetaBinomial Fit)[] fits = Array.ConvertAll(checkpoints, g => (g.Name, BetaBinomial.Fit(g.Counts)));
        var watch = Stopwatch.StartNew();
        var tests = fits.Where(f => f.Fit.Status == BetaBinomialStatus.Ok).ToDictionary(f => f.Name, f => f.Fit.GoodnessOfFit(Replicates, seed: 1));
        double seconds = watch.Elapsed.TotalSeconds;
        foreach ((string name, BetaBinomial fit) in fits)
        {
            if (!tests.TryGetValue(name, out BetaBinomialTest? test))
                Console.WriteLine($"{name}: {fit.Status}: {fit.Reason}");
            else
                Console.WriteLine($"{name}: alpha {fit.Alpha:G4} (ln +- {fit.LogAlphaStandardError:f2}), beta {fit.Beta:G4}, log likelihood {fit.LogLikelihood:f2}, pass@1e4 {fit.PassAtInterval(Far)}, tail within 1% from k = {fit.TailHoldsFrom():G2}, goodness of fit p {test.PValue:f3} (k = {test.K}: {test.Observed:G3} observed, {test.Fitted:G3} fitted)");
        }

        Console.WriteLine($"{fits.Length} checkpoints: {tests.Count} fitted, {string.Join(", ", fits.Where(f => f.Fit.Status != BetaBinomialStatus.Ok).GroupBy(f => f.Fit.Status).Select(g => $"{g.Count()} {g.Key}"))}.");
        Console.WriteLine($"Rejected at 5%: {tests.Values.Count(t => t.PValue <= 0.05)} of {tests.Count}; at 1%: {tests.Values.Count(t => t.PValue <= 0.01)}; {Replicates} replicates each, {seconds:f1} s.");
        Console.WriteLine($"Median alpha {Cpu.Median(tests.Keys.Select(k => fits.First(f => f.Name == k).Fit.Alpha)):f2}.");
        foreach (int few in new[] { 128, 1000 })
            Thin(checkpoints, few);
        Refit(20); // warm-up
        const int Rounds = 50;
        Console.WriteLine($"A fit takes {1000 * Cpu.Seconds(() => Refit(Rounds)) / Rounds / fits.Length:f3} ms CPU in the mean.");

        void Refit(int rounds)
        {
            for (int round = 0; round < rounds; round++)
            {
                foreach ((_, (long, long)[] counts) in checkpoints)
                    BetaBinomial.Fit(counts);
            }
        }
    }

    // Draws a few of each problem's samples, fits those, and asks the fit for the pass@10,000 that all samples show.
    private static void Thin((string Name, (long Samples, long Correct)[] Counts)[] checkpoints, int few)
    {
        var random = new Random(1);
        var errors = new List<(double Fitted, double Unextrapolated, bool IsInside)>();
        var refused = new List<BetaBinomialStatus>();
        foreach ((_, (long Samples, long Correct)[] counts) in checkpoints.Where(g => g.Counts.All(c => c.Samples >= Far)))
        {
            (long, long)[] thinned = Array.ConvertAll(counts, c => ((long)few, (long)Hypergeometric.Sample(random, (int)c.Samples, (int)c.Correct, few)));
            BetaBinomial fit = BetaBinomial.Fit(thinned);
            if (fit.Status != BetaBinomialStatus.Ok)
            {
                refused.Add(fit.Status);
                continue;
            }

            double seen = counts.Average(c => PassAtK.Unbiased(c.Samples, c.Correct, Far));
            var interval = fit.PassAtInterval(Far);
            errors.Add((interval.Value - seen, thinned.Average(c => PassAtK.Unbiased(c.Item1, c.Item2, few)) - seen, interval.Lower <= seen && seen <= interval.Upper));
        }

        Console.WriteLine($"From {few} samples a problem to pass@{Far}: {errors.Count} of {errors.Count + refused.Count} checkpoints fit ({string.Join(", ", refused.GroupBy(r => r).Select(g => $"{g.Count()} {g.Key}"))}); "
            + $"mean error {errors.Average(e => e.Fitted):f3}, absolute {errors.Average(e => Math.Abs(e.Fitted)):f3}, of pass@{few} as it is {errors.Average(e => Math.Abs(e.Unextrapolated)):f3}; {errors.Count(e => e.IsInside)} of {errors.Count} intervals hold what all samples show.");
    }
}
