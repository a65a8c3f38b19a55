using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Tests;

/// <summary>The entry point of this program: the tests, or with <c>--score MODEL DATA</c> the bits of each score of a saved model, in a process that never saw it fitted.</summary>
public static class ChildProgram
{
    private const string Switch = "--score";

    public static Task<int> Main(string[] args) =>
        args is [Switch, string model, string data] ? Task.FromResult(Score(model, data)) : MicrosoftTestingPlatformApplication.RunAsync(args);

    public static (int ExitCode, string Output) ScoreInFreshProcess(string model, string data)
    {
        string program = typeof(ChildProgram).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, Switch, model, data]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    public static string Bits(IDataView scored) =>
        string.Join('\n', scored.GetColumn<float>("Score").Select(s => BitConverter.SingleToInt32Bits(s)));

    private static int Score(string model, string data)
    {
        // Nothing but Model.Load: no type of ours is touched before it.
        var context = new MLContext();
        ITransformer loaded = context.Model.Load(model, out _);
        Console.Write(Bits(loaded.Transform(context.Data.LoadFromBinary(data))));
        return 0;
    }
}
