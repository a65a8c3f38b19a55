using System.Diagnostics;
using System.Text;

namespace ResearchML.LanguageModels.Tests;

/// <summary>What a checkpoints' folder does when things go wrong: damage, other runs, a full disk.</summary>
[TestClass]
public sealed class TrainingFolderTests
{
    private const int Steps = 12;

    [TestMethod]
    [DataRow("weights")]
    [DataRow("state")]
    [DataRow("tensor's name")]
    [DataRow("identity")]
    [DataRow("hash")]
    public void Damage_of_any_part_is_found_and_the_checkpoint_before_is_taken(string part)
    {
        using var folder = new TemporaryFolder();
        float[] whole = Train(Options(folder));
        string last = folder["step-00000012.safetensors"];
        byte[] bytes = File.ReadAllBytes(last);
        switch (part)
        {
            case "weights": bytes.AsSpan(bytes.Length - 64).Clear(); break;
            case "state": Change("\\\"Step\\\":12", "\\\"Step\\\":11"); break;
            case "tensor's name": Change("\"model.norm.weight\"", "\"model.norm.weighs\""); break;
            case "identity": Change("\"seed\":\"5\"", "\"seed\":\"6\""); break;
            default: Change("\"hash\":\"", "\"hash\":\"x"); break;
        }
        File.WriteAllBytes(last, bytes);

        var told = new List<string>();
        CollectionAssert.AreEqual(whole, Train(Options(folder), told.Add));
        Assert.IsTrue(told.Any(t => t.StartsWith("Resumed at step 8, ", StringComparison.Ordinal)), string.Join('\n', told));
        Assert.AreEqual($"Checkpoint '{last}' is damaged and passed over: '{last}': its content is not what was written. It is now '{last}.damaged'.", told[0]);
        CollectionAssert.AreEqual(bytes, File.ReadAllBytes(last + ".damaged"));

        void Change(string from, string to)
        {
            int at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(from));
            Assert.IsGreaterThan(0, at);
            Encoding.UTF8.GetBytes(to).CopyTo(bytes.AsSpan(at));
        }
    }

    [TestMethod]
    public void A_damaged_checkpoint_is_not_one_of_those_to_keep()
    {
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = With(Options(folder), t => t with { Checkpoints = t.Checkpoints! with { Keep = 1 } });
        Train(options);
        string last = folder["step-00000012.safetensors"];
        File.WriteAllBytes(last, File.ReadAllBytes(last)[..5000]);
        using var cancel = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Train(With(options, t => t with
        {
            CancellationToken = cancel.Token,
            Progress = new TinyRun.Each(p =>
            {
                if (p.Step == 5)
                    cancel.Cancel();
            }),
        })));
        CollectionAssert.AreEqual(
            new[] { "step-00000005.safetensors", "step-00000012.safetensors.damaged" }, Directory.GetFiles(folder.FullPath, "step-*").Select(p => Path.GetFileName(p)).Order().ToArray());
    }

    [TestMethod]
    public void What_a_folder_or_a_log_refuses_is_refused_before_the_texts_are_read()
    {
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = Options(folder) with { TokenFile = folder["corpus.tokens"] };
        string Refusal<T>(Resume resume)
            where T : Exception => Assert.ThrowsExactly<T>(() => LanguageModelTraining.Train(
                TinyRun.Unread(), new TinyRun.TwoHeads(), With(options, t => t with { Checkpoints = t.Checkpoints! with { Resume = resume } }), seed: 5).Dispose()).Message;

        StringAssert.EndsWith(Refusal<CheckpointException>(Resume.Required), "holds no whole checkpoint to resume from.");
        using (new TrainingFolder(options.Training.Checkpoints!, _ => { }))
            StringAssert.StartsWith(Refusal<InvalidOperationException>(Resume.Auto), "Another training run is writing checkpoints into ");
        folder.Write("step-00000004.safetensors", "whatever");
        StringAssert.Contains(Refusal<CheckpointException>(Resume.Never), "holds checkpoints of an earlier run");
        Assert.AreEqual("whatever", File.ReadAllText(folder["step-00000004.safetensors"]), "nothing is moved where nothing is resumed");
        Assert.IsFalse(File.Exists(folder["corpus.tokens"]));
    }

    [TestMethod]
    public void A_lock_that_cannot_be_made_is_not_taken_for_another_run()
    {
        if (OperatingSystem.IsWindows())
            return; // a link would need a privilege
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["lock"], folder["lock"]);
        var e = Assert.ThrowsExactly<IOException>(() => new TrainingFolder(new CheckpointOptions { Folder = folder.FullPath }, _ => { }).Dispose());
        Assert.IsFalse(e.Message.Contains("Another training run", StringComparison.Ordinal), e.Message);
    }

    [TestMethod]
    public void A_checkpoint_of_another_version_is_refused_and_left_as_it_is()
    {
        using var folder = new TemporaryFolder();
        Torch.SafetensorsFile.Write(folder["step-00000004.safetensors"], [], new Dictionary<string, string> { ["state"] = "{}" });
        var e = Assert.Throws<CheckpointException>(() => Train(Options(folder)));
        StringAssert.Contains(e.Message, "has no hash of its content: it was written by another version");
        Assert.IsTrue(File.Exists(folder["step-00000004.safetensors"]));
    }

    // A file system of its own, seen by one process and gone with it: nobody needs to be root for that where Linux allows user namespaces.
    [TestMethod]
    [TestCategory("Machine")] // the machine decides whether it applies
    public void A_full_disk_ends_the_run_and_leaves_the_last_checkpoint_whole()
    {
        const int NoMount = 77;
        using var folder = new TemporaryFolder();
        Train(Options(folder));
        long size = new FileInfo(folder["step-00000012.safetensors"]).Length;
        string disk = Directory.CreateDirectory(folder["disk"]).FullName, rescued = Directory.CreateDirectory(folder["rescued"]).FullName;
        string script = $"mount -t tmpfs -o size={5 * size / 2} none \"$1\" || exit {NoMount}; rescued=$2; folder=$1; shift 2; \"$@\"; code=$?; cp \"$folder\"/* \"$rescued\"; exit $code";
        (int code, string error) = Run("unshare", ["-Urm", "sh", "-c", script, "sh", disk, rescued, .. ChildProgram.Command(disk)]);
        if (code == NoMount || error.StartsWith("unshare: ", StringComparison.Ordinal))
            Assert.Inconclusive($"No file system can be mounted here: {error}");

        Assert.AreEqual(1, code, error);
        StringAssert.StartsWith(error, $"The checkpoint of step 12 could not be written to '{disk}': ");
        StringAssert.EndsWith(error.TrimEnd(), "The last that is there: step-00000008.safetensors.");
        StringAssert.Contains(error, "space", "the system's own words");
        CollectionAssert.AreEqual(
            new[] { "lock", "log.jsonl", "step-00000004.safetensors", "step-00000008.safetensors" }, Directory.GetFiles(rescued).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal).ToArray());
        Assert.AreEqual(8, StoredCheckpoint.Open(Path.Combine(rescued, "step-00000008.safetensors")).State.Step);
    }

    private static (int Code, string Error) Run(string program, string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, error.Result);
        }
        catch (System.ComponentModel.Win32Exception e) // there is no such program
        {
            return (-1, $"{program}: {e.Message}");
        }
    }

    private static LanguageModelTrainerOptions Options(TemporaryFolder folder) => With(TinyRun.Options(folder.FullPath), t => t with { Steps = Steps });

    private static LanguageModelTrainerOptions With(LanguageModelTrainerOptions options, Func<TrainingOptions, TrainingOptions> change) => options with { Training = change(options.Training) };

    private static float[] Train(LanguageModelTrainerOptions options, Action<string>? log = null)
    {
        using LanguageModel model = TinyRun.Train(options, log: log);
        return TinyRun.Weights(model);
    }
}
