using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.ML;

namespace ResearchML.Transforms.Tests;

/// <summary>What goes wrong between a client and its endpoint, over a real connection and the real SDK.</summary>
[TestClass]
public sealed class ChatFailureTests
{
    public static IEnumerable<object[]> OwnFaults => new Action[]
    {
        () => throw new InvalidOperationException("not ready"),
        () => throw new ArgumentOutOfRangeException("temperature"),
        () => throw new FileNotFoundException("weights.bin"),
        () => throw new NotSupportedException("tools"),
        () => _ = new List<int>()[0],
        () => _ = new Dictionary<string, int>()["prompt"],
        () => _ = Enumerable.Empty<int>().First(),
        () => _ = int.Parse("many", System.Globalization.CultureInfo.InvariantCulture),
        () => _ = ((string)null!).Length,
        () => ArgumentNullException.ThrowIfNull((object?)null, "prompt"),
    }.Select(fault => new object[] { fault });

    [TestMethod]
    [DataRow(429)]
    [DataRow(408)]
    [DataRow(500)]
    [DataRow(503)]
    public void A_status_that_passes_is_tried_again(int status)
    {
        using ChatServer server = FirstFails(context => ChatServer.Refuse(context, status));
        Assert.AreEqual("re: q", Ask(server).Response);
        Assert.HasCount(2, server.Calls);
    }

    [TestMethod]
    public void The_seconds_of_a_Retry_After_are_waited_for()
    {
        using ChatServer server = FirstFails(context => ChatServer.Refuse(context, 429, retryAfter: "1"));
        Assert.AreEqual("re: q", Ask(server).Response);
        Assert.IsGreaterThanOrEqualTo(0.99, Waited(server).TotalSeconds); // timers may be a few milliseconds early
    }

