namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class SamplingTests
{
    private static readonly GenerationOptions Endless = new() { MaxTokens = 12, StopAtEos = false, Seed = 4 };

    private static DecoderConfig Tiny => TinyModel.Config; // context 32

    public static IEnumerable<object[]> Decoders =>
    [
        ["grouped heads, 5 samples", Tiny, 5],
        ["grouped heads, more samples than a step of our own takes", Tiny, 20],
        ["sliding window in the last layer", Tiny with { ModelType = "qwen2", Biases = DecoderBiases.QueryKeyValue, SlidingWindow = 5, SlidingWindowFromLayer = 1 }, 5],
        ["sliding window, many samples", Tiny with { ModelType = "mistral", SlidingWindow = 5 }, 12],
        ["GPT-2's parts", Tiny with { ModelType = "gpt2", KeyValueHeads = null, Biases = DecoderBiases.All, Positions = PositionEncoding.Learned, FeedForward = FeedForwardKind.Gelu, Norm = Normalization.Layer }, 5],
    ];

    [TestMethod]
    [DynamicData(nameof(Decoders))]
    public void Samples_are_what_the_prompt_given_as_often_continues_with(string name, DecoderConfig config, int samples)
    {
        using LanguageModel model = TinyModel.Create(config);
        int[] prompt = [.. Enumerable.Range(0, 15).Select(i => i * 7 % 256)];
        IReadOnlyList<IReadOnlyList<int>> sampled = model.SampleTokens(prompt, new SampleOptions { Samples = samples, Generation = Endless });
        AssertSame(model.GenerateTokensBatch([.. Enumerable.Repeat(prompt, samples)], Endless), sampled, name);
        Assert.HasCount(samples, sampled.Select(s => string.Join(' ', s)).Distinct().ToArray(), "each draws for itself");
    }

    [TestMethod]
    [DynamicData(nameof(Decoders))]
    public void Samples_are_what_rows_alone_with_their_seeds_continue_with(string name, DecoderConfig config, int samples)
    {
        using LanguageModel model = TinyModel.Create(config);
        int[] prompt = [9, 8, 7];
        IReadOnlyList<ulong> seeds = GenerationSeeds.ForEach([.. Enumerable.Repeat(prompt, samples)], 4);
        AssertSame([.. seeds.Select(seed => Alone(model, prompt, seed))], model.SampleTokens(prompt, new SampleOptions { Samples = samples, Generation = Endless }), name);
    }

    [TestMethod]
    [DataRow(0, 7)]
    [DataRow(3, 4)]
    [DataRow(6, 1)]
    public void Samples_from_a_later_index_on_are_those_of_all(int first, int count)
    {
        using LanguageModel model = TinyModel.Create();
        int[] prompt = [9, 8, 7];
        IReadOnlyList<IReadOnlyList<int>> all = model.SampleTokens(prompt, new SampleOptions { Samples = 7, Generation = Endless });
        AssertSame([.. all.Skip(first).Take(count)], model.SampleTokens(prompt, new SampleOptions { FirstSample = first, Samples = count, Generation = Endless }));
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void Stories260K_samples_the_texts_that_it_generates_from_copies()
    {
        using LanguageModel model = LanguageModel.Load(SharedData.Require("models/stories260K"));
        string[] prompts = ["Once upon a time", "", "The dog", "Once upon a time"];
        var options = new GenerationOptions { MaxTokens = 60, Seed = 2, StopStrings = ["red"] };
        foreach (int samples in new[] { 2, 6 })
        {
            IReadOnlyList<IReadOnlyList<string>> sampled = model.SampleBatch(prompts, new SampleOptions { Samples = samples, Generation = options });
            CollectionAssert.AreEqual(
                model.GenerateBatch([.. prompts.SelectMany(p => Enumerable.Repeat(p, samples))], options).ToArray(), sampled.SelectMany(s => s).ToArray());
            CollectionAssert.AreEqual(sampled[0].ToArray(), model.Sample(prompts[0], new SampleOptions { Samples = samples, Generation = options }).ToArray());
            CollectionAssert.AreNotEqual(sampled[0].ToArray(), sampled[3].ToArray(), "a prompt given twice is sampled anew");
        }
    }

    [TestMethod]
    public void Prompts_of_unequal_length_are_sampled_side_by_side_as_alone()
    {
        using LanguageModel model = TinyModel.Create();
        string[] prompts = ["ab", "", "a much longer prompt", "ab"];
        IReadOnlyList<IReadOnlyList<string>> sampled = model.SampleBatch(prompts, new SampleOptions { Samples = 3, Generation = Endless });
        for (int p = 0; p < 3; p++)
            CollectionAssert.AreEqual(model.GenerateBatch([prompts[p], prompts[p], prompts[p]], Endless).ToArray(), sampled[p].ToArray());
        CollectionAssert.AreEqual(model.GenerateBatch([.. Enumerable.Repeat("ab", 6)], Endless).Skip(3).ToArray(), sampled[3].ToArray());
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(7)]
    [DataRow(1)]
    public void A_prompt_goes_through_the_network_once_however_many_samples_and_groups_there_are(int? rows)
    {
        using LanguageModel model = TinyModel.Create();
        int[] prompt = [.. Enumerable.Range(1, 19)];
        var sampling = new Sampling(model, new SampleOptions { Samples = 16, Generation = Endless, MaxBatchRows = rows });
        IReadOnlyList<IReadOnlyList<int>> sampled = sampling.Run([prompt], s => s.Tokens)[0];
        Assert.AreEqual(20, sampling.EncodedTokens, "BOS and 19");
        AssertSame(model.GenerateTokensBatch([.. Enumerable.Repeat(prompt, 16)], Endless), sampled);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(5)]
    [DataRow(8)]
    [DataRow(100)]
    public void Groups_of_rows_do_not_change_what_is_sampled(int rows)
    {
        using LanguageModel model = TinyModel.Create();
        int[][] prompts = [[1], [2, 3, 4, 5], [6, 7], [8, 9, 10, 11, 12, 13], [1]];
        var options = new SampleOptions { Samples = 4, Generation = Endless, MaxBatchRows = rows };
        var sampling = new Sampling(model, options);
        AssertSame(
            model.GenerateTokensBatch([.. prompts.SelectMany(p => Enumerable.Repeat(p, 4))], Endless), [.. sampling.Run(prompts, s => s.Tokens).SelectMany(s => s)]);
        // Padded beside the longest: two prompts a group of 8 rows, and BOS.
        Assert.AreEqual(rows switch { 8 => 2 * 7 + 2 * 3 + 2, 100 => 5 * 7, _ => 2 + 5 + 3 + 7 + 2 }, sampling.EncodedTokens);
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(30)]
    [DataRow(31)]
    [DataRow(50)]
    public void Rows_that_outgrow_the_context_go_on_each_for_itself(int length)
    {
        using LanguageModel model = TinyModel.Create();
        int[] prompt = [.. Enumerable.Range(0, length).Select(i => i * 7 % 256)];
        GenerationOptions options = Endless with { MaxTokens = 60 };
        var sampling = new Sampling(model, new SampleOptions { Samples = 3, Generation = options });
        AssertSame(model.GenerateTokensBatch([prompt, prompt, prompt], options), sampling.Run([prompt], s => s.Tokens)[0]);
        // A window of the last half context, 16 tokens, holds 16 more; the token after those is drawn from it, the next from the next half.
        int window = length + 1 > 32 ? 16 : length + 1, later = 60 - (32 - window) - 1, windows = (later + 16) / 17;
        Assert.AreEqual(window + 3 * 16 * windows, sampling.EncodedTokens);
    }

    [TestMethod]
    public void Samples_end_each_at_its_own_stop_string_or_end_token()
    {
        using LanguageModel model = TinyModel.Create();
        var options = new GenerationOptions { MaxTokens = 200, Seed = 1, StopStrings = ["a", "e", "i", "o", "u", "xyz"] };
        IReadOnlyList<string> sampled = model.Sample("some", new SampleOptions { Samples = 10, Generation = options });
        CollectionAssert.AreEqual(model.GenerateBatch([.. Enumerable.Repeat("some", 10)], options).ToArray(), sampled.ToArray());
        Assert.IsFalse(sampled.Any(s => s.AsSpan().IndexOfAny("aeiou") >= 0));
        Assert.IsGreaterThan(3, sampled.Select(s => s.Length).Distinct().Count());
    }

    [TestMethod]
    public void An_end_token_ends_a_sample()
    {
        using LanguageModel model = TinyModel.Create();
        var options = new GenerationOptions { MaxTokens = 300, Seed = 1 };
        IReadOnlyList<IReadOnlyList<int>> sampled = model.SampleTokens([5], new SampleOptions { Samples = 6, Generation = options });
        AssertSame(model.GenerateTokensBatch([.. Enumerable.Repeat(new[] { 5 }, 6)], options), sampled);
        Assert.IsTrue(sampled.Any(s => s.Count < 300) && sampled.All(s => !s.Contains(257)));
    }

    [TestMethod]
    [DataRow(0.0, null)]
    [DataRow(1.0, 1)]
    public void Greedy_samples_are_all_equal_and_computed_once(double temperature, int? topK)
    {
        using LanguageModel model = TinyModel.Create();
        GenerationOptions options = Endless with { Temperature = temperature, TopK = topK };
        var sampling = new Sampling(model, new SampleOptions { Samples = 50, Generation = options });
        IReadOnlyList<IReadOnlyList<string>> sampled = sampling.Run([[5], [6, 7]], s => s.Text);
        foreach ((string alone, IReadOnlyList<string> all) in model.GenerateBatch(["\u0005", "\u0006\u0007"], options).Zip(sampled))
            CollectionAssert.AreEqual(Enumerable.Repeat(alone, 50).ToArray(), all.ToArray());
        Assert.AreEqual(2 * 3, sampling.EncodedTokens, "two rows, with BOS");
    }

    [TestMethod]
    public void One_sample_is_the_continuation()
    {
        using LanguageModel model = TinyModel.Create();
        Assert.AreEqual(model.Generate("x", Endless), model.Sample("x", new SampleOptions { Samples = 1, Generation = Endless }).Single());
        Assert.HasCount(8, model.Sample("x", new SampleOptions { Generation = new() { MaxTokens = 1 } }), "the default");
        Assert.IsEmpty(model.SampleBatch([]));
    }

    [TestMethod]
    public void Cancellation_stops_sampling_before_and_within()
    {
        using LanguageModel model = TinyModel.Create();
        using var source = new CancellationTokenSource();
        source.CancelAfter(100);
        SampleOptions options = new() { Samples = 3, Generation = Endless with { MaxTokens = int.MaxValue, CancellationToken = source.Token } };
        Assert.Throws<OperationCanceledException>(() => model.Sample("x", options));
        Assert.Throws<OperationCanceledException>(() => model.Sample("x", options with { Generation = options.Generation with { MaxTokens = 1 } }));
    }

    [TestMethod]
    public void Sampling_leaves_no_tensor_behind_even_when_it_is_cancelled()
    {
        using LanguageModel model = TinyModel.Create();
        LiveTensors.MustNotChange(10, () => model.SampleBatch(["a", "bcd", "ef"], new SampleOptions { Samples = 12, MaxBatchRows = 5, Generation = Endless with { MaxTokens = 40 } }));
        LiveTensors.MustNotChange(10, () => Assert.Throws<OperationCanceledException>(
            () => model.Sample("abc", new SampleOptions { Generation = new() { CancellationToken = new CancellationToken(canceled: true) } })));
    }

    public static IEnumerable<object[]> BadOptions =>
    [
        [new SampleOptions { Samples = 0 }, "SampleOptions.Samples must be from 1 to 10000, but is 0."],
        [new SampleOptions { Samples = 10_001 }, "SampleOptions.Samples must be from 1 to 10000, but is 10001."],
        [new SampleOptions { FirstSample = -1 }, "SampleOptions.FirstSample must be from 0 to 1000000000, but is -1."],
        [new SampleOptions { MaxBatchRows = 0 }, "SampleOptions.MaxBatchRows must be at least 1, or null, but is 0."],
        [new SampleOptions { Generation = new() { TopK = 0 } }, "GenerationOptions.TopK must be at least 1, or null, but is 0."],
    ];

    [TestMethod]
    [DynamicData(nameof(BadOptions))]
    public void Options_out_of_range_are_refused_by_name(SampleOptions options, string message)
    {
        using LanguageModel model = TinyModel.Create();
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => model.Sample("x", options)).Message, message);
    }

    [TestMethod]
    public void Bad_prompts_are_refused_before_anything_is_sampled()
    {
        using LanguageModel model = TinyModel.Create();
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => model.SampleTokens([259])).Message, "ids run from 0 to 258");
        Assert.Throws<ArgumentNullException>(() => model.SampleBatch([null!]));
        Assert.Throws<ArgumentNullException>(() => model.Sample("x", new SampleOptions { Generation = null! }));
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Sample("x"));
    }

    private static IReadOnlyList<int> Alone(LanguageModel model, int[] prompt, ulong seed)
    {
        using Generation generation = model.Start([prompt], Endless, [seed]);
        generation.Run();
        return generation.Sequences[0].Tokens;
    }

    private static void AssertSame(IReadOnlyList<IReadOnlyList<int>> expected, IReadOnlyList<IReadOnlyList<int>> actual, string message = "") =>
        CollectionAssert.AreEqual(expected.Select(e => string.Join(' ', e)).ToArray(), actual.Select(a => string.Join(' ', a)).ToArray(), message);
}
