using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class NextTokenDistributionTests
{
    private static readonly LanguageTokenizer Words = LanguageTokenizer.Tiktoken("r50k_base");

    [TestMethod]
    public void Probabilities_are_the_softmax_of_the_network_in_float64()
    {
        using LanguageModel model = TinyModel.Create();
        NextTokenDistribution next = model.NextToken("abc");
        double[] expected = Softmax(new Float64Decoder(model).Logits([256, 97, 98, 99])[^1]);
        for (int id = 0; id < 259; id++)
            Assert.AreEqual(expected[id], next.Probability(id), 1e-4 * expected[id]);
        Assert.AreEqual(1, next.Probabilities.Sum(), 1e-14);
        Assert.AreEqual(next.Probability(100), next.Probability("d"));
    }

    [TestMethod]
    public void Texts_of_unequal_length_side_by_side_are_as_alone_and_a_long_one_is_seen_from_its_last_half_context()
    {
        using LanguageModel model = TinyModel.Create(); // context 32
        string[] prompts = ["a", "", "twenty-three characters", new string('x', 40)];
        foreach ((string prompt, NextTokenDistribution beside) in prompts.Zip(model.NextTokenBatch(prompts)))
        {
            NextTokenDistribution alone = model.NextToken(prompt);
            for (int id = 0; id < 259; id++)
                Assert.AreEqual(alone.Probability(id), beside.Probability(id), 1e-4 * alone.Probability(id), prompt);
        }
        double[] windowed = Softmax(new Float64Decoder(model).Logits([.. Enumerable.Repeat((int)'x', 16)])[^1]);
        Assert.AreEqual(windowed[7], model.NextToken(prompts[3]).Probability(7), 1e-4 * windowed[7]);
    }

    [TestMethod]
    public void Embeddings_that_pad_the_vocabulary_take_no_probability()
    {
        using LanguageModel model = TinyModel.Create(TinyModel.Config with { VocabularySize = 264 });
        NextTokenDistribution next = model.NextToken("a");
        Assert.HasCount(259, next.Probabilities);
        Assert.AreEqual(1, next.Probabilities.Sum(), 1e-14);
    }

    [TestMethod]
    public void Samples_find_an_answer_as_often_as_it_says()
    {
        using LanguageModel model = TinyModel.Create();
        const int Groups = 1000, K = 8;
        NextTokenDistribution next = model.NextToken("ab");
        int likeliest = Enumerable.Range(0, 259).MaxBy(next.Probability);
        IReadOnlyList<IReadOnlyList<int>> samples = model.SampleTokens([97, 98], new SampleOptions { Samples = Groups * K, Generation = new() { MaxTokens = 1, StopAtEos = false } });
        double found = samples.Chunk(K).Average(group => group.Any(s => s[0] == likeliest) ? 1.0 : 0), expected = next.PassAt(K, likeliest);
        Assert.IsTrue(expected is > 0.1 and < 0.9, $"{expected}");
        Assert.AreEqual(expected, found, 4 * Math.Sqrt(expected * (1 - expected) / Groups));
    }

    // 60-digit arithmetic: python3 -c "from decimal import *; getcontext().prec = 60; print(1 - (1 - Decimal(1e-18)) ** 3)"
    [TestMethod]
    [DataRow(1e-18, 3, 3.0000000000000002e-18)]
    [DataRow(1e-10, 1000, 9.999999500500017e-08)]
    [DataRow(1e-05, 1000, 0.009950215753652417)]
    [DataRow(0.01, 64, 0.4744035124744377)]
    [DataRow(0.001, 1.5, 0.0014996249374765508)]
    [DataRow(0.001, 333, 0.2833492177548883)]
    [DataRow(0.002, 450, 0.5937965765185819)]
    [DataRow(0.3, 7, 0.9176457)]
    [DataRow(0.5, 3, 0.875)]
    [DataRow(1e-300, 10000, 1e-296)]
    [DataRow(1 - 1e-14, 1.5, 1.0)]
    [DataRow(0, 64, 0.0)]
    [DataRow(1, 64, 1.0)]
    [DataRow(0.3, 1, 0.3)]
    public void Pass_at_k_is_one_minus_the_chance_that_every_sample_is_wrong(double p, double k, double expected) =>
        Assert.AreEqual(expected, NextTokenDistribution.AtLeastOnce(k, p), 1e-15 * expected);

    [TestMethod]
    public void A_probability_as_small_as_1e_minus_18_keeps_its_digits()
    {
        float low = (float)Math.Log(1e-18);
        var next = new NextTokenDistribution(LanguageTokenizer.Bytes(), "", [], [0, low, .. Enumerable.Repeat(float.NegativeInfinity, 257)]);
        double p = Math.Exp(low);
        Assert.AreEqual(p, next.Probability(1), 1e-15 * p);
        Assert.AreEqual(64 * p, next.PassAt(64, 1), 1e-15 * 64 * p);
        Assert.AreEqual(1, next.PassAt(64, 0));
        Assert.AreEqual(0, next.PassAt(64, 2));
    }

    [TestMethod]
    [DataRow("The answer is", " four", " four")]
    [DataRow("The answer is ", "4", "4")] // together they would be 'is' and ' 4'
    [DataRow("Hello wor", "ld", "ld")] // together ' world'
    [DataRow("", "four", "four")]
    [DataRow("a", "<|endoftext|>", "")]
    public void An_answer_of_one_token_is_found_after_its_prompt(string prompt, string answer, string read)
    {
        NextTokenDistribution next = Uneven(prompt);
        int id = Enumerable.Range(0, Words.VocabularySize).Single(i => next.Probability(i) == next.Probability(answer));
        Assert.AreEqual(read, Words.Decode([id]));
        Assert.AreEqual(next.PassAt(3, id), next.PassAt(3, answer));
    }

    [TestMethod]
    [DataRow("The answer is", " twenty-four", "The answer ' twenty-four' falls into 3 tokens after this prompt (' twenty', '-', 'four'), and its chance is read off only where it is one")]
    [DataRow("The answer is ", "forty two", "The answer 'forty two' falls into 3 tokens after this prompt ('fort', 'y', ' two')")]
    public void An_answer_of_several_tokens_is_refused_with_their_number(string prompt, string answer, string message)
    {
        NextTokenDistribution next = Uneven(prompt);
        StringAssert.StartsWith(Assert.Throws<ArgumentException>(() => next.PassAt(8, answer)).Message, message);
        StringAssert.StartsWith(Assert.Throws<ArgumentException>(() => next.Probability(answer)).Message, message);
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void Stories260K_gives_its_own_next_token_the_greatest_probability()
    {
        using LanguageModel model = LanguageModel.Load(SharedData.Require("models/stories260K"));
        NextTokenDistribution next = model.NextToken("Once upon a time");
        Assert.AreEqual(",", model.Generate("Once upon a time", new GenerationOptions { Temperature = 0, MaxTokens = 1 }));
        Assert.AreEqual(next.Probabilities.Max(), next.Probability(","));
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => next.Probability(" elephant")).Message, "tokens after this prompt");
    }

    [TestMethod]
    public void What_is_out_of_range_is_named()
    {
        NextTokenDistribution next = new(LanguageTokenizer.Bytes(), "a", [97], new float[259]);
        foreach (double k in new[] { 0.99, 0, -1, double.NaN, double.PositiveInfinity })
            StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => next.PassAt(k, "b")).Message, FormattableString.Invariant($"k must be finite and at least 1, but is {k}."));
        foreach (int id in new[] { -1, 259 })
            StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => next.PassAt(2, id)).Message, $"Token id {id} is not in the vocabulary: ids run from 0 to 258.");
        Assert.Throws<ArgumentException>(() => next.PassAt(2, ""));
        Assert.Throws<ArgumentNullException>(() => next.Probability(null!));
    }

    [TestMethod]
    public void Weights_that_are_damaged_are_said_to_be()
    {
        using LanguageModel model = TinyModel.Create();
        using (no_grad())
            model.Decoder.parameters().First().fill_(float.NaN);
        StringAssert.StartsWith(Assert.Throws<InvalidOperationException>(() => model.NextToken("a")).Message, "The model gives NaN for token");
    }

    [TestMethod]
    public void Cancellation_and_disposal_stop_it_and_no_tensor_is_left_behind()
    {
        LanguageModel model = TinyModel.Create();
        LiveTensors.MustNotChange(10, () => model.NextTokenBatch(["a", "bcd", new string('x', 40)]));
        Assert.Throws<OperationCanceledException>(() => model.NextTokenBatch(["a"], new CancellationToken(canceled: true)));
        Assert.IsEmpty(model.NextTokenBatch([]));
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.NextToken("x"));
    }

    // No two tokens are equally likely.
    private static NextTokenDistribution Uneven(string prompt) =>
        new(Words, prompt, Words.Encode(prompt, specialTokens: true), [.. Enumerable.Range(0, Words.VocabularySize).Select(i => i * 1e-4f)]);

    private static double[] Softmax(double[] logits)
    {
        double[] weights = [.. logits.Select(z => Math.Exp(z - logits.Max()))];
        return [.. weights.Select(w => w / weights.Sum())];
    }
}
