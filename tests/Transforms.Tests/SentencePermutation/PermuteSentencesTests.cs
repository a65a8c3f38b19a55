using Microsoft.ML;
using Microsoft.ML.Data;
using static ResearchML.Transforms.Tests.PermutedStories;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class PermuteSentencesTests
{
    [TestMethod]
    public void Without_dependences_all_orders_come_each_once_and_white_space_stays_where_it_was()
    {
        Row[] rows = Permute([Four], UniformModel, new() { Copies = 100 });
        Assert.HasCount(24, rows);
        Assert.HasCount(24, rows.Select(r => r.Text).Distinct());
        foreach (Row row in rows)
        {
            string[] names = ["Ann ran.", "Bob sat!", "Cid hid.", "Dan won."];
            string[] ordered = [.. row.Permutation.Select(i => names[i])];
            Assert.AreEqual($"  {ordered[0]}  {ordered[1]}\n\n{ordered[2]} {ordered[3]}", row.Text);
            Assert.AreEqual((Math.Log10(24), 0, "Exact"), (Math.Round(row.Log10Orderings, 6) == Math.Round(Math.Log10(24), 6) ? Math.Log10(24) : row.Log10Orderings, row.DependenceEdges, row.SamplingMethod));
        }
        CollectionAssert.Contains(rows.Select(r => r.Text).ToArray(), Four);
    }

    [TestMethod]
    public void The_original_comes_first_on_request_and_no_copy_repeats_it()
    {
        Row[] rows = Permute([Four], UniformModel, new() { Copies = 100, IncludeOriginal = true });
        Assert.HasCount(24, rows);
        Assert.AreEqual((Four, "Original"), (rows[0].Text, rows[0].SamplingMethod));
        Assert.AreEqual(1, rows.Count(r => r.Text == Four));
        for (int seed = 0; seed < 30; seed++)
            Assert.HasCount(6, Permute([Four], UniformModel, new() { Copies = 5, IncludeOriginal = true, Seed = seed }));
    }

    [TestMethod]
    public void Copies_that_need_not_differ_are_as_many_as_asked_for()
    {
        Row[] rows = Permute(["One. Two."], UniformModel, new() { Copies = 50, Distinct = false, IncludeOriginal = true });
        Assert.HasCount(51, rows);
        Assert.HasCount(2, rows.Select(r => r.Text).Distinct());
    }

    [TestMethod]
    public void Every_row_keeps_the_dependences_that_were_measured()
    {
        string[] texts = [Story(1), Story(2), Story(3)];
        foreach (string text in texts)
        {
            IReadOnlyList<string> sentences = SentenceSplitter.For("en").Split(text);
            SentenceDependence dependence = SentenceDependence.Measure(RandomModel, sentences);
            IReadOnlyList<(int Before, int After)> edges = dependence.Edges(1.2f);
            Assert.IsNotEmpty(edges);
            Poset order = Poset.FromEdges(sentences.Count, edges);
            foreach (Row row in Permute([text], RandomModel, new() { Copies = 20, MinimumLift = 1.2f }))
            {
                Assert.AreEqual(edges.Count, row.DependenceEdges);
                Assert.AreEqual((float)System.Numerics.BigInteger.Log10(LinearExtensions.Count(order)), row.Log10Orderings, 1e-5f);
                foreach ((int before, int after) in edges)
                    Assert.IsLessThan(Array.IndexOf(row.Permutation, after), Array.IndexOf(row.Permutation, before));
            }
        }
    }

    [TestMethod]
    [DataRow("One sentence only.", DisplayName = "one sentence")]
    [DataRow("", DisplayName = "none")]
    [DataRow("  \n\n ", DisplayName = "white space")]
    [DataRow(null, DisplayName = "null")]
    public void What_has_no_other_order_comes_once_as_it_is(string? text)
    {
        Row row = Permute([text], RandomModel, new() { Copies = 5, IncludeOriginal = true }).Single();
        Assert.AreEqual((text ?? "", "Original", 0f, 0), (row.Text, row.SamplingMethod, row.Log10Orderings, row.DependenceEdges));
        Assert.AreEqual(string.IsNullOrEmpty(text) ? 0 : 1, row.Permutation.Length);
    }

    [TestMethod]
    public void A_document_whose_dependences_leave_one_order_comes_once_with_its_edges()
    {
        Row row = Permute([Four], RandomModel, new() { Copies = 5, MinimumLift = 1e-6f }).Single();
        Assert.AreEqual((Four, "Original", 0f, 6), (row.Text, row.SamplingMethod, row.Log10Orderings, row.DependenceEdges));
    }

    [TestMethod]
    public void A_sentence_beyond_the_context_is_passed_through_and_its_neighbours_are_permuted()
    {
        string tooLong = "Short. " + new string('x', 300) + ". Short again.";
        Row[] rows = Permute([Four, tooLong, Four], UniformModel, new() { Copies = 2, BatchRows = 3 });
        Assert.HasCount(5, rows);
        Assert.AreEqual((tooLong, "Original", true), (rows[2].Text, rows[2].SamplingMethod, float.IsNaN(rows[2].Log10Orderings)));
    }

    [TestMethod]
    public void Sentences_that_read_alike_keep_their_order_so_that_texts_differ()
    {
        Row[] rows = Permute(["Ha! Ho. Ha! Ha!"], UniformModel, new() { Copies = 100 });
        Assert.HasCount(4, rows);
        Assert.HasCount(4, rows.Select(r => r.Text).Distinct());
    }

    [TestMethod]
    public void The_same_document_gets_the_same_orders_wherever_it_stands_and_other_seeds_others()
    {
        var options = new SentencePermutationOptions { Copies = 3, Seed = 5, MinimumLift = 1.2f };
        string[] texts = [.. Enumerable.Range(0, 9).Select(Story)];
        Row[] forward = Permute(texts, RandomModel, options), backward = Permute([.. texts.Reverse()], RandomModel, options with { BatchRows = 2 });
        CollectionAssert.AreEqual(forward.Select(r => r.Text).Order(StringComparer.Ordinal).ToArray(), backward.Select(r => r.Text).Order(StringComparer.Ordinal).ToArray());
        CollectionAssert.AreNotEqual(forward.Select(r => r.Text).ToArray(), Permute(texts, RandomModel, options with { Seed = 6 }).Select(r => r.Text).ToArray());
        var other = new MLContext(seed: 1);
        CollectionAssert.AreEqual(Permute(texts, RandomModel, options with { Seed = null }).Select(r => r.Text).ToArray(),
            Permute(texts, RandomModel, options with { Seed = null }, other).Select(r => r.Text).ToArray(), "the context's seed where there is none of its own");
    }

    [TestMethod]
    public void Source_ids_and_other_columns_go_along()
    {
        IDataView input = Load([Four, "One. Two."]);
        IDataView permuted = Context.Transforms.Text.PermuteSentences("Out", UniformModel, new() { Copies = 2 }, inputColumnName: "Text").Fit(input).Transform(input);
        CollectionAssert.AreEqual(new[] { 0, 0, 1, 1 }, permuted.GetColumn<int>("Number").ToArray());
        Assert.AreEqual(Four, permuted.GetColumn<string>("Text").First());
        Assert.AreNotEqual(Four, permuted.GetColumn<string>("Out").First(text => text != Four));
        DataViewRowId[] source = [.. permuted.GetColumn<DataViewRowId>("SourceRowId")];
        Assert.AreEqual((source[0], source[2]), (source[1], source[3]));
        Assert.AreNotEqual(source[0], source[2]);
    }

    [TestMethod]
    public void It_is_lazy_reads_a_batch_ahead_and_logs_what_became_of_the_documents()
    {
        var context = new MLContext(seed: 1);
        var log = new List<string>();
        context.Log += (_, e) => log.Add(e.RawMessage);
        int read = 0;
        IDataView data = context.Data.LoadFromEnumerable(new[] { Four, "One.", "", Four + " ", "Short. " + new string('X', 300) }.Select(text =>
        {
            read++;
            return new NumberedText { Text = text };
        }));
        IDataView permuted = context.Transforms.Text.PermuteSentences("Text", UniformModel, new() { Copies = 3, BatchRows = 2 }).Fit(data).Transform(data);
        Assert.AreEqual(0, read);
        Assert.AreEqual(3, permuted.GetColumn<string>("Text").Take(3).Count());
        Assert.IsLessThanOrEqualTo(3, read);
        Assert.AreEqual(9, permuted.GetColumn<string>("Text").Count());
        Assert.IsFalse(log.Any(line => line.Contains("defect", StringComparison.Ordinal)));
        Assert.Contains("5 documents in, 9 rows out: 2 permuted (6 rows drawn by count, 0 by coupling from the past), 0 whose dependences leave one order, 2 of one sentence or none, 1 with a sentence longer than the model's context.", log, string.Join('\n', log));
    }

    [TestMethod]
    public void Past_the_limit_of_states_it_draws_by_coupling_from_the_past()
    {
        Row[] rows = Permute([Story(1)], RandomModel, new() { Copies = 3, MaxStates = 1, MinimumLift = 1.3f });
        Assert.HasCount(3, rows);
        Assert.IsTrue(rows.All(r => r.SamplingMethod == "Perfect" && float.IsNaN(r.Log10Orderings)));
    }

    [TestMethod]
    public void It_is_for_training_only_and_the_scoring_model_lacks_it()
    {
        IDataView input = Load([Four]);
        using TransformerChain<ITransformer> chain = (TransformerChain<ITransformer>)Context.Transforms.Text.PermuteSentences("Text", UniformModel).ForTrainingOnly().Fit(input);
        Assert.AreEqual(1, chain.Transform(input).GetColumn<string>("Text").Count());
    }

    [TestMethod]
    public void A_saved_one_gives_the_same_rows_with_all_its_options()
    {
        IDataView input = Load([.. Enumerable.Range(0, 5).Select(Story)]);
        var options = new SentencePermutationOptions
        {
            Copies = 3,
            IncludeOriginal = true,
            Layers = LayerRange.Between(0, 1),
            Heads = HeadReduction.Max,
            DropSink = false,
            MatchDistances = true,
            MinimumLift = 1.1f,
            MinimumDistance = 2,
            StrongestPerSentence = 2,
            PinnedFirst = 1,
            PinnedLast = 1,
            SectionSentences = 5,
            MaxStates = 1,
            Seed = 3,
            Splitter = new RuleSentenceSplitter(new() { Language = "de" }),
        };
        using PermuteSentencesTransformer fitted = Context.Transforms.Text.PermuteSentences("Text", RandomModel, options).Fit(input);
        Assert.IsNotNull(fitted.Distances);
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.FullPath, "model.zip");
        Context.Model.Save(fitted, input.Schema, path);
        ITransformer loaded = new MLContext().Model.Load(path, out _);
        using var disposed = (IDisposable)loaded;
        string[] expected = Rows(fitted.Transform(input)), actual = Rows(loaded.Transform(input));
        Assert.IsGreaterThan(10, expected.Length);
        Assert.IsTrue(expected.Any(r => r.EndsWith(nameof(SamplingMethod.Perfect), StringComparison.Ordinal)), "the limit of states is met");
        CollectionAssert.AreEqual(expected, actual);

        static string[] Rows(IDataView data) => [.. Context.Data.CreateEnumerable<Row>(data, reuseRowObject: false).Select(r => $"{r.Text}|{string.Join(',', r.Permutation)}|{r.Log10Orderings:f4}|{r.DependenceEdges}|{r.SamplingMethod}")];
    }

    [TestMethod]
    public void A_fresh_process_loads_it_with_nothing_but_its_file()
    {
        IDataView input = Load([.. Enumerable.Range(0, 3).Select(Story), Four]);
        using PermuteSentencesTransformer fitted = Context.Transforms.Text.PermuteSentences("Text", RandomModel, new() { Copies = 2, MinimumLift = 1.2f }).Fit(input);
        ChildProgram.MustScoreTheSameInAFreshProcess(Context, fitted, input, "Text");
    }

    [TestMethod]
    public void Distances_are_measured_on_the_first_rows_with_the_layers_and_heads_that_are_read()
    {
        string[] texts = [.. Enumerable.Range(0, 20).Select(Story)];
        IDataView input = Load(["Short. " + new string('X', 300), .. texts]);
        using PermuteSentencesTransformer fitted = Context.Transforms.Text.PermuteSentences(
            "Text", RandomModel, new() { MatchDistances = true, BaselineRows = 11, Layers = LayerRange.All, Heads = HeadReduction.Max, DropSink = false }).Fit(input);
        DistanceBaseline own = Measured(10, new() { Layers = LayerRange.All, Heads = HeadReduction.Max, DropSink = false }); // a document with too long a sentence is left out
        for (int distance = 0; distance < own.Lifts.Count; distance++)
            Assert.AreEqual(own.Lifts[distance], fitted.Distances!.Lifts[distance], 1e-5);
        Assert.AreNotEqual(own.Lifts[1], Measured(20, new() { Layers = LayerRange.All, Heads = HeadReduction.Max, DropSink = false }).Lifts[1], 1e-5);
        Assert.AreNotEqual(own.Lifts[1], Measured(10, new()).Lifts[1], 1e-5);

        DistanceBaseline Measured(int rows, SentenceDependenceOptions options) => DistanceBaseline.Measure(RandomModel, [.. texts.Take(rows).Select(t => SentenceSplitter.For("en").Split(t))], options);
    }

    [TestMethod]
    public void Documents_of_as_many_sentences_draw_orders_of_their_own()
    {
        string[] texts = [.. Enumerable.Range(0, 8).Select(i => string.Concat(Enumerable.Range(0, 8).Select(s => $"It ran {i} {s}. ")))];
        Row[] rows = Permute(texts, UniformModel, new() { Copies = 1 });
        Assert.IsGreaterThan(6, rows.Select(r => string.Join(',', r.Permutation)).Distinct().Count()); // of 40,320 orders
    }

    [TestMethod]
    public void Cancelled_it_stops_before_the_next_pass_and_before_the_next_draw()
    {
        using var source = new CancellationTokenSource();
        IDataView input = Load([.. Enumerable.Range(0, 10).Select(Story)]);
        IDataView permuted = Context.Transforms.Text.PermuteSentences("Text", RandomModel, new() { Copies = 2, BatchRows = 4, CancellationToken = source.Token }).Fit(input).Transform(input);
        int rows = 0;
        Assert.ThrowsExactly<OperationCanceledException>(() =>
        {
            foreach (string _ in permuted.GetColumn<string>("Text"))
            {
                if (++rows == 2)
                    source.Cancel();
            }
        });
        Assert.AreEqual(2, rows);
        Assert.ThrowsExactly<OperationCanceledException>(() => permuted.GetColumn<string>("Text").Count());
    }

    [TestMethod]
    public void Copies_that_need_not_differ_are_remembered_by_a_saved_one_which_frees_its_model()
    {
        IDataView input = Load(["One. Two."]);
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.FullPath, "model.zip");
        Context.Model.Save(Context.Transforms.Text.PermuteSentences("Text", UniformModel, new() { Copies = 9, Distinct = false }).Fit(input), input.Schema, path);
        LiveTensors.MustNotChange(3, () =>
        {
            ITransformer loaded = new MLContext().Model.Load(path, out _);
            Assert.AreEqual(9, loaded.Transform(input).GetColumn<string>("Text").Count());
            ((IDisposable)loaded).Dispose();
        }, parametersMade: UniformModel.Decoder.parameters().Count());
    }

    [TestMethod]
    public void Bad_options_and_columns_are_refused_by_name()
    {
        foreach ((SentencePermutationOptions options, string name) in new (SentencePermutationOptions, string)[]
        {
            (new() { Copies = 0 }, "Copies"),
            (new() { Copies = int.MaxValue }, "Copies"),
            (new() { BatchRows = 0 }, "BatchRows"),
            (new() { SectionSentences = 1 }, "SectionSentences"),
            (new() { BaselineRows = 0 }, "BaselineRows"),
            (new() { MaxStates = -1 }, "MaxStates"),
            (new() { MinimumLift = float.NaN }, "MinimumLift"),
            (new() { MinimumDistance = 0 }, "MinimumDistance"),
            (new() { PinnedFirst = -1 }, "PinnedFirst"),
            (new() { MaxBatchTokens = 0 }, "MaxBatchTokens"),
            (new() { Layers = LayerRange.Single(9) }, "Layer 9"),
        })
        {
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.Transforms.Text.PermuteSentences("Text", UniformModel, options)).Message, name);
        }
        IDataView input = Load([Four]);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.Transforms.Text.PermuteSentences("Missing", UniformModel).Fit(input)).Message, "Missing");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.Transforms.Text.PermuteSentences("Number", UniformModel).Fit(input)).Message, "Number");
    }

    [TestMethod]
    [DataRow(new int[] { 0, 0 })]
    [DataRow(new int[] { 0 })]
    [DataRow(new int[] { 1, 2 })]
    public void An_order_that_is_no_permutation_is_refused(int[] order) => Assert.ThrowsExactly<ArgumentException>(() => SentenceOrder.Apply(["a ", "b"], order));
}
