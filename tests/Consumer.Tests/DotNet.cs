using System.Collections;
using System.Diagnostics;

namespace ResearchML.Consumer.Tests;

/// <summary>Runs the dotnet command line, as a user would from a shell of their own.</summary>
internal static class DotNet
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs a command that must succeed, and returns what it printed.</summary>
    public static string Run(string folder, params string[] arguments)
    {
        (int exitCode, string output) = Start("dotnet", folder, arguments);
        Assert.AreEqual(0, exitCode, $"dotnet {string.Join(' ', arguments)}\n{output}");
        return output;
    }

    /// <summary>Runs a program that must succeed, and returns what it printed.</summary>
    public static string RunProgram(string program, params string[] arguments)
    {
        (int exitCode, string output) = Start(program, Path.GetDirectoryName(program)!, arguments);
        Assert.AreEqual(0, exitCode, $"{program} {string.Join(' ', arguments)}\n{output}");
        return output;
    }

    private static (int ExitCode, string Output) Start(string program, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What this test run's own build set must not steer the builds of others.
        foreach (string name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(e => (string)e.Key))
        {
            if (name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name is "DOTNET_HOST_PATH" or "CI")
                start.Environment.Remove(name);
        }
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} took more than {Limit}.");
        }
        return (process.ExitCode, output.Result + errors.Result);
    }
}
