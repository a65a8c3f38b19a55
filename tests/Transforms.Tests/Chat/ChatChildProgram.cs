using System.Diagnostics;
using System.Globalization;

namespace ResearchML.Transforms.Tests;

/// <summary>The entry point of this test program: <see cref="BestOfNChildProgram"/>'s, or with <c>--chat ENDPOINT CACHE ROWS CONCURRENCY USD</c> a pass of numbered questions
/// to a server, in a process that may be killed.</summary>
public static class ChatChildProgram
{
    private const string Switch = "--chat";

    public static Task<int> Main(string[] args) => args is [Switch, string endpoint, string cache, string rows, string concurrency, string usd]
        ? Task.FromResult(Ask(endpoint, int.Parse(rows, CultureInfo.InvariantCulture), Options(cache, int.Parse(concurrency, CultureInfo.InvariantCulture), decimal.Parse(usd, CultureInfo.InvariantCulture))))
        : BestOfNChildProgram.Main(args);

    /// <summary>What the child asks with: a token costs a millionth of a dollar in and two out.</summary>
    public static CompleteChatOptions Options(string cache, int concurrency, decimal usd) => ChatPipeline.Quick with
    {
        CachePath = cache,
        MaxConcurrency = concurrency,
        MaxOutputTokens = 20,
        Budget = new CostBudget { MaxUsd = usd, InputUsdPerMillion = 1, OutputUsdPerMillion = 2 },
    };

    /// <summary>Starts a pass in another process.</summary>
    public static Process Start(Uri endpoint, string cache, int rows, int concurrency, decimal usd = 1) => Process.Start(new ProcessStartInfo(
        "dotnet", [typeof(ChatChildProgram).Assembly.Location, Switch, endpoint.AbsoluteUri, cache, rows.ToString(CultureInfo.InvariantCulture), concurrency.ToString(CultureInfo.InvariantCulture), usd.ToString(CultureInfo.InvariantCulture)])
    {
        RedirectStandardOutput = true,
    })!;

    /// <summary>The answers of a child that ends by itself.</summary>
    public static async Task<string[]> FinishAsync(Process child)
    {
        string output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        Assert.AreEqual(0, child.ExitCode, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static int Ask(string endpoint, int rows, CompleteChatOptions options)
    {
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatClients.OpenAICompatible(new Uri(endpoint), "tiny", ChatPipeline.Key), options);
        foreach (ChatPipeline.Answered answer in chat.Ask(ChatPipeline.Numbered(rows)))
            Console.WriteLine(answer.ResponseError.Length > 0 ? $"failed: {answer.ResponseError}" : answer.Response);
        return 0;
    }
}
