using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Transforms.Tests;

/// <summary>A pass of numbered prompts in a process that may be killed: with <c>--samples CACHE ROWS ENDPOINT</c>, of a server's samples or, where the endpoint is "model", of a local model's.</summary>
internal static class BestOfNChildProgram
{
    private const string Switch = "--samples";

    public static Task<int> Main(string[] args) => args is [Switch, string cache, string rows, string endpoint]
        ? Task.FromResult(Sample(cache, int.Parse(rows, CultureInfo.InvariantCulture), endpoint))
        : ChildProgram.Main(args);

    public static BestOfNOptions Local(string cache) => BestOfNPipeline.Options with { CachePath = cache, Samples = 16 };

    public static BestOfNOptions Asked(string cache) => new()
    {
        Verifier = Verifier.Numeric("Answer"),
        Samples = 10,
        BatchSize = 5,
        Seed = 100,
        CachePath = cache,
        Chat = ChatPipeline.Quick with { MaxConcurrency = 4 },
    };

    public static IDataView Rows(int rows) => BestOfNPipeline.Graded(Enumerable.Range(0, rows).Select(i => ($"prompt {i}", "101")));

    /// <summary>Starts a pass in another process; it writes a line a row.</summary>
    public static Process Start(string cache, int rows, string endpoint) => Process.Start(new ProcessStartInfo(
        "dotnet", [typeof(BestOfNChildProgram).Assembly.Location, Switch, cache, rows.ToString(CultureInfo.InvariantCulture), endpoint])
    {
        RedirectStandardOutput = true,
    })!;

    private static int Sample(string cache, int rows, string endpoint)
    {
        using BestOfNTransformer transformer = endpoint == "model" ? BestOfNPipeline.Fit(Local(cache)) : BestOfNPipeline.Fit(Asked(cache), ChatClients.OpenAICompatible(new Uri(endpoint), "tiny"));
        foreach (long c in transformer.Transform(Rows(rows)).GetColumn<long>("c"))
            Console.WriteLine(c);
        return 0;
    }
}
