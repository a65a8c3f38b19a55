using System.Diagnostics;
using static TorchSharp.torch;

namespace ResearchML.Torch.Tests;

/// <summary>The entry point of this program: the tests, or with <c>--child MODE</c> one thing that needs a process of its own.</summary>
public static class ChildProgram
{
    private const string Switch = "--child";

    public static Task<int> Main(string[] args) =>
        args is [Switch, string mode] ? Task.FromResult(Run(mode)) : MicrosoftTestingPlatformApplication.RunAsync(args);

    /// <summary>Starts this program again and waits for it.</summary>
    /// <param name="mode">What the child does: see <see cref="Run"/>.</param>
    /// <param name="folder">Where its DLLs are; null for this program's folder.</param>
    /// <param name="environment">Variables to set, or with null to remove.</param>
    public static (int ExitCode, string Output) Start(string mode, string? folder = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using Process process = Begin(mode, environment, folder);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    /// <summary>Starts this program again and does not wait for it.</summary>
    /// <param name="mode">What the child does: see <see cref="Run"/>.</param>
    /// <param name="environment">Variables to set, or with null to remove.</param>
    /// <param name="folder">Where its DLLs are; null for this program's folder.</param>
    public static Process Begin(string mode, IReadOnlyDictionary<string, string?>? environment = null, string? folder = null)
    {
        string program = Path.Combine(folder ?? AppContext.BaseDirectory, "Torch.Tests.dll");
        var start = new ProcessStartInfo("dotnet", [program, Switch, mode])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static int Run(string mode)
    {
        switch (mode)
        {
            case "torch-first":
                using (Tensor sum = ones(3, device: CPU).sum())
                    Console.WriteLine($"sum {sum.item<float>()}");
                break;
            case "mapped":
                TorchRuntime.EnsureAvailable();
                Console.WriteLine(string.Join('\n', File.ReadLines("/proc/self/maps").Where(line => line.Contains("LibTorchSharp.so"))));
                break;
            case "mapped-speed":
                MappedSpeed.Run();
                break;
            case "write-folders":
                SafetensorsFolderWriterTests.WriteOnAndOn();
                break;
            case "unavailable":
                for (int call = 0; call < 2; call++)
                {
                    try
                    {
                        TorchDevice.Select(null, fallbackToCpu: true);
                    }
                    catch (TorchUnavailableException exception)
                    {
                        Console.WriteLine($"call {call}: {exception.Message}");
                    }
                }
                break;
            default:
                return 2;
        }
        return 0;
    }
}
