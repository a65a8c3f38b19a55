using Microsoft.ML;
using Microsoft.ML.Data;
using ResearchML.Evaluators;
using ResearchML.LanguageModels;
using ResearchML.Statistics;
using static ResearchML.Transforms.Tests.BestOfNPipeline;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class BestOfNTests
{
    private static readonly string[] Prompts = ["one", "two", "three", "four", "five"];

    [TestMethod]
    public void From_prompts_to_pass_at_k_in_one_pipeline()
    {
        var pipeline = Context.Transforms.Text.BestOfN("Prompt", TinyChat.Model, Options)
            .Append(Context.Evaluators.PassAtK(new PassAtKOptions { K = [1, 4], TaskColumnName = "Prompt", BootstrapSamples = 100 }));
        PassAtKReport passes = pipeline.Fit(Rows("one", "two", "three")).LastTransformer.Report;
        Counted[] counted = Sample(Options, "one", "two", "three");
        Assert.AreEqual(3, passes.Groups["all"].Problems);
        Assert.AreEqual(counted.Average(r => PassAtK.Unbiased(r.n, r.c, 4)), passes.Groups["all"].PassAt[4].Value, 1e-12);
    }

    [TestMethod]
    public void Samples_are_the_models_and_are_counted_as_the_verifier_grades_them()
    {
        Counted[] rows = Sample(Options, Prompts);
        for (int i = 0; i < Prompts.Length; i++)
        {
            IReadOnlyList<string> expected = TinyChat.Model.Sample(Prompts[i], new SampleOptions { Samples = 8, Generation = Short with { Seed = Seed } });
            CollectionAssert.AreEqual(expected.ToArray(), rows[i].Responses);
            CollectionAssert.AreEqual(expected.Select(IsEven).ToArray(), rows[i].Grades);
            Assert.AreEqual((8, expected.Count(IsEven), 0f, ""), (rows[i].n, rows[i].c, rows[i].Chance, rows[i].BestOfNError));
        }
        Assert.IsGreaterThan(35, rows.SelectMany(r => r.Responses).Distinct().Count(), "four random bytes are seldom equal");
        Assert.IsTrue(rows.Sum(r => r.c) is > 5 and < 35, "both grades occur");
        Assert.IsTrue(rows.All(r => PassAtK.Unbiased(r.n, r.c, 1) == r.c / 8.0));
    }

    [TestMethod]
    public void The_order_of_rows_and_equal_rows_change_no_sample()
    {
        Counted[] rows = Sample(Options, Prompts), back = Sample(Options, [.. Prompts.Reverse(), "three"]);
        for (int i = 0; i < 5; i++)
            CollectionAssert.AreEqual(rows[i].Responses, back[4 - i].Responses);
        CollectionAssert.AreEqual(rows[2].Responses, back[5].Responses);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(8)]
    [DataRow(1000)]
    public void The_batch_size_changes_no_sample(int batch) =>
        CollectionAssert.AreEqual(Sample(Options, "one")[0].Responses, Sample(Options with { BatchSize = batch }, "one")[0].Responses);

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(7)]
    public void Fewer_samples_are_the_first_of_more(int samples) =>
        CollectionAssert.AreEqual(Sample(Options, "one")[0].Responses[..samples], Sample(Options with { Samples = samples }, "one")[0].Responses);

    [TestMethod]
    public void A_thousand_samples_are_drawn_and_counted()
    {
        Counted row = Sample(Options with { Samples = 1000, BatchSize = 250, Generation = Short with { MaxTokens = 1 }, KeepResponses = true }, "one").Single();
        Assert.AreEqual(1000, row.n);
        Assert.HasCount(1000, row.Grades);
        Assert.AreEqual(row.Responses.Count(IsEven), row.c);
    }

    [TestMethod]
    public void Another_seed_gives_other_samples_and_without_one_the_contexts_is_taken()
    {
        CollectionAssert.AreNotEqual(Sample(Options, "one")[0].Responses, Sample(Options with { Seed = 6 }, "one")[0].Responses);
        string[] OfContext(int? seed)
        {
            using BestOfNTransformer transformer = Fit(Options with { Seed = null }, context: new MLContext(seed));
            return transformer.Sample(Rows("one"))[0].Responses;
        }
        CollectionAssert.AreEqual(OfContext(7), OfContext(7));
        CollectionAssert.AreNotEqual(OfContext(7), OfContext(8));
        CollectionAssert.AreNotEqual(OfContext(null), OfContext(null));
    }

    [TestMethod]
    public void A_row_stops_at_the_end_of_the_batch_where_its_interval_is_narrow_enough()
    {
        const double Half = 0.12;
        Verifier never = Verifier.Delegate("never", (_, _) => false);
        BestOfNOptions options = Options with { Samples = 64, BatchSize = 4, MinimumSamples = 5, StopAtHalfWidth = Half };
        // None of n correct: half of z²/(n + z²), so that n = z²(1 - 2h)/2h = 12.2.
        double z2 = 1.959964 * 1.959964;
        Assert.AreEqual(12.165, z2 * (1 - 2 * Half) / (2 * Half), 0.001);
        Assert.AreEqual((16, 0), (Sample(options with { Verifier = never }, "one")[0].n, Sample(options with { Verifier = never }, "one")[0].c));
        Assert.AreEqual(20, Sample(options with { Verifier = never, MinimumSamples = 17 }, "one")[0].n, "not before the fewest");
        Assert.AreEqual(64, Sample(options with { Verifier = never, StopAtHalfWidth = null }, "one")[0].n, "off by default");
        foreach (Counted row in Sample(options, Prompts))
        {
            Assert.AreEqual(64, row.n, "a share near a half is not known so well by 64");
            Assert.IsGreaterThan(0.11, (Proportion.Wilson((int)row.c, 64).Upper - Proportion.Wilson((int)row.c, 64).Lower) / 2);
        }
    }

    [TestMethod]
    public void A_stopped_row_has_the_samples_of_one_that_is_not()
    {
        BestOfNOptions options = Options with { Verifier = Verifier.Delegate("never", (_, _) => false) };
        Counted stopped = Sample(options with { MinimumSamples = 4, StopAtHalfWidth = 0.4 }, "one")[0];
        Assert.AreEqual(4, stopped.n);
        CollectionAssert.AreEqual(Sample(options, "one")[0].Responses[..4], stopped.Responses);
    }

    [TestMethod]
    public void A_log_line_accounts_for_every_sample()
    {
        (MLContext context, System.Text.StringBuilder log) = Logged();
        int calls = 0;
        Verifier verifier = Verifier.Delegate("third", (response, _) => ++calls % 3 == 0 ? throw new InvalidOperationException("no idea") : IsEven(response));
        using BestOfNTransformer transformer = Fit(Options with { Verifier = verifier }, context: context);
        Counted[] rows = transformer.Sample(Rows(Prompts[..3]));
        Assert.AreEqual(16, rows.Sum(r => r.n));
        StringAssert.Contains(log.ToString(), $"Info: [Source=BestOfNTransformer; BestOfN, Kind=Info] 3 rows: 24 samples drawn, 0 from the cache, 0 failed, 8 not graded; 16 graded, {rows.Sum(r => r.c)} of them correct. 0 rows stopped early.");
        StringAssert.Contains(log.ToString(), "Warning: [Source=BestOfNTransformer; BestOfN, Kind=Warning] 3 of 3 rows have an error. The first, row 0: 2 of 8 samples count neither in n nor in c. The verifier failed on sample 2: InvalidOperationException: no idea");
        transformer.Sample(Rows(Prompts[..3]));
        StringAssert.Contains(log.ToString(), "3 rows: 0 samples drawn, 24 from the cache, 0 failed, 8 not graded;");
    }

    [TestMethod]
    [DataRow(0.0, null)]
    [DataRow(1.0, 1)]
    public void Greedy_samples_are_equal_and_a_warning_says_so(double temperature, int? topK)
    {
        (MLContext context, System.Text.StringBuilder log) = Logged();
        using BestOfNTransformer transformer = Fit(Options with { Generation = Short with { Temperature = temperature, TopK = topK } }, context: context);
        Counted row = transformer.Sample(Rows("one")).Single();
        Assert.AreEqual(8, row.n);
        Assert.AreEqual(1, row.Responses.Distinct().Count());
        Assert.IsTrue(row.c is 0 or 8);
        StringAssert.Contains(log.ToString(), "The samples of a row are all equal, as sampling is greedy");
    }

    [TestMethod]
    public void Prompts_longer_than_the_context_and_empty_ones_are_sampled_as_the_model_samples_them()
    {
        foreach (string prompt in new[] { "", new string('x', 500) })
        {
            Counted row = Sample(Options, prompt).Single();
            Assert.AreEqual(("", 8), (row.BestOfNError, row.n));
            CollectionAssert.AreEqual(TinyChat.Model.Sample(prompt, new SampleOptions { Samples = 8, Generation = Short with { Seed = Seed } }).ToArray(), row.Responses);
        }
    }

    [TestMethod]
    public void A_row_whose_answer_cannot_be_graded_has_an_error_and_is_not_sampled()
    {
        (MLContext context, System.Text.StringBuilder log) = Logged();
        using BestOfNTransformer transformer = Fit(Options with { Verifier = Verifier.Numeric("Answer") }, context: context);
        Counted[] rows = transformer.Sample(Graded(("one", "1"), ("two", ""), ("three", "NaN"), ("four", "4")));
        CollectionAssert.AreEqual(new long[] { 8, 0, 0, 8 }, rows.Select(r => r.n).ToArray());
        Assert.AreEqual("Column 'Answer': the answer is empty.", rows[1].BestOfNError);
        Assert.AreEqual("Column 'Answer': the answer holds no number that a Double could hold.", rows[2].BestOfNError);
        Assert.IsEmpty(rows[1].Responses);
        StringAssert.Contains(log.ToString(), "4 rows: 16 samples drawn,");
        StringAssert.Contains(log.ToString(), "2 of 4 rows have an error. The first, row 1: Column 'Answer': the answer is empty.");
    }

    [TestMethod]
    public void Rows_of_one_prompt_are_counted_in_a_warning_once_a_pass()
    {
        (MLContext context, System.Text.StringBuilder log) = Logged();
        using BestOfNTransformer transformer = Fit(Options with { Verifier = Verifier.Numeric("Answer") }, context: context);
        transformer.Sample(Graded(("one", "1"), ("two", "1"), ("one", "2"), ("one", "1"), ("three", ""), ("three", "3")));
        const string Warning = "2 of 6 rows have the prompt of a row before them, and so the same samples: they are no new evidence";
        Assert.HasCount(2, log.ToString().Split(Warning));
        log.Clear();
        transformer.Sample(Graded(("one", "1"), ("two", "1"), ("three", "1")));
        Assert.DoesNotContain("the same samples", log.ToString(), "each pass counts for itself");
    }

    [TestMethod]
    public void Options_that_are_too_few_are_told_of_their_own_column()
    {
        IDataView rows = Context.Transforms.Concatenate("Options", "Prompt").Fit(Rows("x")).Transform(Graded(("x", "A")));
        using BestOfNTransformer transformer = Context.Transforms.Text.BestOfN("Prompt", TinyChat.Model, Options with { Verifier = Verifier.MultipleChoice("Answer", "Options") }).Fit(rows);
        Assert.AreEqual("Column 'Options': a question has from 2 to 26 options, and this one has 1.", transformer.Sample(rows)[0].BestOfNError);
    }

    [TestMethod]
    public void The_chance_of_a_guess_is_a_column()
    {
        using BestOfNTransformer transformer = Fit(Options with { Verifier = Verifier.MultipleChoice("Answer", 5) });
        Assert.AreEqual(0.2f, transformer.Sample(Graded(("one", "A")))[0].Chance);
    }

    [TestMethod]
    public void Nothing_is_sampled_before_a_row_is_read_and_one_row_at_a_time()
    {
        int graded = 0;
        Verifier counting = Verifier.Delegate("counting", (_, _) => Interlocked.Increment(ref graded) > 0);
        using BestOfNTransformer transformer = Fit(Options with { Verifier = counting });
        IDataView sampled = transformer.Transform(Rows(Prompts));
        Assert.AreEqual(0, graded);
        using (DataViewRowCursor other = sampled.GetRowCursor([sampled.Schema["Prompt"]]))
            Assert.IsTrue(other.MoveNext());
        Assert.AreEqual(0, graded);
        using DataViewRowCursor cursor = sampled.GetRowCursor([sampled.Schema["n"]]);
        Assert.IsTrue(cursor.MoveNext());
        Assert.AreEqual(8, graded);
    }

    [TestMethod]
    public void A_prefix_names_all_columns_and_responses_may_be_left_out()
    {
        using BestOfNTransformer transformer = Fit(Options with { ColumnPrefix = "Math", KeepResponses = false });
        DataViewSchema schema = transformer.GetOutputSchema(Rows("x").Schema);
        CollectionAssert.AreEqual(new[] { "Prompt", "Answer", "Mathn", "Mathc", "MathChance", "MathGrades", "MathBestOfNError" }, schema.Select(c => c.Name).ToArray());
        Assert.AreEqual(NumberDataViewType.Int64, schema["Mathn"].Type);
        Assert.AreEqual(NumberDataViewType.Int64, schema["Mathc"].Type);
    }

    [TestMethod]
    public void The_estimators_schema_is_the_transformers()
    {
        BestOfNEstimator estimator = Context.Transforms.Text.BestOfN("Prompt", TinyChat.Model, Options);
        IDataView rows = Rows("x");
        SchemaShape promised = estimator.GetOutputSchema(rows.Schema.ToShape());
        DataViewSchema given = estimator.Fit(rows).GetOutputSchema(rows.Schema);
        CollectionAssert.AreEqual(given.Select(c => c.Name).ToArray(), promised.Select(c => c.Name).ToArray());
        foreach (SchemaShape.Column column in promised.Where(c => c.Name is "Grades" or "Responses"))
            Assert.AreEqual(SchemaShape.Column.VectorKind.VariableVector, column.Kind);
    }

    [TestMethod]
    public void One_prediction_at_a_time_gives_the_same()
    {
        using BestOfNTransformer transformer = Fit(Options);
        using PredictionEngine<PromptRow, Counted> engine = Context.Model.CreatePredictionEngine<PromptRow, Counted>(transformer);
        Counted one = engine.Predict(new PromptRow { Prompt = "one" }), row = transformer.Sample(Rows("one")).Single();
        CollectionAssert.AreEqual(row.Responses, one.Responses);
        CollectionAssert.AreEqual(row.Grades, one.Grades);
        Assert.AreEqual((row.n, row.c), (one.n, one.c));
    }

    [TestMethod]
    public void A_cancelled_token_ends_the_pass()
    {
        using var cancel = new CancellationTokenSource();
        int graded = 0;
        Verifier cancelling = Verifier.Delegate("cancelling", (_, _) =>
        {
            if (++graded == 4)
                cancel.Cancel();
            return true;
        });
        using BestOfNTransformer transformer = Fit(Options with { Verifier = cancelling, CancellationToken = cancel.Token });
        Assert.ThrowsExactly<OperationCanceledException>(() => transformer.Sample(Rows(Prompts)));
        Assert.AreEqual(4, graded);
    }

    [TestMethod]
    public void A_model_with_damaged_weights_ends_the_pass()
    {
        using LanguageModel damaged = TinyChat.Model.Clone();
        using (TorchSharp.torch.no_grad())
            damaged.Decoder.parameters().First().fill_(float.NaN);
        using BestOfNTransformer transformer = Fit(Options, damaged);
        Assert.Contains("weights are damaged", Assert.ThrowsExactly<InvalidOperationException>(() => transformer.Sample(Rows("x"))).Message);
    }

    [TestMethod]
    public void Repeated_passes_leave_no_tensor_behind() => LiveTensors.MustNotChange(5, () => Sample(Options, "one", "two"));

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void Stories260K_is_sampled_and_graded()
    {
        using LanguageModel model = LanguageModel.Load(SharedData.Require("models/stories260K"));
        using BestOfNTransformer transformer = Fit(Options with { Samples = 16, BatchSize = 16, Generation = new GenerationOptions { MaxTokens = 12 }, Verifier = Verifier.Regex("\\b(she|he|her|his)\\b", options: System.Text.RegularExpressions.RegexOptions.IgnoreCase) }, model);
        Counted row = transformer.Sample(Rows("Once upon a time, there was a little girl named Lily.")).Single();
        Assert.AreEqual(16, row.n);
        Assert.IsTrue(row.c is > 0 and < 17);
        Assert.AreEqual(row.Responses.Count(r => System.Text.RegularExpressions.Regex.IsMatch(r, "\\b(she|he|her|his)\\b", System.Text.RegularExpressions.RegexOptions.IgnoreCase)), row.c);
    }
}
