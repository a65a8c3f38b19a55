using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class LikelihoodScoringTests
{
    private static readonly string[] MixedTexts = ["Once upon a time, there was a little girl.", "", "A", "The dog ran. It was a big dog, and it was very happy to see the cat.", "Hi!", "日本"];

    [TestMethod]
    public void Log_probabilities_equal_those_of_a_float64_evaluation()
    {
        using LanguageModel model = TinyModel.Create();
        TextScore score = model.Score(["Hello, you"])[0];
        int[] sequence = [256, .. score.Tokens];
        double[][] logits = new Float64Decoder(model).Logits(sequence);
        for (int i = 0; i < score.TokenCount; i++)
        {
            double expected = logits[i][sequence[i + 1]] - Math.Log(logits[i].Sum(Math.Exp));
            Assert.AreEqual(expected, score.LogProbabilities[i], 1e-4);
        }
        Assert.AreEqual(-score.LogProbabilities.Average(p => (double)p), score.LossNats, 1e-12);
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void A_text_in_a_batch_of_mixed_length_scores_as_alone()
    {
        using LanguageModel model = LanguageModel.Load(SharedData.Require("models/stories260K"));
        IReadOnlyList<TextScore> batch = model.Score(MixedTexts);
        for (int i = 0; i < MixedTexts.Length; i++)
        {
            TextScore alone = model.Score([MixedTexts[i]])[0];
            Assert.AreEqual(alone.LossNats, batch[i].LossNats, 1e-5, MixedTexts[i]);
            Assert.AreEqual(alone.TokenCount, batch[i].TokenCount);
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(40)]
    public void The_batch_size_changes_nothing_but_rounding(int maxBatchTokens)
    {
        using LanguageModel model = TinyModel.Create();
        IReadOnlyList<TextScore> expected = model.Score(MixedTexts), actual = model.Score(MixedTexts, new ScoringOptions { MaxBatchTokens = maxBatchTokens });
        foreach ((TextScore e, TextScore a) in expected.Zip(actual))
            Assert.AreEqual(e.LossNats, a.LossNats, 1e-5);
    }

    [TestMethod]
    public void A_text_longer_than_the_context_is_scored_whole_in_windows_of_the_stated_stride()
    {
        using LanguageModel model = TinyModel.Create(); // context 32
        string text = string.Concat(Enumerable.Repeat("abcdefghij", 10));
        TextScore score = model.Score([text], new ScoringOptions { Stride = 10 })[0];
        Assert.AreEqual(100, score.TokenCount);
        // Token 50 of the sequence (BOS is 0) is first covered by the window that starts at 20 and ends at 52.
        int[] sequence = [256, .. score.Tokens];
        double[] logits = new Float64Decoder(model).Logits(sequence[20..50])[^1];
        Assert.AreEqual(logits[sequence[50]] - Math.Log(logits.Sum(Math.Exp)), score.LogProbabilities[49], 1e-4);
    }

    [TestMethod]
    public void Null_and_empty_texts_have_no_tokens_and_no_loss()
    {
        using LanguageModel model = TinyModel.Create();
        foreach (TextScore score in model.Score([null, ""]))
        {
            Assert.AreEqual((0, 0), (score.TokenCount, score.ByteCount));
            Assert.IsTrue(double.IsNaN(score.LossNats));
        }
    }

    [TestMethod]
    public void Nothing_scores_to_nothing()
    {
        using LanguageModel model = TinyModel.Create();
        Assert.IsEmpty(model.Score([]));
    }

    [TestMethod]
    public void Bytes_are_counted_in_UTF8()
    {
        using LanguageModel model = TinyModel.Create();
        Assert.AreEqual(7, model.Score(["Aé😀"])[0].ByteCount);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(33)]
    public void A_stride_out_of_range_is_refused(int stride)
    {
        using LanguageModel model = TinyModel.Create();
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => model.Score(["x"], new ScoringOptions { Stride = stride })).Message,
            $"ScoringOptions.Stride must be from 1 to the context length (32), but is {stride}.");
    }

    [TestMethod]
    public void Scoring_can_be_cancelled()
    {
        using LanguageModel model = TinyModel.Create();
        Assert.Throws<OperationCanceledException>(() => model.Score(["x"], new ScoringOptions { CancellationToken = new CancellationToken(canceled: true) }));
    }

    [TestMethod]
    [DoNotParallelize]
    public void Scoring_leaves_no_tensor_behind()
    {
        using LanguageModel model = TinyModel.Create();
        LiveTensors.MustNotChange(50, () => model.Score(MixedTexts));
    }

    [TestMethod]
    public void A_readout_scores_other_probabilities_in_place_of_the_models()
    {
        using LanguageModel model = TinyModel.Create();
        IReadOnlyList<TextScore> own = model.Score(MixedTexts), same = model.Score(MixedTexts, new ScoringOptions { Readout = p => p }), square = model.Score(MixedTexts, new ScoringOptions { Readout = p => p.square() });
        Assert.IsTrue(square.Sum(t => t.TokenCount) > 50);
        for (int i = 0; i < MixedTexts.Length; i++)
        {
            for (int t = 0; t < own[i].TokenCount; t++)
            {
                Assert.AreEqual(own[i].LogProbabilities[t], same[i].LogProbabilities[t], 1e-5);
                Assert.AreEqual(2 * own[i].LogProbabilities[t], square[i].LogProbabilities[t], 1e-5);
            }
        }
    }

    [TestMethod]
    public void A_readout_sees_rows_of_probabilities_part_by_part_and_must_keep_their_shape()
    {
        using LanguageModel model = TinyModel.Create();
        string[] texts = [.. Enumerable.Range(0, 100).Select(i => $"{i:000}{new string('x', 28)}")]; // 31 tokens each
        var rows = new List<long>();
        IReadOnlyList<TextScore> read = model.Score(texts, new ScoringOptions
        {
            MaxBatchTokens = 100 * 32,
            Readout = p =>
            {
                rows.Add(p.shape[0]);
                Assert.AreEqual(259, p.shape[1]);
                Assert.AreEqual(1, p.sum(-1).min().item<double>(), 1e-12);
                return p.to(ScalarType.Float32);
            },
        });
        CollectionAssert.AreEqual(new long[] { 2024, 1076 }, rows);
        foreach ((TextScore expected, TextScore actual) in model.Score(texts).Zip(read))
            Assert.AreEqual(expected.LossNats, actual.LossNats, 1e-5);
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => model.Score([texts[0]], new ScoringOptions { Readout = p => p.sum(-1) })).Message;
        StringAssert.Contains(message, "(31, 259)");
    }
}
