using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using ResearchML.LanguageModels;

namespace Quickstart;

/// <summary>Has another process load the saved model with nothing but <c>mlContext.Model.Load</c>.</summary>
internal static class ChildProcess
{
    public const string CommandName = "print-scores";

    /// <returns>Number of rows compared.</returns>
    /// <exception cref="InvalidOperationException">The other process failed, or gave other scores.</exception>
    public static int MustScoreAlike(MLContext ml, LanguageModelTransformer model, string modelFile, IDataView rows, CancellationToken cancellationToken)
    {
        string dataFile = Path.GetTempFileName();
        try
        {
            using (FileStream stream = File.Create(dataFile))
                ml.Data.SaveAsBinary(rows, stream);
            string[] here = [.. Scores(model.Transform(rows))];
            string[] there = Run(Path.GetFullPath(modelFile), dataFile, cancellationToken);
            return here.SequenceEqual(there) ? here.Length : throw new InvalidOperationException("The model that was loaded in another process gives other scores.");
        }
        finally
        {
            File.Delete(dataFile);
        }
    }

    /// <summary>What the other process does.</summary>
    public static int PrintScores(string modelFile, string dataFile)
    {
        var ml = new MLContext();
        ITransformer model = ml.Model.Load(modelFile, out _);
        foreach (string score in Scores(model.Transform(ml.Data.LoadFromBinary(dataFile))))
            Console.WriteLine(score);
        return 0;
    }

    private static IEnumerable<string> Scores(IDataView scored) =>
        scored.GetColumn<float>("LossNats").Select(loss => BitConverter.SingleToUInt32Bits(loss).ToString("x8", CultureInfo.InvariantCulture));

    private static string[] Run(string modelFile, string dataFile, CancellationToken cancellationToken)
    {
        // This program again: by its own executable, or by dotnet where dotnet started it.
        string executable = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(executable) == "dotnet";
        var start = new ProcessStartInfo(executable, [.. isHost ? [typeof(ChildProcess).Assembly.Location] : Array.Empty<string>(), CommandName, modelFile, dataFile])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("The other process did not start.");
        using CancellationTokenRegistration kill = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : throw new InvalidOperationException($"The other process ended with exit code {process.ExitCode}: {output}");
    }
}
