using System.Globalization;

namespace ResearchML.Trainers.Tests;

/// <summary>Pythia's public counts on GSM8K, nine sizes at nine points of training, against numpy and scipy on the same file.</summary>
[TestClass]
[TestCategory(SharedData.Category)]
public sealed class PythiaTests
{
    private static readonly Lazy<EmergenceForecast> Forecast = new(() => EmergenceForecast.From(Read(SharedData.Require("data/emergence/gsm8k_pythia_counts.csv")), new EmergenceOptions { ShuffleControls = 0 }));

    [TestMethod]
    public void One_checkpoint_of_30_problems_costs_the_others_none()
    {
        TaskForecast task = Forecast.Value.Tasks["GSM8K"];
        Assert.AreEqual((EmergenceStatus.Ok, 80, 1, 128, 2), (task.Status, task.Checkpoints.Count, task.DroppedCheckpoints, task.Problems.Count, task.DroppedProblems));
    }

    [TestMethod]
    [DataRow("pass@1", 0.3579)]
    [DataRow("pass@k", 0.3585)]
    [DataRow("constant", 0.4886)]
    [DataRow("persistence", 0.4160)]
    public void Errors_in_points_are_those_of_numpy(string method, double points) =>
        Assert.AreEqual(points, 100 * Forecast.Value.Validation.Scores.Single(s => s.Method == method && s.Scheme == ValidationScheme.LeaveOneModelOut).Error, 1e-4);

    [TestMethod]
    [DataRow(2e10, 1, 0.733)]
    [DataRow(6e10, 1, 0.733)]
    [DataRow(6e10, 10, 0.883)]
    [DataRow(6e10, 100, 0.95)]
    [DataRow(2e11, 100, 0.883)]
    public void Ranks_agree_with_those_of_scipy(double tokens, int k, double spearman) =>
        Assert.AreEqual(spearman, Forecast.Value.Validation.ByCheckpoint.Single(c => c.Compute == tokens && c.K == k).Spearman, 1e-3);

    [TestMethod]
    public void Nine_sizes_cannot_tell_whether_large_k_helps()
    {
        foreach (LargeKGain gain in Forecast.Value.Validation.Gains)
            Assert.AreEqual(GainVerdict.CannotTell, gain.Verdict, gain.Scheme.ToString());
    }

    private static IEnumerable<EmergenceCount> Read(string file) =>
        from line in File.ReadLines(file).Skip(1)
        let fields = line.Split(',')
        let name = fields[0].Split('_')
        let tokens = double.Parse(name[2][..^1], CultureInfo.InvariantCulture) * (name[2][^1] == 'B' ? 1e9 : 1e6)
        select new EmergenceCount(name[1], tokens, "GSM8K", fields[1], long.Parse(fields[3], CultureInfo.InvariantCulture), long.Parse(fields[4], CultureInfo.InvariantCulture));
}
