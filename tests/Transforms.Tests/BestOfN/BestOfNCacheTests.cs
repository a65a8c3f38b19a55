using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.ML;
using ResearchML.LanguageModels;
using static ResearchML.Transforms.Tests.BestOfNPipeline;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class BestOfNCacheTests
{
    [TestMethod]
    public void Another_transformer_over_the_same_file_draws_only_what_is_missing()
    {
        using var folder = new TemporaryFolder();
        (MLContext context, System.Text.StringBuilder log) = Logged();
        Counted[] Pass(BestOfNOptions options, LanguageModel? model = null)
        {
            log.Clear();
            using BestOfNTransformer transformer = Fit(options with { CachePath = folder["cache.db"] }, model, context);
            return transformer.Sample(Rows("one", "two"));
        }

        string[] fresh = Sample(Options with { Samples = 20 }, "one")[0].Responses;
        CollectionAssert.AreEqual(fresh[..5], Pass(Options with { Samples = 5 })[0].Responses);
        StringAssert.Contains(log.ToString(), "2 rows: 10 samples drawn, 0 from the cache,");
        CollectionAssert.AreEqual(fresh, Pass(Options with { Samples = 20, BatchSize = 7 })[0].Responses);
        StringAssert.Contains(log.ToString(), "2 rows: 30 samples drawn, 10 from the cache,");
        Pass(Options with { Samples = 12, Verifier = Verifier.Regex("x") });
        StringAssert.Contains(log.ToString(), "2 rows: 0 samples drawn, 24 from the cache,", "the verifier is no part of a sample");
        using LanguageModel copy = TinyChat.Model.Clone();
        Pass(Options, copy);
        StringAssert.Contains(log.ToString(), "2 rows: 0 samples drawn, 16 from the cache,", "the same weights are the same model");
    }

    public static IEnumerable<object[]> Others =>
    [
        [Options with { Seed = 6 }], [Options with { Generation = Short with { MaxTokens = 5 } }], [Options with { Generation = Short with { Temperature = 0.9 } }], [Options with { Generation = Short with { TopK = 100 } }],
        [Options with { Generation = Short with { TopP = 0.9 } }], [Options with { Generation = Short with { StopAtEos = true } }], [Options with { Generation = Short with { StopStrings = ["x"] } }],
    ];

    [TestMethod]
    [DynamicData(nameof(Others))]
    public void Whatever_changes_a_sample_is_part_of_its_key(BestOfNOptions other)
    {
        using var folder = new TemporaryFolder();
        (MLContext context, System.Text.StringBuilder log) = Logged();
        foreach (BestOfNOptions options in new[] { Options, other })
        {
            using BestOfNTransformer transformer = Fit(options with { CachePath = folder["cache.db"] }, context: context);
            CollectionAssert.AreEqual(Sample(options, "one")[0].Responses, transformer.Sample(Rows("one"))[0].Responses);
        }
        Assert.DoesNotContain(" 8 from the cache", log.ToString());
    }

    [TestMethod]
    public void A_step_of_training_makes_another_model_of_it()
    {
        using LanguageModel trained = TinyChat.Model.Clone();
        Assert.AreEqual(ModelFingerprint.Of(TinyChat.Model), ModelFingerprint.Of(trained));
        using (TorchSharp.torch.no_grad())
            trained.Decoder.parameters().Last()[0].add_(1e-6f);
        Assert.AreNotEqual(ModelFingerprint.Of(TinyChat.Model), ModelFingerprint.Of(trained));
        using LanguageModel longer = LanguageModel.Create(TinyChat.Model.Config with { ContextLength = 256 }, LanguageTokenizer.Bytes(), seed: 1);
        Assert.AreNotEqual(ModelFingerprint.Of(TinyChat.Model), ModelFingerprint.Of(longer));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_model_that_is_trained_further_between_two_passes_is_sampled_anew(bool inFile)
    {
        using var folder = new TemporaryFolder();
        (MLContext context, System.Text.StringBuilder log) = Logged();
        using LanguageModel model = TinyChat.Model.Clone();
        using BestOfNTransformer transformer = Fit(Options with { CachePath = inFile ? folder["cache.db"] : null }, model, context);
        IDataView sampled = transformer.Transform(Rows("one"));
        string[] Pass(string counts)
        {
            log.Clear();
            string[] responses = Context.Data.CreateEnumerable<Counted>(sampled, reuseRowObject: false).Single().Responses;
            StringAssert.Contains(log.ToString(), $"1 rows: {counts} from the cache,");
            StringAssert.Contains(log.ToString(), $" Model {ModelFingerprint.Of(model)[..16]}.");
            return responses;
        }

        string[] before = Pass("8 samples drawn, 0");
        CollectionAssert.AreEqual(before, Pass("0 samples drawn, 8"));
        Train(model);
        string[] after = Pass("8 samples drawn, 0");
        CollectionAssert.AreEqual(model.Sample("one", new SampleOptions { Samples = 8, Generation = Short with { Seed = Seed } }).ToArray(), after);
        CollectionAssert.AreNotEqual(before, after);
        CollectionAssert.AreEqual(after, Pass("0 samples drawn, 8"));
    }

    [TestMethod]
    public void A_prediction_after_training_is_sampled_anew()
    {
        using LanguageModel model = TinyChat.Model.Clone();
        using BestOfNTransformer transformer = Fit(Options, model);
        using PredictionEngine<PromptRow, Counted> engine = Context.Model.CreatePredictionEngine<PromptRow, Counted>(transformer);
        string[] Predict() => engine.Predict(new PromptRow { Prompt = "one" }).Responses;
        string[] before = Predict();
        CollectionAssert.AreEqual(before, Predict());
        Train(model);
        CollectionAssert.AreEqual(model.Sample("one", new SampleOptions { Samples = 8, Generation = Short with { Seed = Seed } }).ToArray(), Predict());
        CollectionAssert.AreNotEqual(before, Predict());
    }

    private static void Train(LanguageModel model)
    {
        using var noGrad = TorchSharp.torch.no_grad();
        foreach (TorchSharp.Modules.Parameter parameter in model.Decoder.parameters())
            parameter.mul_(-1.5f);
    }

    [TestMethod]
    public void A_loaded_model_finds_the_samples_of_the_saved_one()
    {
        using var folder = new TemporaryFolder();
        (MLContext context, System.Text.StringBuilder log) = Logged();
        using BestOfNTransformer saved = Fit(Options with { Verifier = Verifier.Regex("a"), CachePath = folder["cache.db"] });
        Counted before = saved.Sample(Rows("one"))[0];
        context.Model.Save(saved, Rows("x").Schema, folder["model.zip"]);
        using var loaded = (BestOfNTransformer)context.Model.Load(folder["model.zip"], out _);
        CollectionAssert.AreEqual(before.Responses, loaded.Sample(Rows("one"))[0].Responses);
        StringAssert.Contains(log.ToString(), "1 rows: 0 samples drawn, 8 from the cache,");
    }

    [TestMethod]
    public void A_second_pass_without_a_file_draws_nothing_again()
    {
        (MLContext context, System.Text.StringBuilder log) = Logged();
        using BestOfNTransformer transformer = Fit(Options, context: context);
        CollectionAssert.AreEqual(transformer.Sample(Rows("one"))[0].Responses, transformer.Sample(Rows("one"))[0].Responses);
        StringAssert.Contains(log.ToString(), "1 rows: 0 samples drawn, 8 from the cache,");
    }

    [TestMethod]
    public void A_file_of_another_kind_is_refused_by_Fit_and_not_changed()
    {
        using var folder = new TemporaryFolder();
        string text = folder.Write("notes.txt", new string('x', 5000)), foreign = folder["foreign.db"];
        using (var connection = new SqliteConnection($"Data Source={foreign};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE answers (key, text, input_tokens, output_tokens, finish, answered)";
            command.ExecuteNonQuery();
        }
        foreach (string path in new[] { text, foreign })
        {
            byte[] before = File.ReadAllBytes(path);
            string start = $"BestOfNOptions.CachePath: '{path}' ";
            StringAssert.StartsWith(Assert.ThrowsExactly<InvalidDataException>(() => Fit(Options with { CachePath = path })).Message, start);
            StringAssert.StartsWith(Assert.ThrowsExactly<InvalidDataException>(() => Fit(BestOfNChildProgram.Asked(path), ChatClients.OpenAICompatible(new Uri("http://127.0.0.1:1"), "tiny"))).Message, start);
            CollectionAssert.AreEqual(before, File.ReadAllBytes(path));
        }
        Assert.Contains("make the folder", Assert.ThrowsExactly<IOException>(() => Fit(Options with { CachePath = folder["none/cache.db"] })).Message);
    }

    [TestMethod]
    public async Task A_local_models_pass_that_is_killed_goes_on_where_it_was()
    {
        const int Rows = 2000, Seen = 5;
        using var folder = new TemporaryFolder();
        using (Process killed = BestOfNChildProgram.Start(folder["cache.db"], Rows, "model"))
        {
            for (int i = 0; i < Seen; i++)
                Assert.IsNotNull(await killed.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)));
            killed.Kill(); // SIGKILL
            await killed.WaitForExitAsync();
        }

        (MLContext context, System.Text.StringBuilder log) = Logged();
        IDataView some = BestOfNChildProgram.Rows(Seen);
        using BestOfNTransformer resumed = Fit(BestOfNChildProgram.Local(folder["cache.db"]), context: context), fresh = Fit(BestOfNChildProgram.Local(folder["fresh.db"]));
        foreach ((Counted before, Counted after) in fresh.Sample(some).Zip(resumed.Sample(some)))
            CollectionAssert.AreEqual(before.Responses, after.Responses);
        StringAssert.Contains(log.ToString(), "5 rows: 0 samples drawn, 80 from the cache,");
        Assert.AreEqual(16, resumed.Sample(Graded(($"prompt {Rows - 1}", "101")))[0].n);
        StringAssert.Contains(log.ToString(), "1 rows: 16 samples drawn, 0 from the cache,", "it was killed before its end");
    }

    [TestMethod]
    public async Task A_clients_pass_that_is_killed_asks_at_most_its_calls_in_flight_again()
    {
        const int Rows = 20, Samples = 10, Concurrency = 4, UntilKill = 87;
        using var folder = new TemporaryFolder();
        var reached = new TaskCompletionSource();
        using var server = new ChatServer(async (call, context) =>
        {
            if (call.Number == UntilKill)
            {
                reached.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted); // this one is in flight for sure
            }
            await ChatServer.Answer(context, $"{BestOfNClientTests.SeedOf(call)}");
        });
        using (Process killed = BestOfNChildProgram.Start(folder["cache.db"], Rows, server.Endpoint.AbsoluteUri))
        {
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
            killed.Kill(); // SIGKILL
            await killed.WaitForExitAsync();
        }

        using BestOfNTransformer resumed = Fit(BestOfNChildProgram.Asked(folder["cache.db"]), ChatPipeline.Client(server));
        Assert.IsTrue(resumed.Sample(BestOfNChildProgram.Rows(Rows)).All(r => (r.n, r.c) == (Samples, 1)));
        int[] asked = [.. server.Calls.GroupBy(c => (c.Prompt, BestOfNClientTests.SeedOf(c))).Select(g => g.Count())];
        Assert.HasCount(Rows * Samples, asked);
        Assert.IsTrue(asked.Count(n => n == 2) is >= 1 and <= Concurrency);
        Assert.AreEqual(2, asked.Max());
    }
}
