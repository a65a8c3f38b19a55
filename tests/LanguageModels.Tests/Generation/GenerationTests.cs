using System.Text;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class GenerationTests
{
    private static readonly GenerationOptions Greedy = new() { Temperature = 0, MaxTokens = 40 };
    private static readonly int[] PublishedIds = [403, 407, 261, 378, 432, 383, 286, 261, 376, 298, 315, 421, 395, 317, 426, 338, 401, 396, 267];

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void Stories260K_writes_its_published_beginning()
    {
        using LanguageModel model = LoadStories();
        CollectionAssert.AreEqual(PublishedIds, model.GenerateTokens([], Greedy with { MaxTokens = 19 }).ToArray());
        StringAssert.StartsWith(
            model.Generate("", Greedy with { MaxTokens = 64 }),
            "Once upon a time, there was a little girl named Lily. She loved to play outside in the park. One day, she saw a big, red ball.");
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void A_continuation_keeps_the_space_between_it_and_the_prompt()
    {
        using LanguageModel model = LoadStories();
        StringAssert.StartsWith(model.Generate("Once upon a time, there", Greedy), " was a little girl");
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void Prompts_of_unequal_length_side_by_side_continue_as_each_alone()
    {
        using LanguageModel model = LoadStories();
        string[] prompts = ["Once upon a time", "", "The dog", "One day, a very big cat went to the park to play with a red ball. It"];
        CollectionAssert.AreEqual(prompts.Select(p => model.Generate(p, Greedy)).ToArray(), model.GenerateBatch(prompts, Greedy).ToArray());
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void Cached_decoding_equals_taking_the_likeliest_token_of_the_whole_text_each_time()
    {
        using LanguageModel model = LoadStories();
        var ids = new List<int> { 1 };
        var oracle = new Float64Decoder(model);
        for (int i = 0; i < 40; i++)
        {
            double[] logits = oracle.Logits(ids)[^1];
            ids.Add(Array.IndexOf(logits, logits.Max()));
        }
        CollectionAssert.AreEqual(ids.Skip(1).ToArray(), model.GenerateTokens([], Greedy).ToArray());
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public async Task Streamed_pieces_join_to_the_whole_text()
    {
        using LanguageModel model = LoadStories();
        GenerationOptions options = Greedy with { StopStrings = ["red ball", "xyz"] };
        var text = new StringBuilder();
        int tokens = 0;
        await foreach (GeneratedToken token in model.GenerateAsync("Once upon a time", options))
        {
            text.Append(token.Text);
            tokens += token.Id is null ? 0 : 1;
        }
        Assert.AreEqual(model.Generate("Once upon a time", options), text.ToString());
        Assert.IsGreaterThan(10, tokens);
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void A_stop_string_ends_the_text_before_it_even_within_a_token()
    {
        using LanguageModel model = LoadStories();
        Assert.AreEqual(", there was a litt", model.Generate("Once upon a time", Greedy with { StopStrings = ["le g", "zzz"] }));
    }

    [TestMethod]
    public void The_window_moves_on_when_the_context_is_full()
    {
        using LanguageModel model = TinyModel.Create(); // context 32
        GenerationOptions options = Greedy with { MaxTokens = 100, StopAtEos = false };
        IReadOnlyList<int> ids = model.GenerateTokens([1, 2, 3], options);
        Assert.HasCount(100, ids);
        // The first window holds BOS, three ids and 28 more; the 29th generated token comes from it, the 30th from the last half.
        int[] all = [256, 1, 2, 3, .. ids];
        var oracle = new Float64Decoder(model);
        Assert.AreEqual(Likeliest(oracle.Logits(all[..32])[^1]), all[32]);
        Assert.AreEqual(Likeliest(oracle.Logits(all[17..33])[^1]), all[33]);
    }

    [TestMethod]
    public void Rows_that_outgrow_the_context_continue_beside_others_as_alone()
    {
        using LanguageModel model = TinyModel.Create(); // context 32
        GenerationOptions options = Greedy with { StopAtEos = false };
        int[] Prompt(int length) => [.. Enumerable.Range(0, length).Select(i => i * 7 % 256)];
        foreach ((int a, int b) in new[] { (1, 5), (3, 28), (31, 2), (32, 16), (20, 31), (40, 7), (33, 33), (12, 50) })
        {
            IReadOnlyList<IReadOnlyList<int>> both = model.GenerateTokensBatch([Prompt(a), Prompt(b)], options);
            CollectionAssert.AreEqual(model.GenerateTokens(Prompt(a), options).ToArray(), both[0].ToArray(), $"{a} beside {b}");
            CollectionAssert.AreEqual(model.GenerateTokens(Prompt(b), options).ToArray(), both[1].ToArray(), $"{b} beside {a}");
        }
    }

    [TestMethod]
    public void A_row_that_is_finished_leaves_the_batch()
    {
        using LanguageModel model = TinyModel.Create(); // context 32
        GenerationOptions options = Greedy with { StopAtEos = false };
        IReadOnlyList<int> alone = model.GenerateTokens([1], options);
        // A row of 31 ids whose first token is a character that the other row never writes: as a stop string it ends this row at once.
        (int[] Full, int Token) found = Enumerable.Range(0, 200).Select(k => Enumerable.Range(k, 31).Select(i => i * 3 % 256).ToArray())
            .Select(full => (full, Token: model.GenerateTokens(full, options with { MaxTokens = 1 })[0])).First(f => f.Token is > 32 and < 127 && !alone.Contains(f.Token));
        using Generation generation = model.Start([found.Full, [1]], options with { StopStrings = [((char)found.Token).ToString()] });
        while (!generation.IsFinished)
            generation.Step();
        CollectionAssert.AreEqual(alone.ToArray(), generation.Sequences[1].Tokens.ToArray());
        // The full row fills the cache at once. Without it the other row needs one window more to fill, and one from its last half.
        Assert.AreEqual(3, generation.Prefills);
    }

    [TestMethod]
    public void A_prompt_that_just_fits_the_context_is_seen_whole()
    {
        using LanguageModel model = TinyModel.Create();
        int[] prompt = [256, .. Enumerable.Range(0, 31)];
        Assert.AreEqual(Likeliest(new Float64Decoder(model).Logits(prompt)[^1]), model.GenerateTokens(prompt, Greedy with { MaxTokens = 1, StopAtEos = false })[0]);
    }

    [TestMethod]
    public void A_prompt_longer_than_the_context_is_continued_from_its_last_half_context()
    {
        using LanguageModel model = TinyModel.Create();
        int[] prompt = [.. Enumerable.Range(0, 50)];
        Assert.AreEqual(
            Likeliest(new Float64Decoder(model).Logits(prompt[^16..])[^1]), model.GenerateTokens(prompt, Greedy with { MaxTokens = 1, StopAtEos = false })[0]);
    }

    [TestMethod]
    public void The_same_seed_repeats_a_text_and_another_does_not()
    {
        using LanguageModel model = TinyModel.Create();
        var options = new GenerationOptions { MaxTokens = 30, Seed = 4, StopAtEos = false };
        IReadOnlyList<int> first = model.GenerateTokens([5], options);
        CollectionAssert.AreEqual(first.ToArray(), model.GenerateTokens([5], options).ToArray());
        CollectionAssert.AreNotEqual(first.ToArray(), model.GenerateTokens([5], options with { Seed = 5 }).ToArray());
    }

    [TestMethod]
    public void Sampling_depends_on_the_prompt_and_not_on_its_neighbours()
    {
        using LanguageModel model = TinyModel.Create();
        var options = new GenerationOptions { MaxTokens = 20, Seed = 4, StopAtEos = false };
        IReadOnlyList<IReadOnlyList<int>> batch = model.GenerateTokensBatch([[9, 9, 9], [5], [5]], options);
        CollectionAssert.AreEqual(model.GenerateTokens([5], options).ToArray(), batch[1].ToArray());
        CollectionAssert.AreNotEqual(batch[1].ToArray(), batch[2].ToArray(), "a prompt given twice is sampled twice");
    }

    [TestMethod]
    public void Bytes_of_an_incomplete_character_are_held_back()
    {
        var sequence = new GeneratedSequence(LanguageTokenizer.Bytes(), [257], new GenerationOptions(), [65], seed: 1);
        string[] taken = [.. new[] { 0xE2, 0x82, 0xAC, 66 }.Select(id =>
        {
            sequence.Add(id);
            return sequence.TakeText();
        })];
        CollectionAssert.AreEqual(new[] { "", "", "€", "B" }, taken);
    }

    [TestMethod]
    public void Text_that_may_begin_a_stop_string_is_held_back_and_released()
    {
        var sequence = new GeneratedSequence(LanguageTokenizer.Bytes(), [257], new GenerationOptions { MaxTokens = 4, StopStrings = ["abc"] }, [65], seed: 1);
        string[] taken = [.. "xabd".Select(c =>
        {
            sequence.Add(c);
            return sequence.TakeText();
        })];
        Assert.AreEqual("xabd", string.Concat(taken));
        Assert.AreEqual("", taken[0]);
    }

    [TestMethod]
    public void Eos_ends_the_text_and_is_not_part_of_it()
    {
        var sequence = new GeneratedSequence(LanguageTokenizer.Bytes(), [257], new GenerationOptions(), [65], seed: 1);
        sequence.Add(66);
        sequence.Add(257);
        Assert.IsTrue(sequence.IsFinished);
        CollectionAssert.AreEqual(new[] { 66 }, sequence.Tokens.ToArray());
        Assert.AreEqual("B", sequence.Text);
    }

    [TestMethod]
    public async Task Cancellation_stops_between_two_tokens()
    {
        using LanguageModel model = TinyModel.Create();
        using var source = new CancellationTokenSource();
        var options = new GenerationOptions { MaxTokens = 1000, StopAtEos = false };
        int seen = 0;
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (GeneratedToken _ in model.GenerateAsync("x", options, source.Token))
            {
                if (++seen == 3)
                    source.Cancel();
            }
        });
        Assert.AreEqual(3, seen);
        Assert.Throws<OperationCanceledException>(() => model.Generate("x", options with { CancellationToken = source.Token }));
    }

    public static IEnumerable<object[]> BadOptions =>
    [
        [new GenerationOptions { MaxTokens = 0 }, "GenerationOptions.MaxTokens must be at least 1, but is 0."],
        [new GenerationOptions { Temperature = -0.5 }, "GenerationOptions.Temperature must be a finite number of at least 0, but is -0.5."],
        [new GenerationOptions { TopK = 0 }, "GenerationOptions.TopK must be at least 1, or null, but is 0."],
        [new GenerationOptions { TopP = 1.5 }, "GenerationOptions.TopP must be in (0, 1], but is 1.5."],
        [new GenerationOptions { StopStrings = [.. Enumerable.Range(0, 1001).Select(i => $"{i}")] }, "GenerationOptions.StopStrings must be at most 1000 texts, but is 1001."],
        [new GenerationOptions { StopStrings = [""] }, "GenerationOptions.StopStrings must be texts of at least one character"],
    ];

    [TestMethod]
    [DynamicData(nameof(BadOptions))]
    public void Options_out_of_range_are_refused_by_name(GenerationOptions options, string message)
    {
        using LanguageModel model = TinyModel.Create();
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => model.Generate("x", options)).Message, message);
    }

    [TestMethod]
    public void A_prompt_with_an_id_out_of_the_vocabulary_is_refused()
    {
        using LanguageModel model = TinyModel.Create();
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => model.GenerateTokens([259])).Message, "ids run from 0 to 258");
    }

    [TestMethod]
    public void A_disposed_model_says_so()
    {
        LanguageModel model = TinyModel.Create();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Generate("x"));
        Assert.Throws<ObjectDisposedException>(() => model.Score(["x"]));
        Assert.Throws<ObjectDisposedException>(() => model.Save("never-written"));
    }

    [TestMethod]
    [DoNotParallelize]
    public void Generation_leaves_no_tensor_behind()
    {
        using LanguageModel model = TinyModel.Create();
        LiveTensors.MustNotChange(20, () => model.GenerateBatch(["a", "bcd"], new GenerationOptions { MaxTokens = 5 }));
    }

    private static LanguageModel LoadStories() => LanguageModel.Load(SharedData.Require("models/stories260K"));

    private static int Likeliest(double[] logits) => Array.IndexOf(logits, logits.Max());
}
