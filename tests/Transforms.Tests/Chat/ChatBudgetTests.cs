using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace ResearchML.Transforms.Tests;

/// <summary>What the server charges never passes the budget.</summary>
[TestClass]
public sealed class ChatBudgetTests
{
    private const decimal InputUsd = 1e-6m, OutputUsd = 2e-6m; // a token
    private const int MaxOutputTokens = 20;

    // 10 characters and 16 for the message, 16 for the template, 20 out at the double price.
    private const decimal Bound = (10 + 16 + 16) * InputUsd + MaxOutputTokens * OutputUsd;

    public static IEnumerable<object[]> Refused =>
    [
        [new CostBudget { MaxUsd = 1.5m }, "Budget.MaxUsd", 1.5m, "CompleteChatOptions.Budget.MaxUsd is 1.5, but both prices are 0, so no spending would ever count. Give InputUsdPerMillion or OutputUsdPerMillion (over 0, up to 10000 USD), or leave MaxUsd null."],
        [new CostBudget { MaxUsd = -1, InputUsdPerMillion = 1 }, "Budget.MaxUsd", -1m, "CompleteChatOptions.Budget.MaxUsd must be from 0 to 1000000 USD, or null, but is -1."],
        [new CostBudget { InputUsdPerMillion = -2 }, "Budget.InputUsdPerMillion", -2m, "CompleteChatOptions.Budget.InputUsdPerMillion must be from 0 to 10000 USD, but is -2."],
        [new CostBudget { OutputUsdPerMillion = 10_001 }, "Budget.OutputUsdPerMillion", 10_001m, "CompleteChatOptions.Budget.OutputUsdPerMillion must be from 0 to 10000 USD, but is 10001."],
    ];

    [TestMethod]
    public void The_most_a_call_can_cost_is_counted_from_bytes_and_the_output_limit()
    {
        var budget = new CostBudget { InputUsdPerMillion = 1, OutputUsdPerMillion = 2 };
        Assert.AreEqual((long)(Bound * 1_000_000_000_000), budget.BoundPicoUsd([new LanguageModels.ChatTurn("user", "ten letter")], MaxOutputTokens));
        Assert.AreEqual(budget.BoundPicoUsd([new LanguageModels.ChatTurn("user", "ab")], 1), budget.BoundPicoUsd([new LanguageModels.ChatTurn("user", "é")], 1), "bytes, not characters");
    }

