using Microsoft.ML;
using ResearchML.LanguageModels;
using static ResearchML.Transforms.Tests.BestOfNPipeline;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class BestOfNClientTests
{
    /// <summary>What the server answers is the seed that it is sent: seed + sample.</summary>
    private static readonly BestOfNOptions Asked = new()
    {
        Verifier = Verifier.Numeric("Answer"),
        Samples = 6,
        BatchSize = 4,
        Seed = 100,
        Chat = ChatPipeline.Quick with { MaxConcurrency = 3 },
    };

    private static readonly IDataView Two = Graded(("q", "101"), ("r", "7"));

    [TestMethod]
    public void Each_sample_is_asked_with_its_own_seed_and_graded()
    {
        using ChatServer server = Seeds();
        using BestOfNTransformer transformer = Fit(Asked, ChatPipeline.Client(server));
        Counted[] rows = transformer.Sample(Two);
        CollectionAssert.AreEqual(new[] { "100", "101", "102", "103", "104", "105" }, rows[0].Responses);
        CollectionAssert.AreEqual(new[] { false, true, false, false, false, false }, rows[0].Grades);
        Assert.AreEqual((6, 1, 6, 0), (rows[0].n, rows[0].c, rows[1].n, rows[1].c));
        Assert.HasCount(12, server.Calls);
        Assert.IsLessThanOrEqualTo(3, server.MostInFlight);
        Assert.AreEqual(12, transformer.Usage!.Calls);
    }

    [TestMethod]
    public void Calls_of_a_row_and_of_the_next_are_in_flight_together()
    {
        var both = new TaskCompletionSource();
        int held = 0;
        using var server = new ChatServer(async (call, context) =>
        {
            if (call.Prompt != "first") // a pass starts slowly: the first row is asked alone
            {
                if (Interlocked.Increment(ref held) == 8)
                    both.SetResult();
                await both.Task.WaitAsync(TimeSpan.FromSeconds(60)); // nothing is answered until the calls of both rows are there
            }
            await ChatServer.Answer(context, "1");
        });
        using BestOfNTransformer transformer = Fit(Asked with { Samples = 4, Chat = Asked.Chat! with { MaxConcurrency = 8 } }, ChatPipeline.Client(server));
        Counted[] rows = transformer.Sample(Graded(("first", "1"), ("second", "1"), ("third", "1")));
        Assert.IsTrue(rows.All(r => (r.n, r.c) == (4, 4)));
        Assert.AreEqual(8, server.MostInFlight);
    }

    [TestMethod]
    public void A_failed_call_counts_neither_in_n_nor_in_c_and_is_asked_again_by_the_next_pass()
    {
        (MLContext context, System.Text.StringBuilder log) = Logged();
        bool down = true;
        using var server = new ChatServer((call, http) => down && SeedOf(call) is (101 or 104) ? ChatServer.Refuse(http, 400) : ChatServer.Answer(http, $"{SeedOf(call)}"));
        using BestOfNTransformer transformer = Fit(Asked, ChatPipeline.Client(server), context);
        Counted row = transformer.Sample(Graded(("q", "101")))[0];
        Assert.AreEqual((4, 0), (row.n, row.c));
        CollectionAssert.AreEqual(new[] { "100", "102", "103", "105" }, row.Responses);
        StringAssert.StartsWith(row.BestOfNError, "2 of 6 samples count neither in n nor in c. Sample 1 failed: HTTP 400");
        StringAssert.Contains(log.ToString(), "1 rows: 4 samples drawn, 0 from the cache, 2 failed, 0 not graded; 4 graded, 0 of them correct. 0 rows stopped early.");
        down = false;
        row = transformer.Sample(Graded(("q", "101")))[0];
        Assert.AreEqual((6, 1, ""), (row.n, row.c, row.BestOfNError));
        StringAssert.Contains(log.ToString(), "1 rows: 2 samples drawn, 4 from the cache, 0 failed,");
        Assert.HasCount(8, server.Calls);
    }

    [TestMethod]
    public void A_failed_call_may_end_the_pass_and_a_refused_key_always_does()
    {
        using var server = new ChatServer((call, http) => ChatServer.Refuse(http, call.Prompt == "key" ? 401 : 400));
        using BestOfNTransformer strict = Fit(Asked with { Chat = Asked.Chat! with { ThrowOnError = true } }, ChatPipeline.Client(server)), lenient = Fit(Asked, ChatPipeline.Client(server));
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidOperationException>(() => strict.Sample(Two)).Message, "No sample of a row. HTTP 400");
        Assert.AreEqual(0, lenient.Sample(Two)[0].n);
        Assert.ThrowsExactly<HttpRequestException>(() => lenient.Sample(Graded(("key", "1"))));
    }

    [TestMethod]
    public void A_row_without_a_message_or_an_answer_is_not_asked()
    {
        using ChatServer server = Seeds();
        using BestOfNTransformer transformer = Fit(Asked, ChatPipeline.Client(server));
        Counted[] rows = transformer.Sample(Graded(("", "1"), ("[]", "1"), ("q", "")));
        CollectionAssert.AreEqual(
            new[] { "Column 'Prompt': the row has no message.", "Column 'Prompt': the conversation holds no message: it is an empty JSON array.", "Column 'Answer': the answer is empty." },
            rows.Select(r => r.BestOfNError).ToArray());
        Assert.IsEmpty(server.Calls);
    }

    [TestMethod]
    public void A_vector_of_messages_is_a_conversation()
    {
        using var server = new ChatServer((call, http) => ChatServer.Answer(http, $"{call.Json.GetProperty("messages").GetArrayLength()}"));
        IDataView rows = Context.Transforms.Concatenate("Turns", "Prompt", "Prompt", "Prompt").Fit(Two).Transform(Two);
        using BestOfNTransformer transformer = Context.Transforms.Text.BestOfN("Turns", ChatPipeline.Client(server), Asked).Fit(rows);
        Assert.AreEqual("3", transformer.Sample(rows)[0].Responses[0]);
    }

    [TestMethod]
    public void More_samples_later_ask_for_no_more_than_those()
    {
        using var folder = new TemporaryFolder();
        using ChatServer server = Seeds();
        BestOfNOptions options = Asked with { CachePath = folder["cache.db"] };
        using (BestOfNTransformer few = Fit(options with { Samples = 2 }, ChatPipeline.Client(server)))
            few.Sample(Two);
        Assert.HasCount(4, server.Calls);
        using BestOfNTransformer more = Fit(options with { BatchSize = 5 }, ChatPipeline.Client(server));
        Assert.AreEqual(1, more.Sample(Two)[0].c);
        Assert.HasCount(12, server.Calls);
        Assert.IsTrue(server.Calls.GroupBy(c => (c.Prompt, SeedOf(c))).All(g => g.Count() == 1));
    }

    [TestMethod]
    public void A_row_that_is_known_well_enough_is_asked_no_more()
    {
        using ChatServer server = Seeds();
        using BestOfNTransformer transformer = Fit(Asked with { Samples = 60, StopAtHalfWidth = 0.2, MinimumSamples = 8 }, ChatPipeline.Client(server));
        Assert.AreEqual(8, transformer.Sample(Graded(("q", "7")))[0].n); // z²/2(8 + z²) = 0.16
        Assert.HasCount(8, server.Calls);
    }

    [TestMethod]
    public void A_budget_bounds_the_samples()
    {
        using ChatServer server = Seeds();
        var budget = new CostBudget { InputUsdPerMillion = 1, OutputUsdPerMillion = 2, MaxUsd = 0.0002m };
        using BestOfNTransformer transformer = Fit(Asked with { Samples = 30, Chat = Asked.Chat! with { Budget = budget, MaxOutputTokens = 20 } }, ChatPipeline.Client(server));
        Counted row = transformer.Sample(Graded(("q", "7")))[0];
        Assert.IsTrue(row.n is > 1 and < 30);
        StringAssert.Contains(row.BestOfNError, "of the budget's 0.0002 are spent");
        Assert.IsLessThanOrEqualTo(0.0002m, transformer.Usage!.CostUsd!.Value);
    }

    [TestMethod]
    public void A_local_model_behind_a_client_is_sampled_too()
    {
        using var client = new LanguageModelChatClient(TinyChat.Model, "tiny", ChatTemplate.ChatML);
        using BestOfNTransformer transformer = Fit(Asked with { Verifier = Even, Samples = 4, Chat = new() { MaxOutputTokens = 3 } }, client);
        Counted row = transformer.Sample(Rows("q"))[0];
        Assert.AreEqual(4, row.n);
        Assert.AreEqual(row.Responses.Count(IsEven), row.c);
    }

    [TestMethod]
    public void Temperature_0_is_warned_of()
    {
        (MLContext context, System.Text.StringBuilder log) = Logged();
        using ChatServer server = Seeds();
        using BestOfNTransformer transformer = Fit(Asked with { Chat = Asked.Chat! with { Temperature = 0 } }, ChatPipeline.Client(server), context);
        transformer.Sample(Two);
        StringAssert.Contains(log.ToString(), "as sampling is greedy");
    }

    internal static ChatServer Seeds() => new((call, context) => ChatServer.Answer(context, $"{SeedOf(call)}"));

    internal static long SeedOf(ChatServer.Call call) => call.Json.GetProperty("seed").GetInt64();
}
