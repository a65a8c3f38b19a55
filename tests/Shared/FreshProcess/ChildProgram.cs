using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Tests;

/// <summary>The entry point of a test program: the tests, or with <c>--load MODEL DATA COLUMN</c> the values that a saved model gives, in a process that never saw it fitted.</summary>
public static class ChildProgram
{
    private const string Switch = "--load";

    public static Task<int> Main(string[] args) =>
        args is [Switch, string model, string data, string column] ? Task.FromResult(Load(model, data, column)) : MicrosoftTestingPlatformApplication.RunAsync(args);

    /// <summary>Saves a model, applies it in a fresh process, and checks that a column has the same bits there.</summary>
    public static void MustScoreTheSameInAFreshProcess(MLContext context, ITransformer model, IDataView data, string column)
    {
        using var folder = new TemporaryFolder();
        context.Model.Save(model, data.Schema, folder["model.zip"]);
        using (FileStream file = File.Create(folder["data.idv"]))
            context.Data.SaveAsBinary(data, file);
        var start = new ProcessStartInfo("dotnet", [typeof(ChildProgram).Assembly.Location, Switch, folder["model.zip"], folder["data.idv"], column])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, output + errors.Result);
        Assert.AreEqual(Values(model.Transform(data), column), output);
    }

    /// <summary>A column's values, floats as their bits.</summary>
    public static string Values(IDataView data, string column) => data.Schema[column].Type is TextDataViewType
        ? string.Join('\n', data.GetColumn<string>(column))
        : string.Join('\n', data.GetColumn<float>(column).Select(BitConverter.SingleToInt32Bits));

    private static int Load(string model, string data, string column)
    {
        // Nothing but Model.Load: no type of ours is touched before it.
        var context = new MLContext();
        ITransformer loaded = context.Model.Load(model, out _);
        Console.Write(Values(loaded.Transform(context.Data.LoadFromBinary(data)), column));
        return 0;
    }
}
