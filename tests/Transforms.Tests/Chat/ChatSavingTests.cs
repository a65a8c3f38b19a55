using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class ChatSavingTests
{
    [TestMethod]
    public void A_loaded_pipeline_answers_from_the_cache_until_it_is_given_a_client()
    {
        using var folder = new TemporaryFolder();
        using var server = new ChatServer();
        IDataView rows = ChatPipeline.Numbered(5);
        EstimatorChain<ITransformer> pipeline = new EstimatorChain<ITransformer>().Append((IEstimator<ITransformer>)ChatPipeline.Context.Transforms.CopyColumns("Copy", "Text"))
            .Append((IEstimator<ITransformer>)ChatPipeline.Context.Transforms.Text.ChatCompletion("Response", "Copy", ChatPipeline.Client(server), ChatPipeline.Quick with { CachePath = folder["cache.db"], SampleIndex = 3 }));
        using TransformerChain<ITransformer> model = pipeline.Fit(rows);
        string[] answers = [.. model.Transform(rows).GetColumn<string>("Response")];
        ChatPipeline.Context.Model.Save(model, rows.Schema, folder["model.zip"]);

        ITransformer loaded = new MLContext().Model.Load(folder["model.zip"], out _);
        CollectionAssert.AreEqual(answers, loaded.Transform(rows).GetColumn<string>("Response").ToArray());
        ChatPipeline.Answered miss = loaded.Ask(ChatPipeline.Rows("new"))[0];
        Assert.AreEqual("", miss.Response);
        StringAssert.Contains(miss.ResponseError, "model.WithClient(client)");
        Assert.HasCount(5, server.Calls);

        ITransformer online = loaded.WithClient(ChatPipeline.Client(server));
        Assert.AreEqual("re: new", online.Ask(ChatPipeline.Rows("new"))[0].Response);
        Assert.IsTrue(online.Ask(rows).All(a => a.ResponseCached));
        Assert.HasCount(6, server.Calls);
        Assert.AreEqual("re: new", loaded.Ask(ChatPipeline.Rows("new"))[0].Response, "what was asked since is in the cache");
    }

    [TestMethod]
    public void A_fresh_process_that_only_loads_the_pipeline_has_the_same_answers()
    {
        using var folder = new TemporaryFolder();
        using var server = new ChatServer();
        using ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server), ChatPipeline.Quick with { CachePath = folder["cache.db"] });
        chat.Ask(ChatPipeline.Numbered(5));
        ChildProgram.MustScoreTheSameInAFreshProcess(ChatPipeline.Context, chat, ChatPipeline.Numbered(5), "Response");
        ChildProgram.MustScoreTheSameInAFreshProcess(ChatPipeline.Context, chat, ChatPipeline.Numbered(5), "ResponseFinish");
        Assert.HasCount(5, server.Calls);
    }

    [TestMethod]
    public void A_loaded_pipeline_without_its_cache_makes_no_file_and_says_what_it_needs()
    {
        using var folder = new TemporaryFolder();
        using var server = new ChatServer();
        using (ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server), ChatPipeline.Quick with { CachePath = folder["sub-cache.db"] }))
            ChatPipeline.Context.Model.Save(chat, ChatPipeline.Rows("x").Schema, folder["model.zip"]);
        File.Delete(folder["sub-cache.db"]);
        ITransformer loaded = new MLContext().Model.Load(folder["model.zip"], out _);
        StringAssert.Contains(loaded.Ask(ChatPipeline.Rows("q"))[0].ResponseError, "WithClient");
        Assert.HasCount(1, Directory.GetFiles(folder.FullPath));
    }

    [TestMethod]
    public void A_cache_of_a_relative_path_is_named_in_full_where_its_answers_are_missed()
    {
        using var folder = new TemporaryFolder();
        using var server = new ChatServer();
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, folder["cache.db"]);
        Assert.IsFalse(Path.IsPathRooted(relative));
        using (ChatCompletionTransformer chat = ChatPipeline.Fit(ChatPipeline.Client(server), ChatPipeline.Quick with { CachePath = relative }))
        {
            chat.Ask(ChatPipeline.Rows("known"));
            ChatPipeline.Context.Model.Save(chat, ChatPipeline.Rows("x").Schema, folder["model.zip"]);
        }
        var log = new StringBuilder();
        var context = new MLContext();
        context.Log += (_, e) => log.AppendLine(e.Message);
        string asked = $"'{folder["cache.db"]}' (CachePath '{relative}', from the working directory).";
        using (var loaded = (ChatCompletionTransformer)context.Model.Load(folder["model.zip"], out _))
        {
            Assert.AreEqual("re: known", loaded.Ask(ChatPipeline.Rows("known")).Single().Response);
            StringAssert.StartsWith(loaded.Ask(ChatPipeline.Rows("new")).Single().ResponseError, $"The answer is not in the cache {asked} A loaded pipeline ");
            StringAssert.Contains(log.ToString(), $"The first, row 0: The answer is not in the cache {asked}");
        }
        File.Delete(folder["cache.db"]);
        using var without = (ChatCompletionTransformer)context.Model.Load(folder["model.zip"], out _);
        StringAssert.StartsWith(without.Ask(ChatPipeline.Rows("known")).Single().ResponseError, $"There is no cache {asked} ");
    }

    [TestMethod]
    public void No_key_is_in_any_file_log_or_column()
    {
        using var folder = new TemporaryFolder();
        string own = "a-key-that-looks-like-none"; // known to the client alone
        var log = new StringBuilder();
        var context = new MLContext();
        context.Log += (_, e) => log.AppendLine(e.Message);
        // An endpoint that echoes what it was sent, as some do when they refuse it.
        using var server = new ChatServer((call, http) => call.Prompt.EndsWith('3')
            ? ChatServer.Refuse(http, 400, $$$"""{"error":{"message":"no: {{{call.Authorization}}} and {{{own}}} and {{{ChatPipeline.Key}}}"}}""")
            : ChatServer.Answer(http, "a"));
        Microsoft.Extensions.AI.IChatClient client = ChatClients.OpenAICompatible(server.Endpoint, "tiny", own);
        CompleteChatOptions options = ChatPipeline.Quick with { CachePath = folder["cache.db"], Budget = new CostBudget { InputUsdPerMillion = 1 } };
        using ChatCompletionTransformer chat = ChatPipeline.Fit(client, options, context);
        ChatPipeline.Answered[] answers = chat.Ask(ChatPipeline.Numbered(10));
        context.Model.Save(chat, ChatPipeline.Rows("x").Schema, folder["model.zip"]);
        System.IO.Compression.ZipFile.ExtractToDirectory(folder["model.zip"], folder["model"]);

        Assert.IsTrue(server.Calls.All(c => c.Authorization == $"Bearer {own}"), "it was sent");
        StringAssert.Contains(answers[3].ResponseError, "[redacted]");
        StringAssert.Contains(log.ToString(), "1 of 10 conversations have no answer.");
        string[] files = Directory.GetFiles(folder.FullPath, "*", SearchOption.AllDirectories);
        Assert.IsTrue(files.Any(f => f.EndsWith("cache.db-wal", StringComparison.Ordinal)));
        string everything = log + string.Join('\n', answers.Select(a => a.ResponseError)) + string.Concat(files.Select(f => Encoding.Latin1.GetString(File.ReadAllBytes(f))));
        foreach (string secret in new[] { own, ChatPipeline.Key, "Bearer a" })
            Assert.DoesNotContain(secret, everything, secret);
        Assert.Contains("\"MaxConcurrency\":8", everything, "the options are among what was searched");
    }

    [TestMethod]
    [DataRow("Incorrect API key provided: sk-proj-abc_DEF123.", "Incorrect API key provided: [redacted]")]
    [DataRow("Authorization: Bearer abc.def", "Authorization: Bearer [redacted]")]
    [DataRow("{\"api_key\": \"zzz\"}", "{\"api_key\": \"[redacted]\"}")]
    [DataRow("the key is my-own", "the key is [redacted]")]
    [DataRow("a  risk-free\n line", "a risk-free line")]
    public void What_looks_like_a_key_is_not_quoted(string text, string shown) => Assert.AreEqual(shown, new ChatSecrets("my-own").Excerpt(text));

    [TestMethod]
    public void A_long_text_is_quoted_in_part() => Assert.AreEqual(new string('x', 300) + "...", new ChatSecrets(null).Excerpt(new string('x', 5000)));

    [TestMethod]
    public void A_client_goes_to_every_step_of_nested_chains_and_leaves_other_models_alone()
    {
        using var server = new ChatServer();
        IDataView rows = ChatPipeline.Rows("q");
        ChatCompletionTransformer inner = ChatPipeline.Fit(ChatClients.OpenAICompatible(new Uri("http://127.0.0.1:1/v1"), "tiny"));
        var nested = new TransformerChain<ITransformer>(new TransformerChain<ITransformer>(inner));
        Assert.AreEqual("re: q", nested.WithClient(ChatPipeline.Client(server)).Ask(rows).Single().Response);
        ITransformer other = ChatPipeline.Context.Transforms.CopyColumns("Copy", "Text").Fit(rows);
        Assert.AreSame(other, other.WithClient(ChatPipeline.Client(server)));
    }
}
