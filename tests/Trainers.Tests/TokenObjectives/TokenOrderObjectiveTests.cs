using ResearchML.LanguageModels;
using static TorchSharp.torch;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class TokenOrderObjectiveTests
{
    [TestMethod]
    [DataRow(1, true, true)]
    [DataRow(3, true, false)]
    [DataRow(12, true, true)]
    [DataRow(5, false, true)]
    public void Loss_and_gradients_are_those_of_the_papers_definition(int window, bool withDocuments, bool tied)
    {
        using var data = new TokenBatch(withDocuments, tied);
        var objective = new TokenOrderObjective(window);
        using nn.Module own = objective.CreateHeads(data.Decoder, seed: 5)!;
        ObjectiveValue value = objective.Evaluate(data.Batch with { Heads = own });
        Tensor next = data.NextToken(), order = Order(data, own, window);
        data.MustEqual(next + order, value.Loss, own);
        Assert.AreEqual(next.item<float>(), value.Diagnostics!["nll"], 1e-5);
        Assert.AreEqual(order.item<float>(), value.Diagnostics["order"], 1e-5);
    }

    [TestMethod]
    public void Heads_depend_on_the_seed()
    {
        using var data = new TokenBatch();
        float[] Weights(ulong seed)
        {
            using nn.Module heads = new TokenOrderObjective(2).CreateHeads(data.Decoder, seed)!;
            return [.. heads.parameters().Single().data<float>()];
        }
        float[] one = Weights(1);
        Assert.HasCount(259 * 16, one);
        CollectionAssert.AreEqual(one, Weights(1));
        CollectionAssert.AreNotEqual(one, Weights(2));
    }

    [TestMethod]
    public void Fifty_evaluations_leave_no_tensor_behind()
    {
        using var data = new TokenBatch();
        var objective = new TokenOrderObjective(4);
        using nn.Module own = objective.CreateHeads(data.Decoder, seed: 5)!;
        LiveTensors.MustNotChange(50, () =>
        {
            using var scope = NewDisposeScope();
            _ = data.Gradients(objective.Evaluate(data.Batch with { Heads = own }).Loss, own);
            foreach (Tensor tensor in (IEnumerable<Tensor>)[data.Hidden, .. data.Decoder.parameters(), .. own.parameters()])
                tensor.grad = null;
        });
    }

    [TestMethod]
    public void A_window_that_is_out_of_range_and_heads_of_another_are_named()
    {
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => new TokenOrderObjective(0)).Message, "Token order prediction needs a window of at least 1 token, but got 0.");
        using var data = new TokenBatch();
        const string TooLong = "A token-order window of 13 tokens is longer than the context length, 12.";
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => new TokenOrderObjective(13).CreateHeads(data.Decoder, 1)).Message, TooLong);
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => new TokenOrderObjective(13).Evaluate(data.Batch)).Message, TooLong);
        StringAssert.StartsWith(
            Assert.Throws<ArgumentException>(() => new TokenOrderObjective(4).Evaluate(data.Batch)).Message, "ObjectiveBatch.Heads must be what CreateHeads of token-order(window=4) made.");
    }

    // −Σ_v softmax(scores)_v · log softmax(U h_t)_v, with the scores of the whole vocabulary.
    private static Tensor Order(TokenBatch data, nn.Module own, int window) => data.Mean((document, t) =>
    {
        var scores = new float[259];
        Array.Fill(scores, float.NegativeInfinity);
        for (int distance = Math.Min(window, document.Targets.Length - t); distance >= 1; distance--)
            scores[document.Targets[t + distance - 1]] = window - distance;
        Tensor logits = own.parameters().Single().matmul(data.Hidden[document.Row, document.Start + t]);
        return -(nn.functional.softmax(tensor(scores, device: CPU), 0) * nn.functional.log_softmax(logits, 0)).sum();
    });
}
