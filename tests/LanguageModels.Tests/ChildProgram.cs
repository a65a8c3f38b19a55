using System.Diagnostics;

namespace ResearchML.LanguageModels.Tests;

/// <summary>The entry point of this test program: the tests, or with <c>--train FOLDER</c> the training run of <see cref="TinyRun"/> in a process that may be killed.</summary>
public static class ChildProgram
{
    private const string Switch = "--train";

    public static Task<int> Main(string[] args)
    {
        if (args is not [Switch, string folder])
            return MicrosoftTestingPlatformApplication.RunAsync(args);
        using LanguageModel model = TinyRun.Train(TinyRun.Options(folder));
        return Task.FromResult(0);
    }

    /// <summary>Starts the run in another process.</summary>
    public static Process Start(string folder) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(ChildProgram).Assembly.Location, Switch, folder]))!;
}