    [TestMethod]
    [DynamicData(nameof(Refused))]
    public void A_budget_out_of_range_says_what_is_wrong_the_value_and_what_is_allowed(CostBudget budget, string name, object value, string message)
    {
        ArgumentOutOfRangeException e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CompleteChatOptions { Budget = budget }.Validate());
        StringAssert.StartsWith(e.Message, message);
        Assert.AreEqual((name, value), (e.ParamName, e.ActualValue));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(8)]
    public void It_stops_in_time_and_uses_what_it_can(int concurrency)
    {
        var bill = new Bill();
        using var server = new ChatServer(bill.ChargeAsync);
        CompleteChatOptions options = Options(20 * Bound) with { MaxConcurrency = concurrency };
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server), options);
        ChatPipeline.Answered[] answers = chat.Ask(Prompts(100));
        Assert.IsLessThanOrEqualTo(20 * Bound, bill.Usd);
        Assert.IsGreaterThan(19 * Bound, bill.Usd, "only what does not cover another call is left");
        Assert.AreEqual(bill.Usd, chat.Usage.CostUsd);
        Assert.HasCount(server.Calls.Count, answers.Where(a => a.ResponseError.Length == 0));
        Assert.HasCount(100 - server.Calls.Count, answers.Where(a => a.ResponseError.StartsWith("Not asked: ", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(-5, 3)]
    public void A_server_that_counts_no_tokens_is_taken_to_charge_the_most(int inputTokens, int outputTokens)
    {
        using var server = new ChatServer((_, context) => ChatServer.Answer(context, "a", inputTokens, outputTokens));
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server), Options(5 * Bound));
        chat.Ask(Prompts(20));
        Assert.HasCount(5, server.Calls);
    }

    [TestMethod]
    public void An_answer_that_cannot_be_written_counts_as_paid_and_is_waited_for_by_nobody()
    {
        using var folder = new TemporaryFolder();
        using var server = new ChatServer();
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server), Options(1.5m * Bound) with { CachePath = folder["cache.db"] });
        chat.Ask(ChatPipeline.Rows()); // makes the file
        using var cache = new SqliteConnection($"Data Source={folder["cache.db"]};Pooling=False");
        cache.Open();
        Execute("CREATE TRIGGER full BEFORE INSERT ON answers BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        Assert.ThrowsExactly<SqliteException>(() => chat.Ask(Prompts(1)));
        Execute("DROP TRIGGER full");
        Task<ChatPipeline.Answered[]> again = Task.Run(() => chat.Ask(Prompts(1)));
        Assert.IsTrue(again.Wait(TimeSpan.FromSeconds(30)), "a hang, not a speed");
        StringAssert.StartsWith(again.Result.Single().ResponseError, "Not asked: ");

        void Execute(string sql)
        {
            using SqliteCommand command = cache.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    [TestMethod]
    public void Spending_is_remembered_with_the_cache()
    {
        using var folder = new TemporaryFolder();
        var bill = new Bill();
        using var server = new ChatServer(bill.ChargeAsync);
        CompleteChatOptions options = Options(5 * Bound) with { CachePath = folder["cache.db"] };
        using (ChatCompletionTransformer first = ChatPipeline.Fit(ChatPipeline.Client(server), options))
            first.Ask(Prompts(100));
        decimal spent = bill.Usd;
        int paid = server.Calls.Count;
        using (ChatCompletionTransformer again = ChatPipeline.Fit(ChatPipeline.Client(server), options))
            Assert.AreEqual(paid, again.Ask(Prompts(100)).Count(a => a.ResponseCached), "what was paid is still answered");
        Assert.AreEqual(spent, bill.Usd);
        using ChatCompletionTransformer today = ChatPipeline.Fit(ChatPipeline.Client(server), options with { Budget = options.Budget! with { CountSince = DateTimeOffset.UtcNow.AddMilliseconds(1) } });
        Assert.AreEqual(paid, today.Ask(Prompts(100)).Count(a => a.ResponseCached));
        Assert.IsGreaterThan(spent, bill.Usd);
        Assert.IsLessThanOrEqualTo(spent + 5 * Bound, bill.Usd);
    }

    [TestMethod]
    public void All_that_share_a_file_share_its_budget()
    {
        using var folder = new TemporaryFolder();
        var bill = new Bill();
        using var server = new ChatServer(bill.ChargeAsync);
        using ChatCompletionTransformer one = ChatPipeline.Fit(ChatPipeline.Client(server), Options(15 * Bound) with { CachePath = folder["cache.db"] });
        using ChatCompletionTransformer other = ChatPipeline.Fit(ChatPipeline.Client(server), Options(15 * Bound) with { CachePath = folder["cache.db"], SampleIndex = 1 });
        one.Ask(Prompts(1));
        other.Ask(Prompts(1)); // both have spent, whoever is faster from here on
        Task.WaitAll(Task.Run(() => one.Ask(Prompts(100))), Task.Run(() => other.Ask(Prompts(100))));
        Assert.IsLessThanOrEqualTo(15 * Bound, bill.Usd);
        Assert.IsGreaterThan(14 * Bound, bill.Usd);
        Assert.AreEqual(bill.Usd, one.Usage.CostUsd + other.Usage.CostUsd);
    }

    [TestMethod]
    public void What_a_killed_process_had_in_flight_stays_counted()
    {
        using var folder = new TemporaryFolder();
        using (var killed = new ChatStore(folder["cache.db"], TimeProvider.System))
        {
            killed.Claim("k");
            Assert.IsNotNull(killed.Reserve("k", 60, 100, null).Id);
            Assert.IsTrue(killed.Reserve("l", 60, 100, null) is { Id: null, MayFree: true, SpentPicoUsd: 60 }, "it may cost less than it reserved");
            killed.Release("k"); // as good as dead: no claim, no settlement
        }
        using var next = new ChatStore(folder["cache.db"], TimeProvider.System);
        Assert.IsTrue(next.Reserve("l", 60, 100, null) is { Id: null, MayFree: false, SpentPicoUsd: 60 });
        Assert.IsNotNull(next.Reserve("l", 40, 100, null).Id);
    }

    [TestMethod]
    public void A_try_that_may_have_been_paid_counts_and_one_that_was_refused_does_not()
    {
        using var broken = new ChatServer((call, context) => call.Number == 0 ? context.Response.WriteAsync("{") : new Bill().ChargeAsync(call, context));
        using ChatCompletionTransformer unsure = ChatPipeline.Fit(ChatPipeline.Client(broken), Options(null));
        unsure.Ask(Prompts(1));
        Assert.AreEqual(Bound + Bill.Of("prompt 000").Usd, unsure.Usage.CostUsd);

        using var busy = new ChatServer((call, context) => call.Number == 0 ? ChatServer.Refuse(context, 429) : new Bill().ChargeAsync(call, context));
        using ChatCompletionTransformer sure = ChatPipeline.Fit(ChatPipeline.Client(busy), Options(null));
        sure.Ask(Prompts(1));
        Assert.AreEqual(Bill.Of("prompt 000").Usd, sure.Usage.CostUsd);
    }

    [TestMethod]
    public void A_try_that_was_refused_gives_its_reservation_back_to_the_next()
    {
        using var busy = new ChatServer((call, context) => call.Number == 0 ? ChatServer.Refuse(context, 429) : ChatServer.Answer(context, "a"));
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(busy), Options(1.5m * Bound));
        Assert.AreEqual("", chat.Ask(Prompts(1)).Single().ResponseError);
        Assert.HasCount(2, busy.Calls);
    }

    [TestMethod]
    public void Where_the_endpoint_counts_no_tokens_the_most_is_assumed()
    {
        using var server = new ChatServer((_, context) =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"id":"x","object":"chat.completion","created":1,"model":"tiny","choices":[{"index":0,"message":{"role":"assistant","content":"a"},"finish_reason":"stop"}]}""");
        });
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server), Options(null));
        Assert.AreEqual(0, chat.Ask(Prompts(1)).Single().ResponseInputTokens);
        Assert.AreEqual(Bound, chat.Usage.CostUsd);
    }

    private static CompleteChatOptions Options(decimal? usd) => ChatPipeline.Quick with
    {
        MaxOutputTokens = MaxOutputTokens,
        Budget = new CostBudget { MaxUsd = usd, InputUsdPerMillion = InputUsd * 1_000_000, OutputUsdPerMillion = OutputUsd * 1_000_000 },
    };

    // Of ten characters each.
    private static Microsoft.ML.IDataView Prompts(int rows) => ChatPipeline.Rows(Enumerable.Range(0, rows).Select(i => $"prompt {i:000}"));

    /// <summary>What the server charges: less than the most for some calls, and up to it for others.</summary>
    private sealed class Bill
    {
        private readonly Lock _gate = new();

        public decimal Usd { get; private set; }

        public static (int Input, int Output, decimal Usd) Of(string prompt)
        {
            int input = prompt.Length + 32 - prompt.Length % 3, output = 1 + prompt.Sum(c => c) % MaxOutputTokens;
            return (input, output, input * InputUsd + output * OutputUsd);
        }

        public async Task ChargeAsync(ChatServer.Call call, HttpContext context)
        {
            (int input, int output, decimal usd) = Of(call.Prompt);
            lock (_gate)
                Usd += usd;
            await Task.Delay(3);
            await ChatServer.Answer(context, "a", input, output);
        }
    }
}
