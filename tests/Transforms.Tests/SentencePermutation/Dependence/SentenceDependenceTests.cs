using ResearchML.LanguageModels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class SentenceDependenceTests
{
    private static readonly DecoderConfig Config = new() { Layers = 2, Width = 32, Heads = 4, KeyValueHeads = 2, ContextLength = 512, InitializerDeviation = 0.4 };
    private static readonly string[] Story =
    [
        "Once upon a time, there was a little girl named Lily. ", "She loved to play outside in the park. ", "One day, she saw a big, red ball. ",
        "She wanted to play with it, but it was too high. ", "Lily's mom said, \"Lily, let's go to the park.\" ", "Lily was sad. ", "The end.",
    ];

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Streaming_equals_the_definition_over_all_weights_at_once(bool dropSink)
    {
        using LanguageModel model = Model(Config);
        double[][][,] lifts = NaiveDependence.Lifts(model, Story, dropSink, out double[,] weights);
        SentenceDependence mean = SentenceDependence.Measure(model, Story, new() { DropSink = dropSink, Layers = LayerRange.All });
        SentenceDependence most = SentenceDependence.Measure(model, Story, new() { DropSink = dropSink, Layers = LayerRange.Single(1), Heads = HeadReduction.Max });
        for (int p = 0; p < Story.Length; p++)
        {
            for (int q = 0; q < Story.Length; q++)
            {
                Assert.AreEqual(weights[p, q], mean.Weights[p, q], 1e-5);
                Assert.AreEqual(q > p ? double.NaN : lifts.Average(layer => layer.Average(head => head[p, q])), mean.Lift[p, q], 1e-5);
                Assert.AreEqual(q > p ? double.NaN : lifts[1].Max(head => head[p, q]), most.Lift[p, q], 1e-5);
            }
        }
    }

    [TestMethod]
    [DataRow(true, null, 0)]
    [DataRow(false, null, 0)]
    [DataRow(true, 20, 0)]
    [DataRow(false, 20, 0)]
    [DataRow(true, 200, 1)]
    public void Uniform_attention_has_lift_one_no_edges_and_rows_that_add_up_to_one(bool dropSink, int? window, int windowedFrom)
    {
        using LanguageModel model = Model(Config with { ModelType = window is null ? "llama" : "qwen2", Biases = window is null ? DecoderBiases.None : DecoderBiases.QueryKeyValue, SlidingWindow = window, SlidingWindowFromLayer = windowedFrom });
        Fill(model, "q_proj", 0);
        Fill(model, "k_proj", 0);
        SentenceDependence found = SentenceDependence.Measure(model, Story, new() { DropSink = dropSink, Layers = LayerRange.All });
        for (int p = 0; p < Story.Length; p++)
        {
            Assert.AreEqual(1, Enumerable.Range(0, Story.Length).Sum(q => found.Weights[p, q]), 1e-6);
            for (int q = 0; q < Story.Length; q++)
                Assert.IsTrue(q > p ? float.IsNaN(found.Lift[p, q]) : window is not null && float.IsNaN(found.Lift[p, q]) || Math.Abs(found.Lift[p, q] - 1) < 1e-6, $"{p}, {q}: {found.Lift[p, q]}");
        }
        Assert.IsEmpty(found.Edges(1.001f));
        Assert.AreEqual(5040, LinearExtensions.Count(Poset.FromEdges(Story.Length, found.Edges())));
    }

    [TestMethod]
    public void Planted_attention_is_found()
    {
        // One head whose queries and keys are the token's embedding itself: letters look for their like.
        using LanguageModel model = Model(new DecoderConfig { Layers = 1, Width = 16, Heads = 1, ContextLength = 128, Positions = PositionEncoding.Learned, ModelType = "gpt2", Norm = Normalization.Layer, FeedForward = FeedForwardKind.GeluTanh, Biases = DecoderBiases.All, InitializerDeviation = 1 });
        using (no_grad())
        {
            foreach ((string name, Parameter weight) in model.Decoder.named_parameters())
            {
                if (name.Contains("embed_positions", StringComparison.Ordinal))
                    weight.zero_();
                else if (name.EndsWith("q_proj.weight", StringComparison.Ordinal) || name.EndsWith("k_proj.weight", StringComparison.Ordinal))
                    weight.copy_(eye(16) * 2);
            }
        }
        SentenceDependence found = SentenceDependence.Measure(model, ["aaaaaaaa. ", "bbbbbbbb. ", "cccccccc. ", "bbbbbbbb. ", "aaaaaaaa. ", "cccccccc. "], new() { Layers = LayerRange.All });
        CollectionAssert.AreEquivalent(new[] { (1, 3), (0, 4), (2, 5) }, found.Edges(2).ToArray());
    }

    [TestMethod]
    public void Documents_measured_together_get_what_each_gets_alone()
    {
        using LanguageModel model = Model(Config);
        string[][] documents = [Story, [.. Story.Skip(2)], [.. Story.Reverse()], ["Alone."], [], Story[..3]];
        IReadOnlyList<SentenceDependence> together = SentenceDependence.MeasureBatch(model, documents, new() { MaxBatchTokens = 2000 });
        foreach ((string[] document, SentenceDependence found) in documents.Zip(together))
            AssertClose(SentenceDependence.Measure(model, document), found);
    }

    [TestMethod]
    [DataRow(140)]
    [DataRow(90)]
    public void A_document_beyond_the_context_is_read_in_windows_each_sentence_after_what_fits_before_it(int context)
    {
        using LanguageModel model = Model(Config with { ContextLength = context });
        SentenceDependence found = SentenceDependence.Measure(model, Story, new() { Layers = LayerRange.All });
        for (int p = 0; p < Story.Length; p++)
        {
            Assert.AreEqual(1, Enumerable.Range(0, Story.Length).Sum(q => found.Weights[p, q]), 1e-5, $"sentence {p}");
            Assert.IsFalse(float.IsNaN(found.Lift[p, p]));
            if (p > 0)
                Assert.IsFalse(float.IsNaN(found.Lift[p, p - 1]), "the sentence before is seen, or a part of it");
        }
        Assert.IsTrue(float.IsNaN(found.Lift[6, 0]), "no window shows the first and the last");
        AssertClose(SentenceDependence.Measure(model, Story[..2], new() { Layers = LayerRange.All }), found);
    }

    [TestMethod]
    public void Windows_read_every_sentence_once_and_whole()
    {
        var random = new Random(1);
        for (int trial = 0; trial < 200; trial++)
        {
            string[] sentences = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => new string('x', random.Next(0, 16)))];
            EncodedParts tokens = LanguageTokenizer.Bytes().EncodeParts(sentences);
            int? bos = random.Next(2) == 0 ? 256 : null;
            int context = random.Next(17, 60), next = 0;
            foreach (ReadingWindow window in ReadingWindow.Cover(tokens, sentences.Length, bos, context))
            {
                Assert.IsLessThanOrEqualTo(context, window.Tokens.Length);
                Assert.HasCount(window.Tokens.Length, window.Sentences);
                Assert.AreEqual(bos ?? 'x', window.Tokens[0]);
                int room = context - (bos is null ? 0 : 1), before = window.Sentences.Skip(bos is null ? 0 : 1).Count(s => s < window.First - window.FirstShown), length = sentences[window.First].Length;
                Assert.IsTrue(before == sentences.Take(window.First).Sum(s => s.Length) || before >= Math.Min(room / 2, room - length), "all that is before it, or half a context where that fits");
                for (; next < window.First; next++)
                    Assert.AreEqual("", sentences[next], "only what has no token may be left out");
                for (; next < window.End; next++)
                    Assert.AreEqual(sentences[next].Length, window.Sentences.Skip(bos is null ? 0 : 1).Count(s => s == next - window.FirstShown), "whole");
            }
            Assert.IsTrue(sentences[next..].All(s => s.Length == 0));
        }
    }

    [TestMethod]
    public void A_sentence_without_a_token_of_its_own_has_no_lift_and_no_edges()
    {
        using LanguageModel model = Model(Config);
        Assert.AreEqual(3, SentenceDependence.Measure(model, ["One. ", "", ""]).Count);
        SentenceDependence found = SentenceDependence.Measure(model, ["", "One. ", "  ", "Two."]);
        foreach (int empty in new[] { 0, 2 })
            Assert.IsTrue(Enumerable.Range(0, 4).All(q => float.IsNaN(found.Lift[empty, q]) && float.IsNaN(found.Lift[q, empty]) && found.Weights[empty, q] == 0));
        CollectionAssert.AreEqual(new[] { (1, 3) }, found.Edges(0.001f).ToArray());
        Assert.AreEqual(0, SentenceDependence.Measure(model, []).Count);
        Assert.IsTrue(float.IsNaN(SentenceDependence.Measure(model, [""]).Lift[0, 0]));
    }

    [TestMethod]
    public void A_tokenizer_without_BOS_has_its_first_token_for_a_sink()
    {
        using LanguageModel model = LanguageModel.Create(Config with { ContextLength = 64 }, LanguageTokenizer.Tiktoken("gpt2"), seed: 3);
        Assert.IsNull(model.Tokenizer.BosId);
        double[][][,] lifts = NaiveDependence.Lifts(model, Story[..3], dropSink: true, out _);
        SentenceDependence found = SentenceDependence.Measure(model, Story[..3], new() { Layers = LayerRange.All });
        for (int p = 0; p < 3; p++)
        {
            for (int q = 0; q <= p; q++)
                Assert.AreEqual(lifts.Average(layer => layer.Average(head => head[p, q])), found.Lift[p, q], 1e-5);
        }
    }

    [TestMethod]
    public void Beside_the_distances_of_its_own_text_lift_is_one_on_the_average_at_each()
    {
        using LanguageModel model = Model(Config);
        string[][] corpus = [Story, [.. Story.Reverse()]];
        DistanceBaseline distances = DistanceBaseline.Measure(model, corpus);
        IReadOnlyList<SentenceDependence> found = SentenceDependence.MeasureBatch(model, corpus, new() { Distances = distances });
        for (int distance = 0; distance < Story.Length; distance++)
            Assert.AreEqual(1, found.SelectMany(f => Enumerable.Range(distance, Story.Length - distance).Select(p => (double)f.Lift[p, p - distance])).Average(), 1e-5);
    }

    [TestMethod]
    public void Edges_keep_to_threshold_distance_number_and_pins()
    {
        using LanguageModel model = Model(Config);
        SentenceDependence found = SentenceDependence.Measure(model, Story);
        (int Before, int After)[] all = [.. Enumerable.Range(0, 7).SelectMany(after => Enumerable.Range(0, after).Select(before => (before, after)))];
        CollectionAssert.AreEqual(all.Where(e => found.Lift[e.After, e.Before] >= 1).ToArray(), found.Edges(1).ToArray());
        CollectionAssert.AreEqual(all.Where(e => e.After - e.Before >= 3).ToArray(), found.Edges(new DependenceEdgeOptions { MinimumLift = 1e-6f, MinimumDistance = 3 }).ToArray());
        CollectionAssert.AreEqual(all.GroupBy(e => e.After).Select(g => g.MaxBy(e => found.Lift[e.After, e.Before])).ToArray(), found.Edges(new DependenceEdgeOptions { MinimumLift = 1e-6f, StrongestPerSentence = 1 }).ToArray());
        CollectionAssert.AreEqual(all.Where(e => e.Before < 2 || e.After == 6).ToArray(), found.Edges(new DependenceEdgeOptions { MinimumLift = float.PositiveInfinity, PinnedFirst = 2, PinnedLast = 1 }).ToArray());
        Assert.HasCount(21, found.Edges(new DependenceEdgeOptions { PinnedFirst = 50, PinnedLast = 50 }), "more pins than sentences keep the order");
    }

    [TestMethod]
    public void Bad_input_is_refused_by_name()
    {
        using LanguageModel model = Model(Config with { ContextLength = 40 });
        SentenceTooLongException tooLong = Assert.ThrowsExactly<SentenceTooLongException>(() => SentenceDependence.Measure(model, ["Short. ", Story[0]]));
        Assert.AreEqual(1, tooLong.Sentence);
        Assert.AreEqual(1, SentenceDependence.Measure(model, [new string('x', 39)]).Count);
        Assert.ThrowsExactly<SentenceTooLongException>(() => SentenceDependence.Measure(model, [new string('x', 40)]));
        StringAssert.Contains(tooLong.Message, "has 54 tokens, but the model sees 39 at once, BOS aside");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => SentenceDependence.Measure(model, ["a"], new() { Layers = LayerRange.Single(2) })).Message, "Layer 2 is asked for, but the decoder has 2 layers");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => SentenceDependence.Measure(model, ["a"], new() { MaxBatchTokens = 0 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => SentenceDependence.Measure(model, ["a"], new() { Heads = (HeadReduction)7 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => LayerRange.FractionOfDepth(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => LayerRange.FractionOfDepth(double.NaN));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => LayerRange.Between(3, 2));
        Assert.ThrowsExactly<ArgumentException>(() => SentenceDependence.Measure(model, ["a", null!]));
        Assert.ThrowsExactly<ArgumentNullException>(() => SentenceDependence.Measure(model, null!));
        Assert.ThrowsExactly<ArgumentException>(() => SentenceDependence.MeasureBatch(model, [null!]));
        Assert.ThrowsExactly<ArgumentException>(() => new DistanceBaseline([]));
        Assert.ThrowsExactly<ArgumentException>(() => new DistanceBaseline([1, 0]));
        Assert.ThrowsExactly<ArgumentException>(() => DistanceBaseline.Measure(model, [["One."]]));
        SentenceDependence one = SentenceDependence.Measure(model, ["One."]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => one.Edges(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => one.Edges(float.NaN));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => one.Edges(new DependenceEdgeOptions { StrongestPerSentence = 0 }));
    }

    [TestMethod]
    public void Attention_that_is_not_a_number_is_reported_with_its_layer()
    {
        using LanguageModel model = Model(Config);
        Fill(model, "1.self_attn.q_proj", float.NaN);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => SentenceDependence.Measure(model, Story, new() { Layers = LayerRange.All })).Message, "Attention of layer 1 is not finite");
    }

    [TestMethod]
    public void A_head_that_sees_the_sink_alone_tells_nothing_and_the_others_are_not_diluted()
    {
        using LanguageModel model = Model(new DecoderConfig { Layers = 1, Width = 16, Heads = 2, ContextLength = 512, Positions = PositionEncoding.Learned, ModelType = "gpt2", Norm = Normalization.Layer, FeedForward = FeedForwardKind.GeluTanh, Biases = DecoderBiases.All, InitializerDeviation = 0.4 });
        Dictionary<string, Parameter> weights = model.Decoder.named_parameters().ToDictionary(p => p.name["model.".Length..], p => p.parameter);
        using (no_grad())
        {
            // BOS alone has a large first feature, and that is all the first head looks for.
            weights["embed_positions.weight"].zero_();
            weights["embed_tokens.weight"].narrow(1, 0, 1).zero_();
            weights["embed_tokens.weight"][256, 0] = 100f;
            weights["layers.0.self_attn.q_proj.weight"].narrow(0, 0, 8).zero_();
            weights["layers.0.self_attn.q_proj.bias"][0] = 1000f;
            weights["layers.0.self_attn.k_proj.weight"].narrow(0, 0, 8).copy_(eye(8, 16));
        }
        double[,] second = NaiveDependence.Lifts(model, Story, dropSink: true, out _)[0][1];
        SentenceDependence found = SentenceDependence.Measure(model, Story, new() { Layers = LayerRange.All });
        for (int p = 0; p < Story.Length; p++)
        {
            Assert.AreEqual(1, Enumerable.Range(0, Story.Length).Sum(q => (double)found.Weights[p, q]), 1e-5);
            for (int q = 0; q <= p; q++)
                Assert.AreEqual(second[p, q], found.Lift[p, q], 1e-5);
        }
    }

    [TestMethod]
    public void Batches_filled_up_to_their_longest_hold_no_more_tokens_than_allowed()
    {
        CollectionAssert.AreEqual(new[] { 0..3, 3..5, 5..6, 6..7 }, AttentionReading.Batches([1, 2, 4, 5, 6, 9, 30], 12).ToArray());
        Assert.IsEmpty(AttentionReading.Batches([], 12));
    }

    [TestMethod]
    public void Distances_beyond_63_count_together()
    {
        using LanguageModel model = Model(Config);
        DistanceBaseline distances = DistanceBaseline.Measure(model, [[.. Enumerable.Range(0, 70).Select(i => $"{i}! ")]]);
        Assert.HasCount(64, distances.Lifts);
        Assert.AreEqual(distances.Lifts[63], distances.At(69));
    }

    [TestMethod]
    public void Cancellation_stops_between_two_passes()
    {
        using LanguageModel model = Model(Config);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => SentenceDependence.Measure(model, Story, new() { CancellationToken = source.Token }));
    }

    [TestMethod]
    public void It_leaves_no_tensor_behind()
    {
        using LanguageModel model = Model(Config);
        LiveTensors.MustNotChange(3, () => SentenceDependence.Measure(model, Story));
    }

    [TestMethod]
    [DataRow(8, 5)]
    [DataRow(1, 0)]
    [DataRow(4, 2)]
    [DataRow(5, 3)]
    public void Three_quarters_of_the_depth_is_a_layer_rounded_up(int layers, int index) => Assert.AreEqual((index, index), LayerRange.FractionOfDepth(0.75).Of(layers));

    private static LanguageModel Model(DecoderConfig config) => LanguageModel.Create(config, LanguageTokenizer.Bytes(), seed: 1);

    private static void Fill(LanguageModel model, string part, float value)
    {
        using var noGrad = no_grad();
        foreach ((_, Parameter weight) in model.Decoder.named_parameters().Where(p => p.name.Contains(part, StringComparison.Ordinal)))
            weight.fill_(value);
    }

    private static void AssertClose(SentenceDependence expected, SentenceDependence actual)
    {
        for (int p = 0; p < expected.Count; p++)
        {
            for (int q = 0; q < expected.Count; q++)
            {
                Assert.AreEqual(expected.Lift[p, q], actual.Lift[p, q], 1e-4);
                Assert.AreEqual(expected.Weights[p, q], actual.Weights[p, q], 1e-5);
            }
        }
    }
}
