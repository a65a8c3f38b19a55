using ResearchML.LanguageModels;
using static TorchSharp.torch;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class TokenOrderTargetsTests
{
    [TestMethod]
    public void By_hand_a_nearer_token_has_e_times_the_share_and_a_repeated_one_counts_once()
    {
        using var scope = NewDisposeScope();
        TokenOrderTargets order = TokenOrderTargets.Of(tensor(new long[] { 7, 8, 7, 9 }, [1, 4], device: CPU), null, window: 3);
        double e = Math.Exp(-1);
        double[][] expected = [[1 / (1 + e), e / (1 + e), 0], [1 / (1 + e + e * e), e / (1 + e + e * e), e * e / (1 + e + e * e)], [1 / (1 + e), e / (1 + e), 0], [1, 0, 0]];
        CollectionAssert.AreEqual(new long[] { 7, 8, 0, 8, 7, 9, 7, 9, 0, 9, 0, 0 }, order.Tokens.data<long>().ToArray());
        float[] shares = order.Shares.contiguous().data<float>().ToArray();
        foreach ((double share, float actual) in expected.SelectMany(r => r).Zip(shares))
            Assert.AreEqual(share, actual, 1e-6);
    }

    [TestMethod]
    public void Positions_without_a_token_ahead_have_no_share_and_no_loss()
    {
        using var scope = NewDisposeScope();
        Tensor targets = tensor(new long[] { 1, ObjectiveBatch.Ignored, ObjectiveBatch.Ignored, ObjectiveBatch.Ignored }, [2, 2], device: CPU);
        TokenOrderTargets order = TokenOrderTargets.Of(targets, null, window: 2);
        CollectionAssert.AreEqual(new float[] { 1, 0, 0, 0, 0, 0, 0, 0 }, order.Shares.contiguous().data<float>().ToArray());
        Tensor scores = randn([2, 2, 4], device: CPU, generator: new Generator(1, CPU));
        Assert.AreEqual(-nn.functional.log_softmax(scores, 2)[0, 0, 1].item<float>(), order.Loss(scores).item<float>(), 1e-6);
        Assert.AreEqual(0, TokenOrderTargets.Of(full_like(targets, ObjectiveBatch.Ignored), null, 2).Loss(scores).item<float>());
    }

    [TestMethod]
    public void A_window_beyond_104_changes_no_bit_and_costs_nothing()
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        Tensor targets = tensor(Enumerable.Range(0, 600).Select(_ => (long)random.Next(200)).ToArray(), [2, 300], device: CPU);
        Tensor scores = randn([2, 300, 200], device: CPU, generator: new Generator(1, CPU));
        TokenOrderTargets near = TokenOrderTargets.Of(targets, null, 104), far = TokenOrderTargets.Of(targets, null, 300);
        CollectionAssert.AreEqual(new long[] { 2, 300, 104 }, far.Shares.shape);
        Assert.AreEqual(near.Loss(scores).item<float>(), far.Loss(scores).item<float>());
        Assert.AreEqual(0f, (float)Math.Exp(-104));
    }

    [TestMethod]
    public void A_window_below_1_is_refused()
    {
        using Tensor targets = zeros([1, 2], ScalarType.Int64, CPU);
        Assert.Throws<ArgumentOutOfRangeException>(() => TokenOrderTargets.Of(targets, null, 0));
    }
}
