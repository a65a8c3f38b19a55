using Microsoft.Extensions.AI;
using Microsoft.ML;

namespace ResearchML.Transforms.Tests;

/// <summary>Rows of prompts, and the transform that asks them of a server.</summary>
internal static class ChatPipeline
{
    public const string Key = "sk-test-0123456789abcdef";

    public static readonly MLContext Context = new();

    /// <summary>Retries that wait next to nothing.</summary>
    public static readonly CompleteChatOptions Quick = new() { Retries = new ChatRetries { FirstDelay = TimeSpan.FromMilliseconds(1), MaxAttempts = 3 } };

    public static IDataView Rows(params IEnumerable<string> prompts) => Context.Data.LoadFromEnumerable(prompts.Select(p => new TextRow { Text = p }));

    public static IDataView Numbered(int rows) => Rows(Enumerable.Range(0, rows).Select(i => $"question {i}"));

    public static IChatClient Client(ChatServer server) => ChatClients.OpenAICompatible(server.Endpoint, "tiny", Key);

    public static ChatCompletionTransformer Fit(IChatClient client, CompleteChatOptions? options = null, MLContext? context = null) =>
        (context ?? Context).Transforms.Text.ChatCompletion("Response", "Text", client, options ?? Quick).Fit(Rows("x"));

    /// <summary>All rows' answers and errors, in one pass.</summary>
    public static Answered[] Ask(this ITransformer transformer, IDataView rows) => [.. Context.Data.CreateEnumerable<Answered>(transformer.Transform(rows), reuseRowObject: false)];

    internal sealed class Answered
    {
        public string Response { get; set; } = "";

        public long ResponseInputTokens { get; set; }

        public long ResponseOutputTokens { get; set; }

        public bool ResponseCached { get; set; }

        public string ResponseFinish { get; set; } = "";

        public string ResponseError { get; set; } = "";
    }
}
