using System.Text.Json;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class TrainingLogFileTests
{
    private static readonly TrainingProgress Progress = new(1, 2.5, 1, 1e-3, 128, 10, TimeSpan.FromSeconds(3), TimeSpan.Zero);

    [TestMethod]
    public void Lines_of_the_steps_after_and_half_a_line_go_and_the_rest_stays()
    {
        using var folder = new TemporaryFolder();
        string path = folder["deep/er/log.jsonl"];
        using (var log = new TrainingLogFile(path))
        {
            log.Begin(0);
            for (int step = 1; step <= 5; step++)
                log.Add(Progress with { Step = step, Diagnostics = new Dictionary<string, double> { ["Größe"] = step } });
        }
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4, 5 }, Steps(path));
        File.AppendAllText(path, "{\"step\":6,\"lo");
        Continue(3, 4);
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4 }, Steps(path));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]); // a whole object, and no end of its line
        Continue(4, 5);
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 5 }, Steps(path));
        Continue(0, 1);
        CollectionAssert.AreEqual(new[] { 1 }, Steps(path));

        void Continue(int done, int next)
        {
            using var log = new TrainingLogFile(path);
            log.Begin(done);
            log.Add(Progress with { Step = next });
        }
    }

    [TestMethod]
    [DataRow("precious notes\n")]
    [DataRow("{\"step\": 1}\n")]
    [DataRow("{\"loss\":1,\"step\":1}\n")]
    public void Another_kind_of_file_is_not_replaced(string content)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("precious.txt", content);
        LanguageModelTrainerOptions options = TinyRun.Options(null);
        options = options with { Training = options.Training with { LogFile = path } };
        var e = Assert.ThrowsExactly<IOException>(() => LanguageModelTraining.Train(TinyRun.Unread(), new TinyRun.TwoHeads(), options, seed: 1).Dispose());
        StringAssert.StartsWith(e.Message, $"'{path}' is there already and is no log of a training run");
        Assert.AreEqual(content, File.ReadAllText(path));
    }

    [TestMethod]
    public void A_second_run_on_a_log_fails_before_it_trains_and_readers_do_not_disturb()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("log.jsonl", "");
        LanguageModelTrainerOptions options = TinyRun.Options(null);
        options = options with { Training = options.Training with { LogFile = path, Steps = 3 } };
        Exception? refused = null;
        int[] read = [];
        TinyRun.Train(options with
        {
            Training = options.Training with
            {
                Progress = new TinyRun.Each(p =>
                {
                    if (p.Step != 2)
                        return;
                    refused = Assert.Throws<InvalidOperationException>(() => LanguageModelTraining.Train(TinyRun.Unread(), new TinyRun.TwoHeads(), options, seed: 1).Dispose());
                    read = Steps(path);
                }),
            },
        }).Dispose();
        StringAssert.StartsWith(refused!.Message, $"The log '{path}' is open elsewhere");
        CollectionAssert.AreEqual(new[] { 1, 2 }, read);
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, Steps(path));
    }

    [TestMethod]
    [DataRow("step")]
    [DataRow("loss")]
    [DataRow("elapsed_seconds")]
    public void A_diagnostic_with_the_name_of_a_lines_own_number_is_refused_at_the_first_step(string name)
    {
        using var folder = new TemporaryFolder();
        var e = Assert.Throws<InvalidOperationException>(() => TinyRun.Train(TinyRun.Options(folder.FullPath), new Named(name)).Dispose());
        StringAssert.StartsWith(e.Message, $"The objective has a diagnostic '{name}', and each line of the log '{folder["log.jsonl"]}' has a number of that name: call it otherwise.");
        Assert.AreEqual(0, new FileInfo(folder["log.jsonl"]).Length);
    }

    private static int[] Steps(string path) => [.. File.ReadLines(path).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetInt32())];

    private sealed class Named(string diagnostic) : TrainingObjective
    {
        public override ObjectiveValue Evaluate(ObjectiveBatch batch) =>
            new(nn.functional.cross_entropy(batch.Decoder.Logits(batch.Hidden).flatten(0, 1), batch.Targets.flatten()), new Dictionary<string, double> { [diagnostic] = -1 });
    }
}
