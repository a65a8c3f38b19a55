namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class LinearMethodTests
{
    [TestMethod]
    public void Least_squares_finds_a_planted_line()
    {
        // Losses are free to choose, so that the outcome, which is counted, is exactly a + b·x + c·h.
        IReadOnlyList<EmergencePair> counted = Counts.Align(Counts.Small, 1, 5).Pairs;
        EmergencePair[] pairs = [.. counted.Select(p => p with { Now = WithLoss(p, (p.Outcome - 0.3 - (0.7 * p.Horizon)) / -2.5) })];
        TrainedForecast found = new LinearMethod("loss", now => now.Loss).Train(pairs);
        Assert.AreEqual(0.3, found.Coefficients[0], 1e-6); // the ridge of 1e-9 is what is left
        Assert.AreEqual(-2.5, found.Coefficients[1], 1e-6);
        Assert.AreEqual(0.7, found.Coefficients[2], 1e-6);
    }

    [TestMethod]
    public void Every_model_weighs_the_same_however_many_checkpoints_it_has()
    {
        // At one horizon and without x the forecast is the mean: of the models' means −2 and 2, not of all pairs.
        EmergencePair[] pairs = [.. Enumerable.Range(0, 9).Select(_ => Pair("many", 119)), Pair("one", 881)];
        double many = pairs[0].Outcome, one = pairs[^1].Outcome;
        Assert.AreEqual((many + one) / 2, new LinearMethod("constant", null).Train(pairs).Logit(pairs[0].Now, 1), 1e-6);
    }

    [TestMethod]
    public void A_column_that_does_not_vary_changes_no_forecast()
    {
        IReadOnlyList<EmergencePair> pairs = Counts.Align(Counts.Small, 1).Pairs;
        LogitForecast constant = new LinearMethod("constant", null).Train(pairs).Logit, same = new LinearMethod("same", _ => 3).Train(pairs).Logit;
        foreach (EmergencePair pair in pairs)
            Assert.AreEqual(constant(pair.Now, pair.Horizon), same(pair.Now, pair.Horizon), 1e-6);
    }

    private static EmergenceCheckpoint WithLoss(EmergencePair pair, double loss) => new(pair.Model, pair.Now.Compute, loss, pair.Now.Counts, [1]);

    private static EmergencePair Pair(string model, long correct) =>
        new(new EmergenceCheckpoint(model, 1, double.NaN, [new(1000, 1, 0)], [1]), new EmergenceCheckpoint(model, 10, double.NaN, [new(1000, correct, 0)], [1]));
}
