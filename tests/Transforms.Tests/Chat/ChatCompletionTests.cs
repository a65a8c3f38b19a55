using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class ChatCompletionTests
{
    [TestMethod]
    public void Answers_come_in_the_rows_order_with_their_tokens()
    {
        // Later calls are answered sooner.
        using var server = new ChatServer(async (call, context) =>
        {
            await Task.Delay(Math.Max(0, 40 - 2 * call.Number));
            await ChatServer.Answer(context, $"re: {call.Prompt}", inputTokens: call.Prompt.Length, outputTokens: 3);
        });
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server));
        ChatPipeline.Answered[] answers = chat.Ask(ChatPipeline.Numbered(30));
        CollectionAssert.AreEqual(Enumerable.Range(0, 30).Select(i => $"re: question {i}").ToArray(), answers.Select(a => a.Response).ToArray());
        CollectionAssert.AreEqual(answers.Select(a => (long)a.Response.Length - 4).ToArray(), answers.Select(a => a.ResponseInputTokens).ToArray());
        Assert.IsTrue(answers.All(a => a is { ResponseOutputTokens: 3, ResponseCached: false, ResponseError: "" }));
        Assert.AreEqual(new ChatUsage(30, 0, 0, answers.Sum(a => a.ResponseInputTokens), 90, null), chat.Usage);
    }

    [TestMethod]
    public void Calls_in_flight_reach_the_bound_and_never_pass_it_over_all_cursors()
    {
        using var server = new ChatServer(async (call, context) =>
        {
            await Task.Delay(10);
            await ChatServer.Answer(context, "a");
        });
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server), ChatPipeline.Quick with { MaxConcurrency = 5 });
        Task.WaitAll([.. Enumerable.Range(0, 3).Select(p => Task.Run(() => chat.Ask(ChatPipeline.Rows(Enumerable.Range(0, 40).Select(i => $"{p}, {i}")))))]);
        Assert.AreEqual(5, server.MostInFlight);
        Assert.HasCount(120, server.Calls);
    }

    [TestMethod]
    public void A_call_is_paid_once_whatever_the_number_of_passes_cursors_and_equal_rows()
    {
        using var server = new ChatServer();
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server));
        IDataView rows = ChatPipeline.Rows(Enumerable.Range(0, 40).Select(i => $"question {i % 20}"));
        IDataView answered = chat.Transform(rows);
        answered.Preview(maxRows: 5);
        Task.WaitAll([.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => answered.GetColumn<string>("Response").Count()))]);
        ChatPipeline.Answered[] last = chat.Ask(rows);
        Assert.IsTrue(server.Asked.Values.All(n => n == 1), "each of the twenty questions once");
        Assert.HasCount(20, server.Calls);
        Assert.IsTrue(last.All(a => a.ResponseCached));
        Assert.AreEqual(20, chat.Usage.Calls);
    }

    [TestMethod]
    public void A_preview_asks_for_little_more_than_it_shows()
    {
        using var server = new ChatServer();
        using (ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server), ChatPipeline.Quick with { MaxConcurrency = 100 }))
        {
            DataDebuggerPreview preview = chat.Transform(ChatPipeline.Numbered(1000)).Preview(maxRows: 3);
            Assert.HasCount(3, preview.RowView);
            Assert.IsTrue(preview.ColumnView.Single(c => c.Column.Name == "ResponseFinish").Values.All(v => v.ToString() == "stop"));
        }
        Assert.IsLessThanOrEqualTo(5, server.Calls.Count); // at row k, at most k - 1 beyond it
    }

    [TestMethod]
    public void Nothing_is_asked_where_no_column_of_the_answer_is_read()
    {
        using var server = new ChatServer();
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server));
        Assert.AreEqual(20, chat.Transform(ChatPipeline.Numbered(20)).GetColumn<string>("Text").Count());
        Assert.IsEmpty(server.Calls);
    }

    [TestMethod]
    public void What_is_sent_is_what_the_options_say()
    {
        using var server = new ChatServer();
        CompleteChatOptions options = ChatPipeline.Quick with { Temperature = 0.5f, TopP = 0.25f, MaxOutputTokens = 99, Seed = 7, SampleIndex = 2, SystemPrompt = "Be brief.", ModelId = "other" };
        ChatPipeline.Fit(ChatPipeline.Client(server), options).Ask(ChatPipeline.Rows("a question"));
        JsonElement sent = server.Calls.Single().Json;
        Assert.AreEqual("other", sent.GetProperty("model").GetString());
        Assert.AreEqual(0.5, sent.GetProperty("temperature").GetDouble());
        Assert.AreEqual(0.25, sent.GetProperty("top_p").GetDouble());
        Assert.AreEqual(99, sent.GetProperty("max_completion_tokens").GetInt32());
        Assert.AreEqual(9, sent.GetProperty("seed").GetInt32());
        CollectionAssert.AreEqual(new[] { "system: Be brief.", "user: a question" }, Messages(sent));
    }

    [TestMethod]
    public void A_conversation_and_a_vector_of_texts_are_sent_turn_by_turn()
    {
        using var server = new ChatServer();
        using (ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server)))
            chat.Ask(ChatPipeline.Rows("""[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"é"},{"role":"user","content":"sure?"}]"""));
        CollectionAssert.AreEqual(new[] { "system: s", "user: q", "assistant: é", "user: sure?" }, Messages(server.Calls.Single().Json));

        IDataView vectors = ChatPipeline.Context.Data.LoadFromEnumerable([new VectorRow { Turns = ["q", "a", "sure?"] }]);
        using ChatCompletionTransformer second = ChatPipeline.Context.Transforms.Text.ChatCompletion("Response", "Turns", ChatPipeline.Client(server), ChatPipeline.Quick).Fit(vectors);
        second.Ask(vectors);
        CollectionAssert.AreEqual(new[] { "user: q", "assistant: a", "user: sure?" }, Messages(server.Calls.Last().Json));
    }

    [TestMethod]
    public void A_prediction_engine_asks_once_for_all_columns_of_a_row()
    {
        using var server = new ChatServer();
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server));
        using PredictionEngine<TextRow, ChatPipeline.Answered> engine = ChatPipeline.Context.Model.CreatePredictionEngine<TextRow, ChatPipeline.Answered>(chat);
        ChatPipeline.Answered answer = engine.Predict(new TextRow { Text = "q" });
        Assert.AreEqual("re: q", answer.Response);
        Assert.IsFalse(answer.ResponseCached);
        Assert.HasCount(1, server.Calls);
    }

    [TestMethod]
    public void A_row_without_a_message_is_not_asked()
    {
        using var server = new ChatServer();
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server));
        Assert.AreEqual("The row has no message.", chat.Ask(ChatPipeline.Rows("")).Single().ResponseError);
        Assert.IsEmpty(server.Calls);
    }

    [TestMethod]
    [DataRow("[]", "the conversation holds no message: it is an empty JSON array")]
    [DataRow("""[{"name":"x"}]""", "message 1 has no text \"role\"")]
    [DataRow("""[{"role":"bot","content":"q"}]""", "message 1 has role \"bot\"; known are system, user, assistant")]
    [DataRow("""[{"role":"user","content":""", "a text that begins like a conversation is no JSON")]
    public void Messages_that_are_none_are_an_error_of_their_row_and_are_not_asked(string text, string reason)
    {
        var log = new List<string>();
        var context = new MLContext();
        context.Log += (_, e) => log.Add(e.Message);
        using var server = new ChatServer();
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server), context: context);
        ChatPipeline.Answered[] answers = chat.Ask(ChatPipeline.Rows("fine", text, "fine too"));
        CollectionAssert.AreEqual(new[] { "re: fine", "", "re: fine too" }, answers.Select(a => a.Response).ToArray());
        StringAssert.StartsWith(answers[1].ResponseError, $"Column 'Text': {reason}");
        Assert.AreEqual((2, 1), (server.Calls.Count, chat.Usage.Failed));
        Assert.IsTrue(log.Any(m => m.Contains($"1 of 3 conversations have no answer. The first, row 1: {answers[1].ResponseError}", StringComparison.Ordinal)), string.Join('\n', log));
        using ChatCompletionTransformer strict = ChatPipeline.Fit(ChatPipeline.Client(server), ChatPipeline.Quick with { ThrowOnError = true });
        StringAssert.Contains(Assert.Throws<InvalidOperationException>(() => strict.Ask(ChatPipeline.Rows(text))).Message, reason);
    }

    [TestMethod]
    [DataRow("stop")]
    [DataRow("length")]
    [DataRow("content_filter")]
    public void Why_an_answer_ends_is_told_as_the_endpoint_says_it(string finish)
    {
        using var server = new ChatServer((call, context) => ChatServer.Answer(context, "a", finish: finish));
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server));
        ChatPipeline.Answered[] answers = chat.Ask(ChatPipeline.Rows("q", "q", "[]"));
        CollectionAssert.AreEqual(new[] { finish, finish, "" }, answers.Select(a => a.ResponseFinish).ToArray(), "those of the call, of the row that shares it, and of none");
        CollectionAssert.AreEqual(new[] { finish, finish, "" }, chat.Ask(ChatPipeline.Rows("q", "q", "[]")).Select(a => a.ResponseFinish).ToArray(), "the next pass, without a call");
        Assert.HasCount(1, server.Calls);
    }

    [TestMethod]
    public void A_client_that_does_not_say_why_it_ends_leaves_that_column_empty()
    {
        using var client = new SilentClient();
        using ChatCompletionTransformer chat = ChatPipeline.Fit(client);
        Assert.IsTrue(chat.Ask(ChatPipeline.Rows("q")).Single() is { Response: "a", ResponseFinish: "" });
    }

    [TestMethod]
    public void An_estimator_promises_the_columns_that_it_makes()
    {
        using var server = new ChatServer();
        IDataView rows = ChatPipeline.Rows("q");
        ChatCompletionEstimator estimator = ChatPipeline.Context.Transforms.Text.ChatCompletion("Response", "Text", ChatPipeline.Client(server), ChatPipeline.Quick);
        using ChatCompletionTransformer chat = estimator.Fit(rows);
        DataViewSchema made = chat.Transform(rows).Schema;
        string[] added = ["Response", "ResponseInputTokens", "ResponseOutputTokens", "ResponseCached", "ResponseFinish", "ResponseError"];
        CollectionAssert.AreEqual(added, made.Skip(rows.Schema.Count).Select(c => c.Name).ToArray());
        Assert.AreEqual(TextDataViewType.Instance, made["ResponseFinish"].Type);
        CollectionAssert.AreEqual(made.Select(c => (c.Name, c.Type)).ToArray(), estimator.GetOutputSchema(rows.Schema.ToShape()).Select(c => (c.Name, c.ItemType)).ToArray());
    }

    [TestMethod]
    public void Bad_columns_options_and_clients_are_named()
    {
        using var server = new ChatServer();
        IChatClient client = ChatPipeline.Client(server);
        TransformsCatalog.TextTransforms text = ChatPipeline.Context.Transforms.Text;
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => text.ChatCompletion("R", "None", client).Fit(ChatPipeline.Rows("x"))).Message, "Could not find input column 'None'");
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => text.ChatCompletion("R", "Number", client).Fit(ChatPipeline.Rows("x"))).Message, "Schema mismatch for input column 'Number': expected Text, got Single");
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => text.ChatCompletion("R", "Text", client, new CompleteChatOptions { MaxConcurrency = 0 })).Message,
            "CompleteChatOptions.MaxConcurrency must be from 1 to 1000, but is 0.");
    }

    private static string[] Messages(JsonElement sent) =>
        [.. sent.GetProperty("messages").EnumerateArray().Select(m => $"{m.GetProperty("role").GetString()}: {m.GetProperty("content").GetString()}")];

    private sealed class SilentClient : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "a")));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    private sealed class VectorRow
    {
        public string[] Turns { get; set; } = [];
    }
}
