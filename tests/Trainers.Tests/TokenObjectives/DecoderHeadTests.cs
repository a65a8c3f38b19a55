using ResearchML.LanguageModels;
using static TorchSharp.torch;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class DecoderHeadTests
{
    [TestMethod]
    [DataRow(null)]
    [DataRow(3)]
    public void Each_document_of_a_row_is_as_if_it_were_alone(int? window)
    {
        using var data = new TokenBatch(window: window);
        using var head = new DecoderHead(data.Decoder, seed: 2);
        Tensor together = head.Forward(data.Hidden, data.Batch.Documents);
        foreach ((int row, int start, long[] targets) in data.Documents)
        {
            Tensor alone = head.Forward(data.Hidden[row].narrow(0, start, targets.Length).unsqueeze(0));
            Assert.IsLessThan(1e-5f, (alone[0] - together[row].narrow(0, start, targets.Length)).abs().max().item<float>());
        }
    }

    [TestMethod]
    public void It_looks_back_and_not_ahead()
    {
        using var data = new TokenBatch(withDocuments: false);
        using var head = new DecoderHead(data.Decoder, seed: 2);
        Tensor changed = data.Hidden.detach().clone();
        changed[TensorIndex.Colon, 6].zero_();
        bool[] differs = [.. (head.Forward(changed) - head.Forward(data.Hidden)).abs().amax([0, 2]).data<float>().Select(d => d > 0)];
        CollectionAssert.AreEqual(Enumerable.Range(0, TokenBatch.Length).Select(t => t >= 6).ToArray(), differs);
    }

    [TestMethod]
    public void Its_weights_are_a_layers_and_a_norms_and_depend_on_the_seed()
    {
        using var data = new TokenBatch();
        using DecoderHead one = new(data.Decoder, seed: 2), same = new(data.Decoder, seed: 2), other = new(data.Decoder, seed: 3);
        static string[] Names(nn.Module module, string prefix) => [.. module.named_parameters().Select(p => p.name).Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Select(n => n[prefix.Length..]).Order()];
        CollectionAssert.AreEqual(Names(data.Decoder, "model.layers.1."), Names(one, "layer."));
        CollectionAssert.AreEqual(new[] { "weight" }, Names(one, "norm."));
        Assert.AreEqual(Names(one, "layer.").Length + 1, one.parameters().Count());
        // Within another module, of which TorchSharp looks through the fields, it has the same.
        using var within = new TorchSharp.Modules.ModuleList<DecoderHead>(same);
        using var outer = new Outer(within);
        Assert.AreEqual(one.parameters().Count(), outer.parameters().Count());
        Tensor Flat(DecoderHead head) => cat([.. head.parameters().Select(p => p.flatten())], 0);
        Assert.IsTrue(Flat(one).Equals(Flat(same)));
        Assert.IsFalse(Flat(one).Equals(Flat(other)));
    }

    private sealed class Outer : nn.Module
    {
        public Outer(nn.Module inner)
            : base(nameof(Outer)) => register_module("inner", inner);
    }
}
