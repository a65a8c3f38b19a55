using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class ChatCacheTests
{
    [TestMethod]
    public void Another_transformer_over_the_same_file_asks_nothing_again()
    {
        using var folder = new TemporaryFolder();
        using var server = new ChatServer();
        CompleteChatOptions options = ChatPipeline.Quick with { CachePath = folder["cache.db"] };
        using (ChatCompletionTransformer first = ChatPipeline.Fit(ChatPipeline.Client(server), options))
            first.Ask(ChatPipeline.Numbered(30));
        using ChatCompletionTransformer second = ChatPipeline.Fit(ChatPipeline.Client(server), options);
        ChatPipeline.Answered[] answers = second.Ask(ChatPipeline.Numbered(30));
        Assert.HasCount(30, server.Calls);
        Assert.IsTrue(answers.All(a => a is { ResponseCached: true, ResponseInputTokens: 7, ResponseOutputTokens: 3 }));
        Assert.AreEqual("re: question 29", answers[^1].Response);
    }

    [TestMethod]
    public void Whatever_changes_an_answer_is_part_of_its_key()
    {
        var target = new ChatTarget("api.example.org", "tiny");
        ChatTurn[] turns = [new("user", "q")];
        var options = new CompleteChatOptions { Seed = 1, Temperature = 1, TopP = 1 };
        string[] keys =
        [
            Key(target, turns, options), Key(target with { Endpoint = "localhost:11434" }, turns, options), Key(target with { Model = "large" }, turns, options),
            Key(target, [new("user", "q ")], options), Key(target, [new("system", "q")], options), Key(target, [new("user", "q"), new("assistant", "")], options),
            Key(target, turns, options with { Temperature = 0 }), Key(target, turns, options with { Temperature = null }), Key(target, turns, options with { TopP = 0.5f }),
            Key(target, turns, options with { Seed = 2 }), Key(target, turns, options with { SampleIndex = 1 }), Key(target, turns, options with { MaxOutputTokens = 5 }),
            Key(target, turns, options with { SystemPrompt = "s" }),
        ];
        Assert.HasCount(keys.Length, keys.Distinct());
        Assert.AreEqual(keys[0], Key(target, [new("user", "q")], options with { MaxConcurrency = 3, Offline = true, Budget = new CostBudget(), Retries = new ChatRetries { MaxAttempts = 2 } }));
    }

    [TestMethod]
    public void Offline_answers_from_the_file_alone()
    {
        using var folder = new TemporaryFolder();
        using var server = new ChatServer();
        CompleteChatOptions options = ChatPipeline.Quick with { CachePath = folder["cache.db"] };
        using (ChatCompletionTransformer online = ChatPipeline.Fit(ChatPipeline.Client(server), options))
            online.Ask(ChatPipeline.Rows("known"));
        using ChatCompletionTransformer offline = ChatPipeline.Fit(ChatPipeline.Client(server), options with { Offline = true });
        ChatPipeline.Answered[] answers = offline.Ask(ChatPipeline.Rows("known", "unknown"));
        Assert.AreEqual("re: known", answers[0].Response);
        Assert.AreEqual($"The answer is not in the cache '{folder["cache.db"]}'. It is not asked for, as CompleteChatOptions.Offline is set.", answers[1].ResponseError);
        Assert.HasCount(1, server.Calls);
    }

    [TestMethod]
    public void A_client_without_a_model_id_cannot_share_a_file()
    {
        using var folder = new TemporaryFolder();
        using var client = new LanguageModelChatClient(TinyChat.Model, template: ChatTemplate.ChatML);
        ArgumentException e = Assert.Throws<ArgumentException>(() => ChatPipeline.Fit(client, new CompleteChatOptions { CachePath = folder["cache.db"] }));
        StringAssert.Contains(e.Message, "set ModelId");
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows), UnsupportedOSPlatform("windows")]
    public void The_file_and_those_beside_it_are_the_users_alone()
    {
        using var folder = new TemporaryFolder();
        using var server = new ChatServer();
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server), ChatPipeline.Quick with { CachePath = folder["cache.db"] });
        chat.Ask(ChatPipeline.Rows("q"));
        string[] files = [.. Directory.GetFiles(folder.FullPath).Order()];
        CollectionAssert.AreEqual(new[] { folder["cache.db"], folder["cache.db-shm"], folder["cache.db-wal"] }, files);
        foreach (string file in files)
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file), file);
    }

    [TestMethod]
    public void A_file_of_another_kind_is_refused_and_not_changed()
    {
        using var folder = new TemporaryFolder();
        string text = folder.Write("notes.txt", new string('x', 5000));
        string foreign = folder["foreign.db"], newer = folder["newer.db"];
        Sql(foreign, "CREATE TABLE t (a)");
        using (ChatCompletionTransformer made = ChatPipeline.Fit(ChatClients.OpenAICompatible(new Uri("http://127.0.0.1:1"), "tiny"), new CompleteChatOptions { CachePath = newer }))
            made.OpenCache();
        Sql(newer, "PRAGMA user_version = 99");
        string damaged = folder.Write("damaged.db", [.. File.ReadAllBytes(foreign)[..16], .. new byte[3000]]), empty = folder["empty.db"];
        Sql(empty, "PRAGMA application_id = 0x524D4C43; PRAGMA user_version = 1; CREATE TABLE t (a)");
        foreach ((string path, string reason) in new[] { (text, "no SQLite database"), (foreign, "another program's"), (newer, "version 99"), (damaged, "a damaged one"), (empty, "has not its tables") })
        {
            byte[] before = File.ReadAllBytes(path);
            InvalidDataException e = Assert.Throws<InvalidDataException>(() => ChatPipeline.Fit(ChatClients.OpenAICompatible(new Uri("http://127.0.0.1:1"), "tiny"), new CompleteChatOptions { CachePath = path }));
            StringAssert.Contains(e.Message, reason);
            StringAssert.StartsWith(e.Message, $"CompleteChatOptions.CachePath: '{path}' ");
            CollectionAssert.AreEqual(before, File.ReadAllBytes(path), path);
        }
        Assert.HasCount(5, Directory.GetFiles(folder.FullPath), "nothing is left beside them");
    }

    [TestMethod]
    [DataRow("", "is a folder; name a file.")]
    [DataRow("none/cache.db", "is in a folder that does not exist; make the folder, or name another file.")]
    [DataRow("notes.txt/cache.db", "is in a folder that does not exist; make the folder, or name another file.")]
    public void A_path_that_can_be_no_file_is_refused_by_Fit_and_by_a_loaded_pipeline_before_a_call_is_paid(string name, string reason)
    {
        using var folder = new TemporaryFolder();
        using var server = new ChatServer();
        folder.Write("notes.txt", "x");
        string path = folder[name];
        CompleteChatOptions options = ChatPipeline.Quick with { CachePath = path };
        string message = $"CompleteChatOptions.CachePath: '{Path.GetFullPath(path)}' {reason}";
        Assert.AreEqual(message, Assert.ThrowsExactly<IOException>(() => ChatPipeline.Fit(ChatPipeline.Client(server), options)).Message);
        using var loaded = new ChatCompletionTransformer(ChatPipeline.Context, "Response", "Text", vector: false, client: null, new ChatTarget("", ""), options);
        using ChatCompletionTransformer online = loaded.WithClient(ChatPipeline.Client(server));
        Assert.AreEqual(message, Assert.ThrowsExactly<IOException>(() => online.Ask(ChatPipeline.Rows("q"))).Message);
        Assert.IsEmpty(server.Calls);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_file_that_cannot_be_made_is_refused_by_name()
    {
        IOException e = Assert.ThrowsExactly<IOException>(() => ChatPipeline.Fit(ChatClients.OpenAICompatible(new Uri("http://127.0.0.1:1"), "tiny"), new CompleteChatOptions { CachePath = "/proc/cache.db" }));
        StringAssert.StartsWith(e.Message, "CompleteChatOptions.CachePath: '/proc/cache.db' cannot be opened or made: ");
    }

    [TestMethod]
    public void Many_may_make_the_file_at_once()
    {
        using var folder = new TemporaryFolder();
        Task.WaitAll([.. Enumerable.Range(0, 8).Select(i => Task.Run(() =>
        {
            using var store = new ChatStore(folder["cache.db"], TimeProvider.System);
            store.Claim($"{i}");
            store.Record($"{i}", "answer", null, null, null, null, 0);
        }))]);
        using var all = new ChatStore(folder["cache.db"], TimeProvider.System);
        Assert.IsTrue(Enumerable.Range(0, 8).All(i => all.Find($"{i}") is not null));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows), UnsupportedOSPlatform("windows")]
    public void An_empty_file_becomes_the_users_alone_before_it_is_filled()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("cache.db", "");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        using var store = new ChatStore(path, TimeProvider.System);
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [TestMethod]
    [DataRow("a file#1?x=50%25;é.db")]
    [DataRow("file:memory.db")]
    public void Any_name_of_a_file_is_taken_as_it_is(string name)
    {
        using var folder = new TemporaryFolder();
        using var store = new ChatStore(folder[name], TimeProvider.System);
        Assert.AreEqual(ChatStore.ClaimOutcome.Mine, store.Claim("k"));
        Assert.IsTrue(File.Exists(folder[name]));
        Assert.HasCount(3, Directory.GetFiles(folder.FullPath));
    }

    [TestMethod]
    public async Task Two_processes_that_share_a_file_pay_each_call_once()
    {
        using var folder = new TemporaryFolder();
        TaskCompletionSource first = new(), both = new();
        int held = 0;
        using var server = new ChatServer(async (call, context) =>
        {
            // From the ninth question on nothing is answered until five calls are in flight: the first process has four at most, so that the second is asking too.
            if (int.Parse(call.Prompt["question ".Length..], CultureInfo.InvariantCulture) >= 8)
            {
                int now = Interlocked.Increment(ref held);
                if (now == 4)
                    first.SetResult();
                if (now == 5)
                    both.SetResult();
                await both.Task.WaitAsync(TimeSpan.FromSeconds(60));
            }
            await ChatServer.Answer(context, $"re: {call.Prompt}");
        });
        using Process a = ChatChildProgram.Start(server.Endpoint, folder["cache.db"], rows: 100, concurrency: 4);
        await first.Task.WaitAsync(TimeSpan.FromSeconds(60));
        using Process b = ChatChildProgram.Start(server.Endpoint, folder["cache.db"], rows: 100, concurrency: 8);
        string[][] answers = await Task.WhenAll(ChatChildProgram.FinishAsync(a), ChatChildProgram.FinishAsync(b));
        string[] expected = [.. Enumerable.Range(0, 100).Select(i => $"re: question {i}")];
        CollectionAssert.AreEqual(expected, answers[0]);
        CollectionAssert.AreEqual(expected, answers[1]);
        Assert.HasCount(100, server.Calls);
    }

    [TestMethod]
    public async Task A_process_killed_in_the_middle_resumes_and_pays_at_most_its_calls_in_flight_twice()
    {
        const int Rows = 500, Concurrency = 8, UntilKill = 250;
        using var folder = new TemporaryFolder();
        var reached = new TaskCompletionSource();
        using var server = new ChatServer(async (call, context) =>
        {
            if (call.Number == UntilKill)
            {
                reached.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted); // this one is in flight for sure
            }
            await Task.Delay(2);
            await ChatServer.Answer(context, $"re: {call.Prompt}");
        });
        using (Process killed = ChatChildProgram.Start(server.Endpoint, folder["cache.db"], Rows, Concurrency))
        {
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
            killed.Kill(); // SIGKILL
            await killed.WaitForExitAsync();
        }

        string[] recorded = Recorded(folder["cache.db"], server, Rows, Concurrency);
        Assert.IsGreaterThan(100, recorded.Length);
        Assert.IsLessThan(Rows, recorded.Length);
        using Process resumed = ChatChildProgram.Start(server.Endpoint, folder["cache.db"], Rows, Concurrency);
        string[] answers = await ChatChildProgram.FinishAsync(resumed);
        CollectionAssert.AreEqual(Enumerable.Range(0, Rows).Select(i => $"re: question {i}").ToArray(), answers);
        Dictionary<string, int> asked = server.Asked;
        Assert.IsTrue(recorded.All(prompt => asked[prompt] == 1), "no recorded prompt is asked again");
        Assert.AreEqual(2, asked.Values.Max());
        Assert.IsLessThanOrEqualTo(Concurrency, asked.Values.Count(n => n == 2));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a\0b")]
    [DataRow("😀 é\r\n")]
    public void An_answer_comes_back_as_it_was(string text)
    {
        using var store = new ChatStore(null, TimeProvider.System);
        store.Record("k", text, 1, null, "length", null, 0);
        Assert.AreEqual(new ChatReply(text, 1, 0, "length", Cached: true, Error: null), store.Find("k"));
    }

    private static string[] Recorded(string path, ChatServer server, int rows, int concurrency)
    {
        using var store = new ChatStore(path, TimeProvider.System);
        var target = new ChatTarget(server.Endpoint.Authority, "tiny");
        CompleteChatOptions options = ChatChildProgram.Options(path, concurrency, 1);
        return [.. Enumerable.Range(0, rows).Select(i => $"question {i}").Where(p => store.Find(new ChatRequest(target, [new ChatTurn("user", p)], options).Key) is not null)];
    }

    private static string Key(ChatTarget target, ChatTurn[] turns, CompleteChatOptions options) => new ChatRequest(target, turns, options).Key;

    private static void Sql(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
