namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class FinetuningLawMethodTests
{
    private const long Samples = 1_000_000;
    private static readonly double[] Computes = [1, 10, 100, 1000];

    [TestMethod]
    public void A_planted_law_forecasts_what_no_checkpoint_has_shown_yet()
    {
        // Until ln L falls to 1 nothing is solved without finetuning; ln(1 + D) moves that point by 0.1 each. Learned from checkpoints down to ln L = 1.09, all above that; the later loss is forecast too.
        EmergenceTask task = Counts.Align(
            [.. from m in Enumerable.Range(0, 5) from t in Enumerable.Range(0, 3) from examples in new[] { 0.0, 100, 10_000 } select Row(m, Computes[t], LogLoss(m, t), examples)], 1);
        TrainedForecast law = new FinetuningLawMethod(task.Finetuned).Train(task.Pairs);
        EmergenceCheckpoint now = task.Checkpoints.Single(c => c.Model == "m4" && c.Compute == 100);
        double later = Logistic.Of(law.Logit(now, 1)), truth = Skill(LogLoss(4, 3), 0);
        Assert.IsGreaterThan(0.05, truth);
        Assert.AreEqual(0, now.PassAt(1), 0.007, "and today next to nothing is solved");
        Assert.AreEqual(truth, later, 0.02);
    }

    [TestMethod]
    public void It_stands_among_the_methods_only_with_losses_and_finetuned_checkpoints()
    {
        EmergenceCount[] plain = [.. Counts.Small.Select(c => c with { Loss = 3 })], finetuned = [.. plain, .. plain.Where(c => c.Compute == 1e9).Select(c => c with { FinetuningExamples = 100 })];
        Assert.IsFalse(Methods(plain).Contains("finetuning law"));
        Assert.IsTrue(Methods(finetuned).Contains("finetuning law"));
        Assert.IsFalse(Methods([.. finetuned.Select(c => c with { Loss = double.NaN })]).Contains("finetuning law"));

        static string[] Methods(EmergenceCount[] counts) => [.. EmergenceForecast.From(counts, Counts.Quick).Validation.Scores.Select(s => s.Method)];
    }

    [TestMethod]
    public void Finetuned_checkpoints_are_forecast_by_no_other_method()
    {
        EmergenceCount[] plain = [.. Counts.Small.Select(c => c with { Loss = 3 })];
        EmergenceForecast without = EmergenceForecast.From(plain, Counts.Quick), with = EmergenceForecast.From([.. plain, .. plain.Select(c => c with { FinetuningExamples = 100, Correct = 20 })], Counts.Quick);
        Assert.AreEqual(without.Validation.Scores[0], with.Validation.Scores[0]);
    }

    private static double LogLoss(int model, int checkpoint) => 1.65 - (0.04 * model) - (0.2 * checkpoint);

    private static double Skill(double logLoss, double examples)
    {
        double x = 1 + (0.1 * Math.Log(1 + examples)) - logLoss;
        return 0.8 * 0.05 * Math.Log(1 + Math.Exp(x / 0.05));
    }

    private static EmergenceCount Row(int model, double compute, double logLoss, double examples) =>
        new($"m{model}", compute, "task", "p", Samples, (long)(Samples * Skill(logLoss, examples))) { Loss = Math.Exp(logLoss), FinetuningExamples = examples };
}
