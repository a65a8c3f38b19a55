namespace ResearchML.Consumer.Tests;

/// <summary>Programs outside the solution that have nothing of ours but package references: sources in <c>Programs</c>.</summary>
[TestClass]
public sealed class ConsumerTests
{
    [TestMethod]
    public void A_program_that_touches_TorchSharp_first_trains_saves_and_loads_in_a_fresh_process()
    {
        using var folder = new TemporaryFolder();
        string program = Build("TorchFirst", folder);
        string trained = DotNet.RunProgram(program, "train"), loaded = DotNet.RunProgram(program, "load");
        StringAssert.Contains(trained, "touched TorchSharp first: 3");
        StringAssert.Contains(trained, "scores:");
        Assert.AreEqual(Line(trained, "scores:"), Line(loaded, "scores:"));
        StringAssert.StartsWith(Line(trained, "greedy:"), "greedy: 4 tokens");
    }

    [TestMethod]
    public void An_evaluator_needs_no_libtorch_and_a_model_says_which_package_brings_it()
    {
        using var folder = new TemporaryFolder();
        string output = DotNet.RunProgram(Build("EvaluateWithoutLibtorch", folder));
        StringAssert.Contains(output, "bits per byte: 1.443"); // 1 nat a byte
        StringAssert.Contains(output, "TorchUnavailableException");
        StringAssert.Contains(output, "TorchSharp-cpu");
        Assert.IsFalse(File.Exists(folder["out/libtorch.so"]));
    }

    [TestMethod]
    public void Sycophancy_is_evaluated_as_a_caller_writes_it_without_libtorch()
    {
        using var folder = new TemporaryFolder();
        string output = DotNet.RunProgram(Build("Sycophancy", folder));
        StringAssert.Contains(output, "Type I 0.00, Type II 1.00, d' 0.00, J 0.00, cells 20, curves 4");
        StringAssert.Contains(output, "compared: Tied, page: True");
        StringAssert.Contains(output, "engines: 0.490162 0.943318 0.0390625 0.03 0.06 0.06 0.02 2.058872 -0.208644 0.7 Hold 42 None");
    }

    [TestMethod]
    public void Pass_at_k_and_emergence_are_computed_as_a_caller_writes_it_without_libtorch()
    {
        using var folder = new TemporaryFolder();
        string output = DotNet.RunProgram(Build("Emergence", folder));
        StringAssert.Contains(output, "pass@10 0.497551114731, groups 20 and 20, columns PassAt1 PassAt10 PassAt100");
        StringAssert.Contains(output, "fit: True True True True");
        StringAssert.Contains(output, "forecast: 600 rows, ordered True, validated True, lead True");
    }

    [TestMethod]
    public void A_file_based_app_runs()
    {
        using var folder = new TemporaryFolder();
        PackageTests.Packed.Copy("FileBased", folder);
        StringAssert.Contains(DotNet.Run(folder.FullPath, "run", "app.cs"), "generated 8 tokens");
    }

    [TestMethod]
    public void A_third_partys_own_component_saves_and_loads_in_a_fresh_process()
    {
        using var folder = new TemporaryFolder();
        string program = Build("OwnComponent", folder);
        StringAssert.Contains(DotNet.RunProgram(program, "save"), "lengths: 3 0 5");
        StringAssert.Contains(DotNet.RunProgram(program, "load"), "lengths: 3 0 5");
    }

    private static string Build(string program, TemporaryFolder folder)
    {
        PackageTests.Packed.Copy(program, folder);
        string output = DotNet.Run(folder.FullPath, "build", "-c", "Release", "-o", folder["out"], "--disable-build-servers");
        StringAssert.Contains(output, "0 Error(s)");
        return Path.Combine(folder["out"], OperatingSystem.IsWindows() ? program + ".exe" : program);
    }

    private static string Line(string output, string start) =>
        output.Split('\n').Select(l => l.Trim()).First(l => l.StartsWith(start, StringComparison.Ordinal));
}