    [TestMethod]
    public void The_date_of_a_Retry_After_is_waited_for()
    {
        DateTimeOffset date = default;
        using ChatServer server = FirstFails(context =>
        {
            date = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 2); // the header has whole seconds
            return ChatServer.Refuse(context, 503, retryAfter: date.ToString("R"));
        });
        Assert.AreEqual("re: q", Ask(server).Response);
        Assert.IsGreaterThanOrEqualTo(-0.01, (server.Calls.Last().Arrived - date).TotalSeconds);
    }

    [TestMethod]
    public void A_Retry_After_beyond_the_longest_delay_is_cut()
    {
        using ChatServer server = FirstFails(context => ChatServer.Refuse(context, 429, retryAfter: "3600"));
        CompleteChatOptions options = ChatPipeline.Quick with { Retries = ChatPipeline.Quick.Retries with { LongestDelay = TimeSpan.FromMilliseconds(20) } };
        Assert.AreEqual("re: q", Ask(server, options).Response);
    }

    [TestMethod]
    public void What_never_succeeds_is_tried_as_often_as_allowed_and_the_pass_goes_on()
    {
        using var server = new ChatServer((call, context) => call.Prompt == "bad" ? ChatServer.Refuse(context, 500) : ChatServer.Answer(context, "fine"));
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server));
        ChatPipeline.Answered[] answers = chat.Ask(ChatPipeline.Rows("a", "bad", "b"));
        CollectionAssert.AreEqual(new[] { "fine", "", "fine" }, answers.Select(a => a.Response).ToArray());
        Assert.AreEqual("""HTTP 500: {"error":{"message":"no"}}""", answers[1].ResponseError);
        Assert.AreEqual(3, server.Asked["bad"]); // not nine: the SDK's retries are off
        Assert.AreEqual(new ChatUsage(2, 0, 1, 14, 6, null), chat.Usage);
        chat.Ask(ChatPipeline.Rows("a", "bad", "b"));
        Assert.AreEqual(6, server.Asked["bad"], "a failure is not kept");
        Assert.AreEqual(1, server.Asked["a"]);
    }

    [TestMethod]
    public void A_client_with_retries_of_its_own_is_understood_too()
    {
        var options = new OpenAI.OpenAIClientOptions { RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(1) };
        using (var server = new ChatServer((_, context) =>
        {
            context.Abort();
            return Task.CompletedTask;
        }))
        {
            options.Endpoint = server.Endpoint;
            IChatClient client = new OpenAI.Chat.ChatClient("tiny", new System.ClientModel.ApiKeyCredential("k"), options).AsIChatClient();
            using ChatCompletionTransformer chat = ChatPipeline.Fit(client, ChatPipeline.Quick with { Retries = new ChatRetries { MaxAttempts = 1 } });
            StringAssert.StartsWith(chat.Ask(ChatPipeline.Rows("q")).Single().ResponseError, "The connection failed: ");
        }
    }

    [TestMethod]
    public void A_status_that_stays_is_tried_once()
    {
        using var server = new ChatServer((_, context) => ChatServer.Refuse(context, 400, """{"error":{"message":"too long"}}"""));
        StringAssert.Contains(Ask(server).ResponseError, "too long");
        Assert.HasCount(1, server.Calls);
    }

    [TestMethod]
    [DataRow(401, "{}")]
    [DataRow(403, "{}")]
    [DataRow(404, "{}")]
    [DataRow(429, """{"error":{"code":"insufficient_quota"}}""")]
    public void What_every_row_would_meet_ends_the_pass(int status, string body)
    {
        using var server = new ChatServer((_, context) => ChatServer.Refuse(context, status, body));
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server));
        HttpRequestException e = Assert.Throws<HttpRequestException>(() => chat.Ask(ChatPipeline.Numbered(100)));
        Assert.AreEqual(status, (int)e.StatusCode!);
        Assert.HasCount(1, server.Calls);
    }

    [TestMethod]
    public void Half_a_body_is_tried_again()
    {
        using ChatServer server = FirstFails(async context =>
        {
            context.Response.ContentType = "application/json";
            string body = ChatServer.Body("half");
            context.Response.ContentLength = body.Length;
            await context.Response.WriteAsync(body[..(body.Length / 2)]);
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        Assert.AreEqual("re: q", Ask(server).Response);
    }

    [TestMethod]
    [DataRow("{\"choices\": [{]")]
    [DataRow("<html>busy</html>")]
    [DataRow("{}")]
    [DataRow("""{"choices":[]}""")]
    [DataRow("""{"id":"x","object":"chat.completion","created":1,"model":"tiny","choices":7}""")]
    [DataRow("""{"choices":[{}]}""")]
    [DataRow("""{"choices":[{"index":0,"message":{"role":"assistant","content":"a"},"finish_reason":7}]}""")]
    [DataRow("""{"choices":[{"index":0,"message":{"role":"assistant","content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":"many"}}""")]
    [DataRow("""{"choices":[{"index":0,"message":{"role":"assistant","content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1.5}}""")]
    [DataRow("""{"choices":[{"index":0,"message":{"role":7,"content":"a"},"finish_reason":"stop"}]}""")]
    [DataRow("""{"choices":[{"index":0,"message":"a","finish_reason":"stop"}]}""")]
    [DataRow("""{"choices":[{"index":0,"message":{"role":"assistant","content":"a"},"finish_reason":"stop"}],"created":"yesterday"}""")]
    [DataRow("7")]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("")]
    public void A_malformed_answer_is_tried_again(string body)
    {
        using ChatServer server = FirstFails(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(body);
        });
        ChatPipeline.Answered answer = Ask(server);
        Assert.AreEqual("re: q", answer.Response, answer.ResponseError);
    }

    [TestMethod]
    [DynamicData(nameof(OwnFaults))]
    public void What_a_clients_own_code_throws_is_tried_once_and_kept_with_its_type(Action fault)
    {
        using var server = new ChatServer();
        using var client = new FaultyClient(ChatPipeline.Client(server), fault);
        using ChatCompletionTransformer chat = ChatPipeline.Fit(client);
        ChatPipeline.Answered answer = chat.Ask(ChatPipeline.Rows("q")).Single();
        Exception thrown = Assert.Throws<Exception>(fault);
        Assert.AreEqual($"The client failed: {thrown.GetType().Name}: {thrown.Message}", answer.ResponseError);
        Assert.AreEqual(1, client.Calls);
    }

    [TestMethod]
    public void A_clients_own_code_that_cannot_read_the_JSON_of_an_answer_is_tried_again()
    {
        using var server = new ChatServer();
        using var client = new FaultyClient(ChatPipeline.Client(server), () =>
        {
            using var json = System.Text.Json.JsonDocument.Parse("{}");
            json.RootElement.GetProperty("choices");
        });
        using ChatCompletionTransformer chat = ChatPipeline.Fit(client);
        StringAssert.StartsWith(chat.Ask(ChatPipeline.Rows("q")).Single().ResponseError, "The answer is malformed: ");
        Assert.AreEqual(3, client.Calls);
    }

    [TestMethod]
    public void An_endpoint_that_hangs_is_left_at_the_time_out()
    {
        using ChatServer server = FirstFails(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        CompleteChatOptions options = ChatPipeline.Quick with { Retries = ChatPipeline.Quick.Retries with { Timeout = TimeSpan.FromMilliseconds(500) } };
        Assert.AreEqual("re: q", Ask(server, options).Response);
    }

    [TestMethod]
    public void An_endpoint_that_hangs_within_its_answer_is_left_too()
    {
        using var server = new ChatServer(async (_, context) =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        CompleteChatOptions options = ChatPipeline.Quick with { Retries = new ChatRetries { MaxAttempts = 1, Timeout = TimeSpan.FromMilliseconds(200) } };
        Assert.AreEqual("No answer within the time-out.", Ask(server, options).ResponseError);
    }

    [TestMethod]
    public void A_client_that_does_not_look_at_its_token_is_left_too()
    {
        using var client = new DeafClient();
        CompleteChatOptions options = ChatPipeline.Quick with { Retries = new ChatRetries { MaxAttempts = 1, Timeout = TimeSpan.FromMilliseconds(50) } };
        using ChatCompletionTransformer chat = ChatPipeline.Fit(client, options);
        Assert.AreEqual("No answer within the time-out.", chat.Ask(ChatPipeline.Rows("q")).Single().ResponseError);
    }

    [TestMethod]
    public void A_client_that_blocks_its_thread_is_left_too()
    {
        using var client = new BlockingClient();
        CompleteChatOptions options = ChatPipeline.Quick with { Retries = new ChatRetries { MaxAttempts = 1, Timeout = TimeSpan.FromMilliseconds(50) } };
        using ChatCompletionTransformer chat = ChatPipeline.Fit(client, options);
        Assert.AreEqual("No answer within the time-out.", chat.Ask(ChatPipeline.Rows("q")).Single().ResponseError);
    }

    [TestMethod]
    public void Nobody_at_the_address_is_an_error_of_the_row_and_costs_nothing()
    {
        Uri gone;
        using (var server = new ChatServer())
            gone = server.Endpoint;
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatClients.OpenAICompatible(gone, "tiny"), ChatPipeline.Quick with { Budget = new CostBudget { OutputUsdPerMillion = 1 } });
        StringAssert.StartsWith(chat.Ask(ChatPipeline.Rows("q")).Single().ResponseError, "The connection failed: ");
        Assert.AreEqual(0m, chat.Usage.CostUsd);
    }

    [TestMethod]
    public void Rows_without_an_answer_stop_the_pass_where_that_is_asked_for()
    {
        using var server = new ChatServer((_, context) => ChatServer.Refuse(context, 400));
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => Ask(server, ChatPipeline.Quick with { ThrowOnError = true }));
        StringAssert.StartsWith(e.Message, "Column 'Response': no answer to a row. HTTP 400");
    }

    [TestMethod]
    public void Answers_that_were_cut_are_counted_in_the_log()
    {
        var log = new List<string>();
        var context = new MLContext();
        context.Log += (_, e) => log.Add(e.Message);
        using var client = new LanguageModelChatClient(TinyChat.Model, template: LanguageModels.ChatTemplate.ChatML, defaults: new() { StopAtEos = false });
        using ChatCompletionTransformer chat = ChatPipeline.Fit(client, new CompleteChatOptions { MaxOutputTokens = 2 }, context);
        chat.Ask(ChatPipeline.Numbered(3));
        Assert.HasCount(1, log.Where(m => m.Contains("3 of 3 answers were cut at MaxOutputTokens, what they thought included: column 'ResponseFinish' says \"length\". Raise CompleteChatOptions.MaxOutputTokens, ", StringComparison.Ordinal)));
        Assert.IsTrue(chat.Ask(ChatPipeline.Numbered(3)).All(a => a is { ResponseCached: true, ResponseFinish: "length" }));
        Assert.HasCount(2, log.Where(m => m.Contains("3 of 3 answers were cut", StringComparison.Ordinal)), "once a pass, answers without a call included");
    }

    [TestMethod]
    public void Only_answers_that_were_cut_are_counted_as_such()
    {
        var log = new List<string>();
        var context = new MLContext();
        context.Log += (_, e) => log.Add(e.Message);
        using var server = new ChatServer((call, http) => ChatServer.Answer(http, "a", finish: call.Prompt));
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server), context: context);
        chat.Ask(ChatPipeline.Rows("stop", "content_filter"));
        Assert.IsFalse(log.Any(m => m.Contains("were cut", StringComparison.Ordinal)));
        chat.Ask(ChatPipeline.Rows("stop", "length", "content_filter"));
        Assert.IsTrue(log.Any(m => m.Contains("1 of 3 answers were cut", StringComparison.Ordinal)), string.Join('\n', log));
    }

    [TestMethod]
    public void A_transformer_that_is_disposed_says_so()
    {
        using var server = new ChatServer();
        ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server));
        chat.Dispose();
        Assert.Throws<ObjectDisposedException>(() => chat.Ask(ChatPipeline.Rows("q")));
        chat.Dispose();
    }

    [TestMethod]
    public void Disposing_waits_for_the_calls_in_flight_and_keeps_their_answers()
    {
        using var folder = new TemporaryFolder();
        var (begun, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var server = new ChatServer(async (call, context) =>
        {
            if (call.Prompt == "question 1")
            {
                begun.SetResult();
                await answer.Task;
            }
            await ChatServer.Answer(context, "a");
        });
        CompleteChatOptions options = ChatPipeline.Quick with { CachePath = folder["cache.db"] };
        ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server), options);
        Assert.HasCount(2, chat.Transform(ChatPipeline.Rows("question 0", "question 2", "question 1")).Preview(maxRows: 2).RowView); // reads one row ahead
        begun.Task.Wait();
        Task closing = Task.Run(chat.Dispose);
        Assert.IsFalse(closing.IsCompleted);
        answer.SetResult();
        closing.Wait();
        using ChatCompletionTransformer next = ChatPipeline.Fit(ChatPipeline.Client(server), options);
        Assert.IsTrue(next.Ask(ChatPipeline.Numbered(3)).All(a => a.ResponseCached));
    }

    [TestMethod]
    public void A_cancelled_pass_ends_and_the_next_goes_on()
    {
        using var cancel = new CancellationTokenSource();
        using var server = new ChatServer(async (call, context) =>
        {
            if (call.Number == 3)
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
            await ChatServer.Answer(context, "a");
        });
        using var folder = new TemporaryFolder();
        CompleteChatOptions options = ChatPipeline.Quick with { CachePath = folder["cache.db"], MaxConcurrency = 1 };
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server), options with { CancellationToken = cancel.Token });
        Assert.Throws<OperationCanceledException>(() => chat.Ask(ChatPipeline.Numbered(10)));
        using ChatCompletionTransformer next = ChatPipeline.Fit(ChatPipeline.Client(server), options);
        Assert.IsTrue(next.Ask(ChatPipeline.Numbered(10)).All(a => a.Response == "a"));
        Assert.HasCount(11, server.Calls, "only the call that was cancelled is made again");
    }

    private static TimeSpan Waited(ChatServer server) => server.Calls.Last().Arrived - server.Calls.First().Arrived;

    private static ChatServer FirstFails(Func<HttpContext, Task> fail) => new((call, context) => call.Number == 0 ? fail(context) : ChatServer.Answer(context, $"re: {call.Prompt}"));

    private static ChatPipeline.Answered Ask(ChatServer server, CompleteChatOptions? options = null)
    {
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server), options);
        return chat.Ask(ChatPipeline.Rows("q")).Single();
    }

    /// <summary>A layer around OpenAI's client, as callers write them, with a fault of its own after the answer came.</summary>
    private sealed class FaultyClient(IChatClient inner, Action fault) : DelegatingChatClient(inner)
    {
        public int Calls { get; private set; }

        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Calls++;
            ChatResponse response = await base.GetResponseAsync(messages, options, cancellationToken);
            fault();
            return response;
        }
    }

    private sealed class BlockingClient : DeafClient
    {
        private readonly ManualResetEventSlim _left = new();

        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            _left.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "late")));
        }

        public override void Dispose()
        {
            _left.Set();
            base.Dispose();
        }
    }

    private class DeafClient : IChatClient
    {
        public virtual Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            new TaskCompletionSource<ChatResponse>().Task;

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public virtual void Dispose()
        {
        }
    }
}
