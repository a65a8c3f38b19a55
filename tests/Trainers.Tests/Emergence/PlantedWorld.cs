using MathNet.Numerics.Distributions;

namespace ResearchML.Trainers.Tests;

/// <summary>Counts of models whose future is known by construction.</summary>
/// <remarks>
/// Every problem i of a checkpoint t of model m has a success probability p, and its count is binomial. Checkpoints are half a decade apart.
/// <list type="bullet">
/// <item><description><see cref="LargeKHelps"/>: a skill θ(m, t) = θ(m) + 1.6·t/2, θ(m) ~ N(−7, 1), makes p = logistic(θ − d), d ~ N(0, 1): early on many small chances, which pass@k of large k adds up.
/// But 3 of the problems are memorised with a p that is drawn anew at every checkpoint: early pass@1 is little else, and tells nothing of θ.</description></item>
/// <item><description><see cref="LargeKIsNoise"/>: logit pass@1 is a random walk with drift, so that of all that is known now pass@1 alone tells the later. How p spreads over the problems about that mean, from
/// all alike to nearly all or nothing, is drawn anew at every checkpoint, and with it pass@k.</description></item>
/// <item><description><see cref="LargeKIsTheSame"/>: the same walk with one spread for all: pass@k is a function of pass@1 but for the noise of sampling. The edge between helping and hurting, where a test of the
/// difference errs as often as it ever may.</description></item>
/// </list>
/// </remarks>
internal static class PlantedWorld
{
    private const int Memorised = 3;
    private const double Step = 0.5; // log10 of compute

    public static IReadOnlyList<EmergenceCount> LargeKHelps(int seed, int models = 9, int checkpoints = 7, int problems = 60, int samples = 256)
    {
        var random = new Random(seed);
        double[] difficulty = [.. Enumerable.Range(0, problems).Select(_ => Normal.Sample(random, 0, 1))];
        return Count(random, models, checkpoints, problems, samples, (_, start) => start + (1.6 * Step), () => Normal.Sample(random, -7, 1), skill =>
            [.. difficulty.Select((d, i) => i < Memorised ? 0.4 * random.NextDouble() * random.NextDouble() : Logistic(skill - d))]);
    }

    public static IReadOnlyList<EmergenceCount> LargeKIsNoise(int seed, int models = 9, int checkpoints = 7, int problems = 60, int samples = 256)
    {
        var random = new Random(seed);
        return Walk(random, models, checkpoints, problems, samples, () => Math.Exp(Math.Log(0.03) + (Math.Log(100) * random.NextDouble())));
    }

    public static IReadOnlyList<EmergenceCount> LargeKIsTheSame(int seed, int models = 9, int checkpoints = 7, int problems = 60, int samples = 256) =>
        Walk(new Random(seed), models, checkpoints, problems, samples, () => 0.3);

    private static List<EmergenceCount> Walk(Random random, int models, int checkpoints, int problems, int samples, Func<double> spread) =>
        Count(random, models, checkpoints, problems, samples, (random, logit) => logit + Normal.Sample(random, 0.5, 0.5), () => Normal.Sample(random, -5, 1), logit =>
        {
            double mean = Logistic(logit), alpha = spread();
            double[] p = [.. Enumerable.Range(0, problems).Select(_ => Beta.Sample(random, alpha, alpha * (1 - mean) / mean))];
            // A sample of a heavy tail has a mean of its own; the walk's is wanted. Where a p would pass 1 it stays there, and the mean a little lower.
            double own = p.Average();
            return [.. p.Select(value => Math.Min(1, value * mean / own))];
        });

    private static List<EmergenceCount> Count(
        Random random, int models, int checkpoints, int problems, int samples, Func<Random, double, double> next, Func<double> first, Func<double, double[]> chances)
    {
        var counts = new List<EmergenceCount>(models * checkpoints * problems);
        for (int model = 0; model < models; model++)
        {
            double state = first();
            for (int checkpoint = 0; checkpoint < checkpoints; checkpoint++, state = next(random, state))
            {
                double[] p = chances(state);
                for (int problem = 0; problem < problems; problem++)
                    counts.Add(new EmergenceCount($"model {model}", 1e9 * Math.Pow(10, Step * checkpoint), "task", $"{problem}", samples, Binomial.Sample(random, p[problem], samples)));
            }
        }

        return counts;
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
