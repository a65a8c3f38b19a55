using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Data;
using ResearchML.LanguageModels;
using static ResearchML.Transforms.Tests.BestOfNPipeline;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class BestOfNSavingTests
{
    public static IEnumerable<object[]> Verifiers =>
    [
        [Verifier.Exact("Answer", trim: false, ignoreCase: true)],
        [Verifier.Numeric("Answer", tolerance: 0.5)],
        [Verifier.Regex("[0-4]")],
        [Verifier.Regex("(?<answer>[0-9]+)", "Answer", RegexOptions.IgnoreCase | RegexOptions.Multiline)],
        [Verifier.MultipleChoice("Answer", 10)],
    ];

    [TestMethod]
    [DynamicData(nameof(Verifiers))]
    public void A_loaded_model_samples_and_grades_as_the_saved_one(Verifier verifier)
    {
        using var folder = new TemporaryFolder();
        IDataView rows = Graded(("one", "1"), ("two", "a"), ("", "B"));
        BestOfNOptions options = Options with
        {
            Verifier = verifier,
            StopAtHalfWidth = 0.3,
            MinimumSamples = 2,
            ColumnPrefix = "",
            Generation = Short with { Temperature = 0.7, TopK = 40, TopP = 0.9, StopStrings = ["q", "é"] },
        };
        using BestOfNTransformer saved = Fit(options, context: new MLContext(seed: 3));
        Context.Model.Save(saved, rows.Schema, folder["model.zip"]);
        using var loaded = (BestOfNTransformer)new MLContext().Model.Load(folder["model.zip"], out _);
        foreach ((Counted before, Counted after) in saved.Sample(rows).Zip(loaded.Sample(rows)))
        {
            CollectionAssert.AreEqual(before.Responses, after.Responses);
            CollectionAssert.AreEqual(before.Grades, after.Grades);
            Assert.AreEqual((before.n, before.c, before.Chance, before.BestOfNError), (after.n, after.c, after.Chance, after.BestOfNError));
        }
    }

    [TestMethod]
    public void A_column_of_options_is_saved_by_its_name()
    {
        using var folder = new TemporaryFolder();
        IDataView rows = Context.Transforms.Concatenate("Options", "Prompt", "Answer").Fit(Rows("x")).Transform(Graded(("x", "y")));
        using BestOfNTransformer saved = Context.Transforms.Text.BestOfN("Prompt", TinyChat.Model, Options with { Verifier = Verifier.MultipleChoice("Answer", "Options") }).Fit(rows);
        Context.Model.Save(saved, rows.Schema, folder["model.zip"]);
        using var loaded = (BestOfNTransformer)new MLContext().Model.Load(folder["model.zip"], out _);
        Assert.AreEqual((8, 0.5f), (loaded.Sample(rows)[0].n, loaded.Sample(rows)[0].Chance));
    }

    [TestMethod]
    public void A_fresh_process_that_only_loads_the_pipeline_has_the_same_samples()
    {
        IDataView rows = Rows("one", "two");
        TransformerChain<Microsoft.ML.Transforms.TypeConvertingTransformer> model = Context.Transforms.Text.BestOfN("Prompt", TinyChat.Model, Options with { Verifier = Verifier.Regex("[a-m]"), Seed = null })
            .Append(Context.Transforms.Conversion.ConvertType("Correct", "c", DataKind.Single)).Fit(rows);
        Assert.IsTrue(model.Transform(rows).GetColumn<float>("Correct").Any(c => c > 0));
        ChildProgram.MustScoreTheSameInAFreshProcess(Context, model, rows, "Correct");
    }

    [TestMethod]
    public void A_delegate_is_refused_by_its_name_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        using BestOfNTransformer transformer = Fit(Options);
        NotSupportedException e = Assert.ThrowsExactly<NotSupportedException>(() => Context.Model.Save(transformer, Rows("x").Schema, folder["model.zip"]));
        StringAssert.StartsWith(e.Message, "This BestOfN cannot be saved: its verifier 'even' is a C# delegate, which no model file can hold.");
    }

    [TestMethod]
    public void A_loaded_pipeline_of_a_client_answers_from_the_cache_until_it_is_given_a_client()
    {
        using var folder = new TemporaryFolder();
        using ChatServer server = BestOfNClientTests.Seeds();
        IDataView rows = Graded(("q", "101"));
        BestOfNOptions options = new() { Verifier = Verifier.Numeric("Answer"), Samples = 3, Seed = 100, CachePath = folder["cache.db"], Chat = ChatPipeline.Quick };
        using (BestOfNTransformer made = Fit(options, ChatPipeline.Client(server)))
        {
            Assert.AreEqual(1, made.Sample(rows)[0].c);
            Context.Model.Save(new TransformerChain<ITransformer>(made), rows.Schema, folder["model.zip"]);
        }

        ITransformer loaded = new MLContext().Model.Load(folder["model.zip"], out _);
        Assert.AreEqual((3, 1), (loaded.Sample(rows)[0].n, loaded.Sample(rows)[0].c));
        Counted miss = loaded.Sample(Graded(("new", "101")))[0];
        Assert.AreEqual(0, miss.n);
        StringAssert.Contains(miss.BestOfNError, "model.WithClient(client)");
        Assert.HasCount(3, server.Calls);
        Assert.AreEqual(1, loaded.WithClient(ChatPipeline.Client(server)).Sample(Graded(("new", "101")))[0].c);
        Assert.HasCount(6, server.Calls);

        System.IO.Compression.ZipFile.ExtractToDirectory(folder["model.zip"], folder["model"]);
        string everything = string.Concat(Directory.GetFiles(folder.FullPath, "*", SearchOption.AllDirectories).Select(f => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(f))));
        Assert.DoesNotContain(ChatPipeline.Key, everything);
        Assert.Contains("\"Samples\":3", everything, "the options are among what was searched");
    }

    [TestMethod]
    public void A_local_model_takes_no_client()
    {
        using BestOfNTransformer transformer = Fit(Options);
        using var client = new LanguageModelChatClient(TinyChat.Model, "tiny", ChatTemplate.ChatML);
        Assert.ThrowsExactly<InvalidOperationException>(() => transformer.WithClient(client));
        Assert.AreSame(transformer, ((ITransformer)transformer).WithClient(client));
        Assert.IsNull(transformer.Usage);
    }
}
