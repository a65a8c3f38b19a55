using System.Text.Json;
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
            Assert.HasCount(3, chat.Transform(ChatPipeline.Numbered(1000)).Preview(maxRows: 3).RowView);
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
    public void A_message_that_cannot_be_read_names_its_row()
    {
        using var server = new ChatServer();
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server));
        FormatException e = Assert.Throws<FormatException>(() => chat.Ask(ChatPipeline.Rows("fine", """[{"role":"bot","content":"q"}]""")));
        Assert.AreEqual("Column 'Text', row 1: message 1 has role \"bot\"; known are system, user, assistant.", e.Message);
    }

    [TestMethod]
    public void Bad_columns_options_and_clients_are_named()
    {
        using var server = new ChatServer();
        Microsoft.Extensions.AI.IChatClient client = ChatPipeline.Client(server);
        TransformsCatalog.TextTransforms text = ChatPipeline.Context.Transforms.Text;
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => text.ChatCompletion("R", "None", client).Fit(ChatPipeline.Rows("x"))).Message, "Could not find input column 'None'");
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => text.ChatCompletion("R", "Number", client).Fit(ChatPipeline.Rows("x"))).Message, "Schema mismatch for input column 'Number': expected Text, got Single");
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => text.ChatCompletion("R", "Text", client, new CompleteChatOptions { MaxConcurrency = 0 })).Message,
            "CompleteChatOptions.MaxConcurrency must be from 1 to 1000, but is 0.");
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => text.ChatCompletion("R", "Text", client, new CompleteChatOptions { Budget = new CostBudget { MaxUsd = 1 } })).Message,
            "CompleteChatOptions.Budget must be given a price, or no MaxUsd");
    }

    private static string[] Messages(JsonElement sent) =>
        [.. sent.GetProperty("messages").EnumerateArray().Select(m => $"{m.GetProperty("role").GetString()}: {m.GetProperty("content").GetString()}")];

    private sealed class VectorRow
    {
        public string[] Turns { get; set; } = [];
    }
}
