namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class ShuffledGradesTests
{
    private static readonly EmergenceTask Task = Counts.Align(PlantedWorld.LargeKHelps(1, models: 5), 1, 100);

    [TestMethod]
    public void Samples_and_passes_stay_and_only_the_problems_change()
    {
        EmergenceTask dealt = ShuffledGrades.Deal(Task, 7);
        foreach ((EmergenceCheckpoint before, EmergenceCheckpoint after) in Task.Checkpoints.Zip(dealt.Checkpoints))
        {
            CollectionAssert.AreEqual(before.Counts.Select(c => c.Samples).ToArray(), after.Counts.Select(c => c.Samples).ToArray());
            Assert.AreEqual(before.Counts.Sum(c => c.Correct), after.Counts.Sum(c => c.Correct));
            Assert.AreEqual(before.PassAt(1), after.PassAt(1), 1e-12);
        }

        Assert.IsTrue(Task.Checkpoints.Zip(dealt.Checkpoints).Count(pair => Math.Abs(pair.First.PassAt(100) - pair.Second.PassAt(100)) > 0.05) > 10, "pass@100 of a few memorised problems is spread over all");
    }

    [TestMethod]
    public void Pairs_are_of_the_dealt_checkpoints()
    {
        EmergenceTask dealt = ShuffledGrades.Deal(Task, 7);
        foreach (EmergencePair pair in dealt.Pairs)
            Assert.IsTrue(dealt.Checkpoints.Contains(pair.Now) && dealt.Checkpoints.Contains(pair.Later));
    }

    [TestMethod]
    public void A_problem_is_dealt_as_many_as_the_hypergeometric_distribution_says()
    {
        // 6 correct of 5 + 10 + 15 samples: problem i has 6·n_i/30 in the mean, of variance 6·(n_i/30)(1 − n_i/30)·24/29.
        const int Deals = 20_000;
        EmergenceTask task = new("t", [new EmergenceCheckpoint("m", 1, double.NaN, [new(5, 1, 0), new(10, 2, 0), new(15, 3, 0)], [1])]) { ProblemNames = ["a", "b", "c"] };
        double[][] dealt = [.. Enumerable.Range(0, Deals).Select(seed => ShuffledGrades.Deal(task, ComponentSeed.Mix(1, (ulong)seed)).Checkpoints[0].Counts.Select(c => (double)c.Correct).ToArray())];
        double[] samples = [5, 10, 15];
        for (int i = 0; i < 3; i++)
        {
            double share = samples[i] / 30, mean = dealt.Average(d => d[i]), variance = dealt.Average(d => Math.Pow(d[i] - mean, 2)), expected = 6 * share * (1 - share) * 24 / 29;
            Assert.AreEqual(6 * share, mean, 4 * Math.Sqrt(expected / Deals)); // four standard errors
            Assert.AreEqual(expected, variance, 0.05 * expected); // 20,000 deals know a variance to 1%
        }
    }

    [TestMethod]
    [DataRow(5L, 0L, 3L, 0L)]
    [DataRow(5L, 5L, 3L, 3L)]
    [DataRow(5L, 2L, 5L, 2L)]
    [DataRow(5L, 2L, 0L, 0L)]
    public void Where_there_is_no_choice_there_is_no_chance(long population, long marked, long drawn, long expected) =>
        Assert.AreEqual(expected, Hypergeometric.Draw(population, marked, drawn, new Random(1)));

    [TestMethod]
    public void Millions_of_grades_are_dealt_with_their_mean_and_variance()
    {
        const int Deals = 2000;
        const double Population = 4e8, Marked = 3e7, Drawn = 3e6, Share = Marked / Population;
        var random = new Random(2);
        double[] dealt = [.. Enumerable.Range(0, Deals).Select(_ => (double)Hypergeometric.Draw((long)Population, (long)Marked, (long)Drawn, random))];
        double mean = dealt.Average(), expected = Drawn * Share * (1 - Share) * (Population - Drawn) / (Population - 1);
        Assert.AreEqual(Drawn * Share, mean, 4 * Math.Sqrt(expected / Deals)); // four standard errors
        Assert.AreEqual(expected, dealt.Average(d => (d - mean) * (d - mean)), 0.13 * expected); // 2,000 deals know a variance to 3.2%
    }

    [TestMethod]
    public void What_large_k_knew_is_gone()
    {
        EmergenceForecast forecast = EmergenceForecast.From(PlantedWorld.LargeKHelps(3), new EmergenceOptions { ShuffleControls = 19, Seed = 1 });
        ShuffledControl control = forecast.Validation.Controls.Single();
        Assert.AreEqual(0.05, control.PValue, "no shuffled world gains as much");
        Assert.IsLessThan(control.Gain / 4, Math.Abs(control.MeanShuffledGain));
    }

    [TestMethod]
    [DataRow(0.5, 0.25)] // 1 of 4: its own
    [DataRow(0.2, 0.5)] // 0.2 is as large
    [DataRow(0.05, 0.75)]
    [DataRow(0.0, 1.0)] // no gain to explain, though a world loses
    [DataRow(-0.2, 1.0)]
    public void The_p_value_counts_the_worlds_that_gain_as_much(double gain, double p) => Assert.AreEqual(p, new ShuffledControl("t", gain, [-0.1, 0.1, 0.2]).PValue, 1e-15);

    [TestMethod]
    public void One_seed_gives_one_control()
    {
        EmergenceOptions options = new() { ShuffleControls = 5, Seed = 4 };
        double[] Of(EmergenceOptions of) => [.. EmergenceForecast.From(Counts.Small, of).Validation.Controls.Single().ShuffledGains];
        CollectionAssert.AreEqual(Of(options), Of(options));
        CollectionAssert.AreNotEqual(Of(options), Of(options with { Seed = 5 }));
    }

    [TestMethod]
    public void A_single_problem_cannot_be_shuffled()
    {
        ShuffledControl control = EmergenceForecast.From(Counts.Small.Where(c => c.Problem == "p1"), new EmergenceOptions { ShuffleControls = 5, Seed = 4 }).Validation.Controls.Single();
        Assert.IsEmpty(control.ShuffledGains);
        Assert.IsTrue(double.IsNaN(control.PValue));
    }
}
