using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ResearchML.Transforms.Tests;

/// <summary>A server on the loopback interface that speaks OpenAI's chat protocol, and counts what it is asked.</summary>
internal sealed class ChatServer : IDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<Call> _calls = new();
    private int _came;
    private int _inFlight;
    private int _mostInFlight;

    /// <param name="behave">Writes the response to a call; the default answers "re: " and the last message.</param>
    public ChatServer(Func<Call, HttpContext, Task>? behave = null)
    {
        behave ??= (call, context) => Answer(context, $"re: {call.Prompt}");
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        _application = builder.Build();
        _application.Run(async context =>
        {
            Note(Interlocked.Increment(ref _inFlight));
            try
            {
                using JsonDocument body = await JsonDocument.ParseAsync(context.Request.Body);
                var call = new Call(Interlocked.Increment(ref _came) - 1, DateTimeOffset.UtcNow, body.RootElement.Clone(), context.Request.Headers.Authorization.ToString());
                _calls.Enqueue(call);
                await behave(call, context);
            }
            catch (OperationCanceledException) // the client went away
            {
            }
            finally
            {
                Interlocked.Decrement(ref _inFlight);
            }
        });
        _application.StartAsync().GetAwaiter().GetResult();
    }

    public Uri Endpoint => new(_application.Urls.Single() + "/v1");

    public IReadOnlyCollection<Call> Calls => _calls;

    public int MostInFlight => _mostInFlight;

    /// <summary>How often each prompt was asked.</summary>
    public Dictionary<string, int> Asked => _calls.GroupBy(c => c.Prompt).ToDictionary(g => g.Key, g => g.Count());

    public static Task Answer(HttpContext context, string text, int inputTokens = 7, int outputTokens = 3, string? finish = "stop")
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Body(text, inputTokens, outputTokens, finish));
    }

    public static string Body(string text, int inputTokens = 7, int outputTokens = 3, string? finish = "stop") => JsonSerializer.Serialize(new
    {
        id = "chatcmpl-1",
        @object = "chat.completion",
        created = 1_700_000_000,
        model = "tiny",
        choices = new[] { new { index = 0, message = new { role = "assistant", content = text }, finish_reason = finish } },
        usage = new { prompt_tokens = inputTokens, completion_tokens = outputTokens, total_tokens = inputTokens + outputTokens },
    });

    public static Task Refuse(HttpContext context, int status, string body = """{"error":{"message":"no"}}""", string? retryAfter = null)
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    }

    public void Dispose() => _application.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void Note(int inFlight)
    {
        int most = _mostInFlight;
        while (inFlight > most)
            most = Interlocked.CompareExchange(ref _mostInFlight, inFlight, most);
    }

    /// <summary>A request.</summary>
    /// <param name="Number">How many came before.</param>
    /// <param name="Arrived">When it came.</param>
    /// <param name="Json">Its body.</param>
    /// <param name="Authorization">The header with the key.</param>
    internal sealed record Call(int Number, DateTimeOffset Arrived, JsonElement Json, string Authorization)
    {
        public string Prompt { get; } = Json.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;
    }
}
