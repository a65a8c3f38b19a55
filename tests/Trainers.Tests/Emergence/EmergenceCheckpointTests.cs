namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class EmergenceCheckpointTests
{
    [TestMethod]
    [DataRow(1, 0.35)] // (1/10 + 6/10)/2
    [DataRow(5, 0.75)] // 1 − C(9,5)/C(10,5) = 0.5, and 1 with only 4 wrong
    public void PassAtK_is_the_mean_over_problems(int k, double expected) => Assert.AreEqual(expected, Of([(10, 1, 0), (10, 6, 0)], k).PassAt(k), 1e-12);

    [TestMethod]
    [DataRow(1, 0.25, 10, -1.3862943611198906)] // skill (0.4 − 0.25)/0.75 = 0.2: logit ln 0.25
    [DataRow(1, 0, 10, -0.40546510810816444)] // 0.4: ln(2/3)
    public void A_guesss_share_is_taken_out(int k, double chance, long samples, double expected) =>
        Assert.AreEqual(expected, Of([(samples, 4, chance)], k).Logit(k), 1e-12);

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    [DataRow(10)]
    public void Guesses_alone_give_no_more_skill_than_their_noise(int k)
    {
        const int Problems = 20, Samples = 40_000;
        EmergenceCheckpoint guesses = Of([.. Enumerable.Repeat(((long)Samples, Samples / 4L, 0.25), Problems)], k);
        double noise = k * Math.Sqrt(0.25 / 0.75 / (Problems * Samples)); // k(1 − g)^(k−1)·√(g(1 − g)/N) over (1 − g)^k
        Assert.AreEqual(Math.Log(noise / (1 - noise)), guesses.Logit(k), 1e-9);
    }

    [TestMethod]
    public void Skill_below_the_noise_of_guessing_is_none_and_above_it_is_kept()
    {
        // Of 100 problems × 64 guesses of 1/31, 206.5 are right by chance, give or take 14.1.
        double At(long correct) => Of([.. Enumerable.Range(0, 100).Select(i => (64L, correct / 100 + (i < correct % 100 ? 1 : 0), 1 / 31.0))], 1).Logit(1);
        Assert.AreEqual(At(0), At(220), 1e-12);
        Assert.AreEqual(At(0), At(150), 1e-12);
        Assert.IsGreaterThan(At(0), At(221));
    }

    [TestMethod]
    public void Chance_is_each_problems_own()
    {
        // One of two problems is a guess of 1/2, the other cannot be guessed: γ_10 = (1 − 2^−10 + 0)/2, which γ of the mean chance, 1 − 0.75^10 = 0.94, is far from.
        EmergenceCheckpoint checkpoint = Of([(100, 50, 0.5), (100, 20, 0)], 10);
        double gamma = (1 - Math.Pow(0.5, 10)) / 2, skill = (checkpoint.PassAt(10) - gamma) / (1 - gamma);
        Assert.AreEqual(0.25, checkpoint.Chance, 1e-15);
        Assert.AreEqual(Math.Log(skill / (1 - skill)), checkpoint.Logit(10), 1e-9);
    }

    [TestMethod]
    [DataRow(0, -5.293304824724492)] // 1/(2·100): ln(0.005/0.995)
    [DataRow(100, 5.293304824724492)]
    public void None_and_all_are_moved_in_by_half_a_sample(long correct, double expected) => Assert.AreEqual(expected, Of([(100, correct, 0)], 1).Logit(1), 1e-12);

    [TestMethod]
    public void Where_guessing_is_sure_to_succeed_nothing_can_be_known()
    {
        EmergenceCheckpoint checkpoint = Of([(5000, 2500, 0.5)], 2000); // 0.5^2000 is 0 to a double
        Assert.IsTrue(double.IsFinite(checkpoint.Logit(2000)));
    }

    [TestMethod]
    public void A_k_that_was_not_asked_for_is_refused_by_name()
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Of([(10, 1, 0)], 5).PassAt(7));
        StringAssert.Contains(e.Message, "k = 7 was not computed. The k are: 1, 5.");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(10)]
    public void The_sampling_deviation_is_that_of_redrawn_samples(int k)
    {
        const int Draws = 4000;
        var random = new Random(3);
        double[] p = [0.02, 0.1, 0.3];
        double[] passes = [.. Enumerable.Range(0, Draws).Select(_ => Draw().PassAt(k))];
        double mean = passes.Average(), deviation = Math.Sqrt(passes.Average(x => (x - mean) * (x - mean)));
        // 4,000 draws know a deviation to 1.1%; the linear formula and its half success take the rest.
        Assert.AreEqual(1, Of([(400, 8, 0), (400, 40, 0), (400, 120, 0)], k).SamplingDeviation(k) / deviation, 0.08);

        EmergenceCheckpoint Draw() => Of([.. p.Select(q => (400L, (long)MathNet.Numerics.Distributions.Binomial.Sample(random, q, 400), 0.0))], k);
    }

    private static EmergenceCheckpoint Of((long N, long C, double Chance)[] counts, params int[] ks) =>
        new("m", 1e9, double.NaN, [.. counts.Select(c => new ProblemCount(c.N, c.C, c.Chance))], ks);
}
