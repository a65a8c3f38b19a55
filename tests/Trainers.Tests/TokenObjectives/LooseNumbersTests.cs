using ResearchML.LanguageModels;

namespace ResearchML.Trainers.Tests;

/// <summary>Each objective beside a thread that makes the collector run: numbers that nobody holds would be freed while libtorch reads them (<see cref="Torch.Term"/>).</summary>
[TestClass]
public sealed class LooseNumbersTests
{
    public static IEnumerable<object[]> Objectives =>
    [
        ["k-shot", Objective.KShot(8)],
        ["multi-token", Objective.MultiToken(3)],
        ["token order", Objective.TokenOrder(8)],
        ["a mixture", Objective.Mix(Objective.KShot(4), Objective.NextToken(), Schedule.Constant(0.5))],
    ];

    [TestMethod]
    [DynamicData(nameof(Objectives))]
    public void Training_goes_on_while_the_collector_runs(string name, TrainingObjective objective)
    {
        LanguageModelTrainerOptions options = ObjectiveRuns.Options with { Training = ObjectiveRuns.Options.Training with { Steps = 25, AccumulationSteps = 2 } };
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.Token.WaitHandle.WaitOne(1))
                GC.Collect(0);
        });
        collector.Start();
        try
        {
            LanguageModelTraining.Train(["the cat sat on the mat", "the dog ran after the cat"], objective, options, seed: 1).Dispose();
        }
        catch (Exception e)
        {
            Assert.Fail($"{name}: {e}");
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }
}
