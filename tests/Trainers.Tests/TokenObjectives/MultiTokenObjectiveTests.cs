using ResearchML.LanguageModels;
using static TorchSharp.torch;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class MultiTokenObjectiveTests
{
    [TestMethod]
    [DataRow(2, true, true)]
    [DataRow(4, true, false)]
    [DataRow(4, false, true)]
    [DataRow(12, true, true)]
    public void Loss_and_gradients_are_those_of_the_papers_definition(int heads, bool withDocuments, bool tied)
    {
        using var data = new TokenBatch(withDocuments, tied);
        var objective = new MultiTokenObjective(heads);
        using nn.Module? own = objective.CreateHeads(data.Decoder, seed: 5);
        Assert.AreEqual((heads - 1) * 10, own!.parameters().Count(), "four projections, three of the feed-forward block, three norms");
        ObjectiveValue value = objective.Evaluate(data.Batch with { Heads = own });
        Tensor[] naive = [data.NextToken(), .. Enumerable.Range(2, heads - 1).Select(ahead => Ahead(data, ((MultiTokenHeads)own!).Ahead(ahead), ahead))];
        data.MustEqual(naive.Aggregate((a, b) => a + b), value.Loss, own);

        CollectionAssert.AreEqual(new[] { "nll" }.Concat(Enumerable.Range(2, heads - 1).Select(a => $"ahead {a}")).ToArray(), value.Diagnostics!.Keys.ToArray());
        foreach ((double diagnostic, Tensor expected) in value.Diagnostics.Values.Zip(naive))
            Assert.AreEqual(expected.item<float>(), diagnostic, 1e-5);
    }

    [TestMethod]
    public void One_head_is_next_token_training_to_the_bit()
    {
        using var data = new TokenBatch();
        var objective = new MultiTokenObjective(1);
        Assert.IsNull(objective.CreateHeads(data.Decoder, 1));
        Tensor next = new NextTokenObjective().Evaluate(data.Batch).Loss, one = objective.Evaluate(data.Batch).Loss;
        Assert.AreEqual(next.item<float>(), one.item<float>());
        TokenBatch.MustEqual(data.Gradients(next, null), data.Gradients(one, null), tolerance: 0);
    }

    [TestMethod]
    public void A_head_without_any_token_so_far_ahead_counts_nothing()
    {
        using var data = new TokenBatch();
        var objective = new MultiTokenObjective(3);
        using nn.Module? own = objective.CreateHeads(data.Decoder, seed: 5);
        Tensor alone = arange(TokenBatch.Length, ScalarType.Int64, CPU).expand(3, -1); // documents of one position each
        ObjectiveValue value = objective.Evaluate(data.Batch with { Heads = own, Documents = alone });
        Assert.AreEqual(value.Diagnostics!["nll"], value.Loss.item<float>());
        Assert.AreEqual((0, 0), (value.Diagnostics["ahead 2"], value.Diagnostics["ahead 3"]));
    }

    [TestMethod]
    public void Heads_depend_on_the_seed_and_differ_from_each_other()
    {
        using var data = new TokenBatch();
        var objective = new MultiTokenObjective(3);
        float[] Weights(ulong seed)
        {
            using nn.Module heads = objective.CreateHeads(data.Decoder, seed)!;
            return [.. heads.parameters().SelectMany(p => p.data<float>().ToArray())];
        }
        float[] one = Weights(1);
        CollectionAssert.AreEqual(one, Weights(1));
        CollectionAssert.AreNotEqual(one, Weights(2));
        CollectionAssert.AreNotEqual(one[..(one.Length / 2)], one[(one.Length / 2)..]);
    }

    [TestMethod]
    public void Fifty_evaluations_leave_no_tensor_behind()
    {
        using var data = new TokenBatch();
        var objective = new MultiTokenObjective(3);
        using nn.Module? own = objective.CreateHeads(data.Decoder, seed: 5);
        LiveTensors.MustNotChange(50, () =>
        {
            using var scope = NewDisposeScope();
            _ = data.Gradients(objective.Evaluate(data.Batch with { Heads = own }).Loss, own);
            foreach (Tensor tensor in (IEnumerable<Tensor>)[data.Hidden, .. data.Decoder.parameters(), .. own!.parameters()])
                tensor.grad = null;
        });
    }

    [TestMethod]
    public void Heads_that_are_out_of_range_or_of_another_are_named()
    {
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => new MultiTokenObjective(0)).Message, "Multi-token prediction needs at least 1 head, which predicts the next token, but got 0.");
        using var data = new TokenBatch();
        const string TooFar = "Multi-token prediction with 13 heads looks 13 tokens ahead, which is more than the context length, 12.";
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => new MultiTokenObjective(13).CreateHeads(data.Decoder, 1)).Message, TooFar);
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => new MultiTokenObjective(13).Evaluate(data.Batch)).Message, TooFar);
        StringAssert.StartsWith(
            Assert.Throws<ArgumentException>(() => new MultiTokenObjective(2).Evaluate(data.Batch)).Message, "ObjectiveBatch.Heads must be what CreateHeads of multi-token(heads=2) made.");
    }

    private static Tensor Ahead(TokenBatch data, DecoderHead head, int ahead)
    {
        // Each document by itself, one position at a time.
        var states = data.Documents.ToDictionary(d => d, d => head.Forward(data.Hidden[d.Row].narrow(0, d.Start, d.Targets.Length).unsqueeze(0))[0]);
        return data.Mean((document, t) => t + ahead - 1 < document.Targets.Length
            ? -nn.functional.log_softmax(data.Decoder.Logits(states[document][t]), 0)[document.Targets[t + ahead - 1]]
            : null);
    }
}
