using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ResearchML.Samples.Tests;

/// <summary>Runs a sample's program in a process of its own.</summary>
internal static partial class Sample
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // other test programs run beside

    /// <summary>Runs it to its end, and returns its exit code and all that it printed, lines joined: the console breaks long ones.</summary>
    public static (int ExitCode, string Output) Run(string sample, params string[] arguments)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        string program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", sample, configuration, sample + ".dll"));
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{sample} {string.Join(' ', arguments)} took more than {Limit}.");
        }

        return (process.ExitCode, Whitespace.Replace(output.Result + errors.Result, " "));
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace { get; }
}
