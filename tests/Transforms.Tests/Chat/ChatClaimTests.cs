using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class ChatClaimTests
{
    [TestMethod]
    public void A_claim_whose_owner_lives_is_waited_for_and_one_whose_lease_ended_is_not()
    {
        using var folder = new TemporaryFolder();
        var clock = new HandClock();
        using var one = new ChatStore(folder["cache.db"], clock);
        using var other = new ChatStore(folder["cache.db"], clock);
        Assert.AreEqual(ChatStore.ClaimOutcome.Mine, one.Claim("k"));
        Assert.AreEqual(ChatStore.ClaimOutcome.Others, other.Claim("k"));
        clock.Advance(ChatStore.Lease - TimeSpan.FromSeconds(1));
        one.Renew("k");
        clock.Advance(ChatStore.Lease - TimeSpan.FromSeconds(1));
        Assert.AreEqual(ChatStore.ClaimOutcome.Others, other.Claim("k"), "renewed");
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.AreEqual(ChatStore.ClaimOutcome.Mine, other.Claim("k"));
        one.Release("k"); // no longer its own
        Assert.AreEqual(ChatStore.ClaimOutcome.Others, one.Claim("k"));
        other.Record("k", "answer", 1, 1, "stop", null, 0);
        Assert.AreEqual(ChatStore.ClaimOutcome.Answered, one.Claim("k"));
        Assert.AreEqual("answer", one.Find("k")!.Text);
    }

    [TestMethod]
    public void A_claim_of_a_process_that_is_gone_is_void_at_once()
    {
        using var folder = new TemporaryFolder();
        using var store = new ChatStore(folder["cache.db"], TimeProvider.System);
        Assert.AreEqual(ChatStore.ClaimOutcome.Mine, store.Claim("k"));
        using var other = new ChatStore(folder["cache.db"], TimeProvider.System);
        Assert.AreEqual(ChatStore.ClaimOutcome.Others, other.Claim("k"));
        using (var connection = new SqliteConnection($"Data Source={folder["cache.db"]};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "UPDATE claims SET owner = $owner";
            command.Parameters.AddWithValue("$owner", (ClaimOwner.New() with { ProcessId = int.MaxValue }).ToString());
            Assert.AreEqual(1, command.ExecuteNonQuery());
        }
        Assert.AreEqual(ChatStore.ClaimOutcome.Mine, other.Claim("k"));
    }

    [TestMethod]
    public async Task A_call_that_takes_longer_than_a_lease_keeps_its_claim()
    {
        using var folder = new TemporaryFolder();
        var clock = new HandClock();
        using var client = new SlowClient();
        var options = new CompleteChatOptions { CachePath = folder["cache.db"], ModelId = "slow" };
        ChatTarget target = ChatTarget.Of(client, options);
        using var caller = new ChatCaller(client, target, options, clock);
        ChatTurn[] question = [new("user", "q")];
        Task<ChatReply> asked = Task.Run(() => caller.AskAsync(question));
        await client.Begun.Task;

        using var other = new ChatStore(folder["cache.db"], clock);
        string key = new ChatRequest(target, question, options).Key;
        var seen = new List<ChatStore.ClaimOutcome>();
        for (int seconds = 0; seconds < 60; seconds += 5)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            seen.Add(other.Claim(key));
        }
        client.Answer.SetResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "at last")));
        Assert.AreEqual("at last", (await asked).Text);
        Assert.IsTrue(seen.All(outcome => outcome == ChatStore.ClaimOutcome.Others), string.Join(' ', seen));
        Assert.AreEqual(ChatStore.ClaimOutcome.Answered, other.Claim(key));
    }

    [TestMethod]
    public void An_owner_is_gone_when_its_process_is()
    {
        ClaimOwner me = ClaimOwner.New();
        Assert.IsFalse(ClaimOwner.IsGone(me.ToString()));
        Assert.IsTrue(ClaimOwner.IsGone((me with { Started = me.Started - 1 }).ToString()), "its number is used again");
        Assert.IsTrue(ClaimOwner.IsGone((me with { ProcessId = int.MaxValue }).ToString()));
        Assert.IsFalse(ClaimOwner.IsGone((me with { Host = "elsewhere/", ProcessId = int.MaxValue }).ToString()), "another machine's is known by its lease alone");
    }

    private sealed class SlowClient : IChatClient
    {
        public TaskCompletionSource Begun { get; } = new();

        public TaskCompletionSource<ChatResponse> Answer { get; } = new();

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Begun.SetResult();
            return Answer.Task;
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
