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
        LanguageModelTrainerOptions options = TinyRun.Options(folder);
        try
        {
            TinyRun.Train(options with { Training = options.Training with { Progress = new Printer() } }).Dispose();
            return Task.FromResult(0);
        }
        catch (IOException e)
        {
            Console.Error.WriteLine(e.Message);
            return Task.FromResult(1);
        }
    }

    /// <summary>The command line of the run in another process.</summary>
    public static string[] Command(string folder) => ["dotnet", typeof(ChildProgram).Assembly.Location, Switch, folder];

    /// <summary>Starts the run in another process, which prints a line after each step.</summary>
    public static Process Start(string folder) =>
        Process.Start(new ProcessStartInfo(Command(folder)[0], Command(folder)[1..]) { RedirectStandardOutput = true })!;

    private sealed class Printer : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => Console.WriteLine(value.Step);
    }
}
