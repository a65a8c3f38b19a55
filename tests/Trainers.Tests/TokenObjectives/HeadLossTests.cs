using ResearchML.LanguageModels;
using static TorchSharp.torch;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class HeadLossTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void It_has_the_value_and_the_gradients_of_the_plain_computation(bool tied)
    {
        using var data = new TokenBatch(tied: tied);
        using var head = new DecoderHead(data.Decoder, seed: 2);
        Tensor Plain(Tensor hidden) => nn.functional.cross_entropy(data.Decoder.Logits(head.Forward(hidden, data.Batch.Documents)).flatten(0, 1), data.Batch.Targets.flatten());
        Tensor loss = HeadLoss.Evaluate(data.Hidden, [.. head.parameters(), .. data.Decoder.OutputParameters], Plain);
        data.MustEqual(Plain(data.Hidden), loss, head, tolerance: 1e-7);
    }

    [TestMethod]
    public void What_is_done_to_it_afterwards_scales_its_gradients()
    {
        using var data = new TokenBatch();
        Tensor Plain(Tensor hidden) => data.Decoder.Logits(hidden).square().mean();
        Tensor first = HeadLoss.Evaluate(data.Hidden, data.Decoder.OutputParameters, Plain), second = HeadLoss.Evaluate(data.Hidden * 2, data.Decoder.OutputParameters, Plain);
        data.MustEqual(Plain(data.Hidden) * 0.25 + Plain(data.Hidden * 2).square(), first * 0.25 + second.square(), null);
    }

    [TestMethod]
    public void Its_graph_is_gone_when_it_returns_so_that_one_heads_logits_are_alive()
    {
        using var data = new TokenBatch();
        Tensor? logits = null;
        long before = LiveTensors.Count();
        using (NewDisposeScope())
        {
            Tensor loss = HeadLoss.Evaluate(data.Hidden, data.Decoder.OutputParameters, hidden =>
            {
                logits = data.Decoder.Logits(hidden).DetachFromDisposeScope();
                return logits.square().mean(); // square keeps the logits for its backward
            });
            Assert.AreEqual(before + 2, LiveTensors.Count(), "the loss, and the logits that this test holds on to");
            // libtorch frees what a graph kept when it has run: were the graph alive, this would run again.
            StringAssert.Contains(Assert.Throws<Exception>(() => logits!.square().mean().backward()).Message, "second time");
            loss.backward();
        }
        logits!.Dispose();
    }

    [TestMethod]
    public void Fifty_steps_leave_no_tensor_behind_with_backward_or_without()
    {
        using var data = new TokenBatch();
        using var head = new DecoderHead(data.Decoder, seed: 2);
        Tensor Loss() => HeadLoss.Evaluate(data.Hidden, [.. head.parameters(), .. data.Decoder.OutputParameters], hidden => data.Decoder.Logits(head.Forward(hidden)).square().mean());
        LiveTensors.MustNotChange(50, () =>
        {
            using var scope = NewDisposeScope();
            Loss().backward();
            foreach (Tensor tensor in (IEnumerable<Tensor>)[data.Hidden, .. data.Decoder.parameters(), .. head.parameters()])
                tensor.grad = null;
        });
        LiveTensors.MustNotChange(50, () =>
        {
            using var scope = NewDisposeScope();
            _ = Loss();
        });
    }

    [TestMethod]
    public void Gradients_that_were_there_stay_until_backward_and_are_added_to_whatever_is_listed_twice()
    {
        using var data = new TokenBatch();
        Tensor weight = data.Decoder.OutputParameters[0];
        Tensor Plain(Tensor hidden) => data.Decoder.Logits(hidden).square().mean();
        Plain(data.Hidden).backward();
        float[] once = weight.grad!.data<float>().ToArray();
        Tensor loss = HeadLoss.Evaluate(data.Hidden, [.. data.Decoder.OutputParameters, .. data.Decoder.OutputParameters], Plain);
        CollectionAssert.AreEqual(once, weight.grad!.data<float>().ToArray());
        loss.backward();
        CollectionAssert.AreEqual(once.Select(g => 2 * g).ToArray(), weight.grad!.data<float>().ToArray());
    }

    [TestMethod]
    public void Frozen_parameters_are_passed_over_and_so_are_those_that_the_loss_does_not_use()
    {
        using var data = new TokenBatch();
        using var head = new DecoderHead(data.Decoder, seed: 2);
        data.Decoder.OutputParameters[0].requires_grad = false;
        Tensor loss = HeadLoss.Evaluate(data.Hidden, [.. head.parameters(), .. data.Decoder.OutputParameters], hidden => data.Decoder.Logits(hidden).square().mean());
        data.MustEqual(data.Decoder.Logits(data.Hidden).square().mean(), loss, head);
    }

    [TestMethod]
    public void Without_gradients_it_is_the_loss_alone()
    {
        using var data = new TokenBatch();
        using var noGrad = no_grad();
        Tensor loss = HeadLoss.Evaluate(data.Hidden, data.Decoder.OutputParameters, hidden => data.Decoder.Logits(hidden).mean());
        Assert.IsFalse(loss.requires_grad);
        Assert.AreEqual(data.Decoder.Logits(data.Hidden).mean().item<float>(), loss.item<float>());
    }

    [TestMethod]
    public void A_loss_that_is_no_scalar_or_has_no_graph_is_refused()
    {
        using var data = new TokenBatch();
        Assert.AreEqual(
            "The loss of a head must be one number, but is of shape (3, 12, 16): take its mean.",
            Assert.Throws<InvalidOperationException>(() => HeadLoss.Evaluate(data.Hidden, [], hidden => hidden * 2)).Message);
        StringAssert.StartsWith(
            Assert.Throws<InvalidOperationException>(() => HeadLoss.Evaluate(data.Hidden, [], hidden => hidden.detach().mean())).Message,
            "The loss of a head has no graph back to the hidden states");
    }
}
