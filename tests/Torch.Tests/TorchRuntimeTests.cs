using static TorchSharp.torch;

namespace ResearchML.Torch.Tests;

[TestClass]
public sealed class TorchRuntimeTests
{
    private const string Library = "libLibTorchSharp.so";

    [TestMethod]
    public void Registering_and_asking_again_does_nothing_more()
    {
        TorchRuntime.Register();
        TorchRuntime.Register();
        TorchRuntime.EnsureAvailable();
        TorchRuntime.EnsureAvailable();
        using Tensor x = ones(2, 3, device: CPU);
        Assert.AreEqual(6, x.numel());
    }

    [TestMethod]
    public void Names_other_than_LibTorchSharp_are_left_to_the_runtime() =>
        Assert.AreEqual(0, LibTorchSharpLoader.Resolve(typeof(TorchSharp.torch).Assembly, "torch_cpu"));

    [TestMethod]
    public void A_standard_library_too_old_even_without_the_unused_version_is_said_to_be_so()
    {
        StringAssert.Contains(LibTorchSharpLoader.Explain("version `GLIBCXX_3.4.30' not found"), "libstdc++ is older");
        Assert.AreEqual("libtorch.so is missing", LibTorchSharpLoader.Explain("libtorch.so is missing"));
    }

    [TestMethod]
    public void A_program_may_touch_TorchSharp_before_any_type_of_ours()
    {
        (int exitCode, string output) = ChildProgram.Start("torch-first");
        Assert.AreEqual(0, exitCode, output);
        StringAssert.Contains(output, "sum 3");
    }

    [TestMethod]
    [TestCategory("Machine")] // the machine decides whether it applies
    public void A_tampered_copy_is_replaced_before_it_is_loaded()
    {
        RequireOldStandardLibrary();
        using var home = new TemporaryFolder();
        var environment = new Dictionary<string, string?> { ["HOME"] = home.FullPath, ["XDG_DATA_HOME"] = home.FullPath };
        StringAssert.Contains(ChildProgram.Start("mapped", environment: environment).Output, home.FullPath);

        string copy = Directory.GetFiles(home.FullPath, Library, SearchOption.AllDirectories).Single();
        byte[] whole = File.ReadAllBytes(copy);
        File.WriteAllBytes(copy, "not a library"u8);
        (int exitCode, string output) = ChildProgram.Start("mapped", environment: environment);
        Assert.AreEqual(0, exitCode, output);
        StringAssert.Contains(output, copy);
        CollectionAssert.AreEqual(whole, File.ReadAllBytes(copy));
    }

    [TestMethod]
    [TestCategory("Machine")] // the machine decides whether it applies
    public void Programs_that_start_together_share_one_copy()
    {
        RequireOldStandardLibrary();
        using var home = new TemporaryFolder();
        var environment = new Dictionary<string, string?> { ["HOME"] = home.FullPath, ["XDG_DATA_HOME"] = home.FullPath };
        Task<(int ExitCode, string Output)>[] children = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => ChildProgram.Start("mapped", environment: environment)))];
        Task.WaitAll(children);
        foreach (Task<(int ExitCode, string Output)> child in children)
            StringAssert.Contains(child.Result.Output, home.FullPath);
        Assert.HasCount(1, Directory.GetFiles(home.FullPath, "*", SearchOption.AllDirectories).Where(path => path.Contains("LibTorchSharp")));
    }

    [TestMethod]
    [TestCategory("Machine")] // the machine decides whether it applies
    public void Without_a_home_folder_the_library_is_loaded_from_memory()
    {
        RequireOldStandardLibrary();
        var environment = new Dictionary<string, string?> { ["HOME"] = "/dev/null/none", ["XDG_DATA_HOME"] = null };
        (int exitCode, string output) = ChildProgram.Start("mapped", environment: environment);
        Assert.AreEqual(0, exitCode, output);
        StringAssert.Contains(output, "memfd:libLibTorchSharp.so");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow(true, "libtorch.so is missing")]
    [DataRow(false, "libLibTorchSharp.so is in none of these folders")]
    public void Without_libtorch_each_call_names_the_package_to_add(bool withTorchSharpLibrary, string reason)
    {
        using var folder = new TemporaryFolder();
        string[] patterns = ["*.dll", "*.json", .. withTorchSharpLibrary ? [Library] : Array.Empty<string>()];
        foreach (string file in patterns.SelectMany(pattern => Directory.GetFiles(AppContext.BaseDirectory, pattern)))
            File.Copy(file, folder[Path.GetFileName(file)]);

        (int exitCode, string output) = ChildProgram.Start("unavailable", folder.FullPath);
        Assert.AreEqual(0, exitCode, output);
        string version = typeof(TorchSharp.torch).Assembly.GetName().Version!.ToString(3);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int call = 0; call < 2; call++)
        {
            string line = lines.Single(line => line.StartsWith($"call {call}: ", StringComparison.Ordinal));
            StringAssert.Contains(line, $"TorchSharp-cpu {version}");
            StringAssert.Contains(line, $"TorchSharp-cuda-linux {version}");
            StringAssert.Contains(line, reason);
        }
    }

    // On a newer one the ordinary load works, and none of this happens.
    private static void RequireOldStandardLibrary()
    {
        TorchRuntime.EnsureAvailable();
        if (!OperatingSystem.IsLinux() || ChildProgram.Start("mapped").Output.Contains(AppContext.BaseDirectory))
            Assert.Inconclusive("The system's libstdc++ has GLIBCXX_3.4.32: the library loads as it is.");
    }
}
