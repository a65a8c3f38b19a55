using TorchSharp;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class DecoderTests
{
    private static readonly int[] SomeIds = [256, 72, 101, 108, 108, 111, 44, 32, 119, 111, 114, 108, 100, 0, 255];

    [TestMethod]
    [DataRow(4, 4, true, null, DisplayName = "one key-value head per query head, tied")]
    [DataRow(4, 2, false, null, DisplayName = "grouped queries, untied")]
    [DataRow(6, 1, true, 10, DisplayName = "one key-value head for all, heads wider than width / heads")]
    public void Logits_of_a_random_model_equal_a_float64_evaluation(int heads, int keyValueHeads, bool tied, int? headWidth)
    {
        using LanguageModel model = TinyModel.Create(TinyModel.Config with
        {
            Heads = heads,
            KeyValueHeads = keyValueHeads,
            TieEmbeddings = tied,
            HeadWidth = headWidth,
            RopeTheta = 500,
            NormEpsilon = 1e-3,
        });
        AssertEqualsFloat64(model, SomeIds);
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void Logits_of_stories260K_equal_a_float64_evaluation()
    {
        using LanguageModel model = LanguageModel.Load(SharedData.Require("models/stories260K"));
        AssertEqualsFloat64(model, [1, 403, 407, 261, 378, 432, 383, 286, 261, 376, 298, 315, 421, 395, 317, 426, 338, 401, 396, 267, 511, 0, 2, 37]);
    }

    [TestMethod]
    public void Documents_packed_into_one_row_get_the_hidden_states_that_each_gets_alone()
    {
        using LanguageModel model = TinyModel.Create();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor a = model.Decoder.Hidden(TinyModel.Ids([256, 1, 2, 3, 4])), b = model.Decoder.Hidden(TinyModel.Ids([256, 9, 8])), c = model.Decoder.Hidden(TinyModel.Ids([7, 7, 7, 1]));
        Tensor packed = model.Decoder.Hidden(
            TinyModel.Ids([256, 1, 2, 3, 4, 256, 9, 8, 7, 7, 7, 1]), TinyModel.Ids([0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2]));
        // 1e-4: the packed row's positions are shifted, and rotary attention is the same only up to float32 rounding.
        Assert.IsLessThan(1e-4, TinyModel.MaxDifference(cat([a, b, c], 1), packed));
    }

    [TestMethod]
    public void Cached_positions_equal_uncached_ones_however_they_are_fed()
    {
        using LanguageModel model = TinyModel.Create();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor ids = TinyModel.Ids([256, 1, 2, 3, 4, 5, 6, 7], [256, 8, 9, 9, 9, 3, 2, 1]);
        Tensor whole = model.Decoder.Hidden(ids);
        using var cache = new KeyValueCache(model.Config, 2, 8, model.Decoder.Place);
        Tensor[] parts = [.. new[] { (0, 3), (3, 1), (4, 1), (5, 3) }.Select(p => model.Decoder.Hidden(ids.narrow(1, p.Item1, p.Item2), null, cache))];
        Assert.AreEqual(8, cache.Length);
        Assert.IsLessThan(1e-5, TinyModel.MaxDifference(whole, cat(parts, 1)));
    }

    [TestMethod]
    public void A_row_padded_on_the_left_equals_the_row_alone()
    {
        using LanguageModel model = TinyModel.Create();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor alone = model.Decoder.Hidden(TinyModel.Ids([256, 5, 6, 7]));
        using var cache = new KeyValueCache(model.Config, 2, 6, model.Decoder.Place);
        Tensor padded = model.Decoder.Hidden(TinyModel.Ids([0, 0, 256, 5, 6, 7], [256, 1, 2, 3, 4, 5]), tensor(new long[] { 2, 0 }), cache);
        Assert.IsFalse(padded.isnan().any().item<bool>(), "padding must not turn into NaN");
        Assert.IsLessThan(1e-5, TinyModel.MaxDifference(alone[0], padded[0].narrow(0, 2, 4)));
    }

    [TestMethod]
    public void Padding_is_seen_by_none_but_itself_and_no_position_sees_nothing()
    {
        // Softmax over nothing is NaN in some of libtorch's kernels and 0 in others.
        using var scope = NewDisposeScope();
        var place = new WeightPlacement(ScalarType.Float32, CPU);
        Tensor mask = AttentionPattern.Continuing(tensor(new long[] { 2, 0 }, device: CPU), given: 3, attended: 4, end: 4, window: null, place).Mask!; // (2, 1, 3, 4)
        string[] rows = [.. mask.contiguous().data<float>().ToArray().Chunk(4).Select(r => string.Concat(r.Select(v => v == 0 ? 'x' : '.')))];
        CollectionAssert.AreEqual(new[] { ".x..", "..x.", "..xx", "xx..", "xxx.", "xxxx" }, rows);
    }

    [TestMethod]
    public void A_token_does_not_see_those_after_it()
    {
        using LanguageModel model = TinyModel.Create();
        using var scope = NewDisposeScope();
        Tensor a = TinyModel.Logits(model, TinyModel.Ids([1, 2, 3, 4])), b = TinyModel.Logits(model, TinyModel.Ids([1, 2, 3, 99]));
        Assert.AreEqual(0, TinyModel.MaxDifference(a.narrow(1, 0, 3), b.narrow(1, 0, 3)));
        Assert.AreNotEqual(0, TinyModel.MaxDifference(a, b));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Parameters_have_the_names_and_shapes_of_a_llama_checkpoint(bool tied)
    {
        DecoderConfig config = TinyModel.Config with { TieEmbeddings = tied };
        using LanguageModel model = TinyModel.Create(config);
        string[] expected = [.. DecoderShapes.Of(model.Config).Select(s => $"{s.Name} {string.Join('x', s.Shape)}").Order()];
        string[] actual = [.. model.Decoder.named_parameters().Select(p => $"{p.name} {string.Join('x', p.parameter.shape)}").Order()];
        CollectionAssert.AreEqual(expected, actual);
        Assert.AreEqual(model.Decoder.parameters().Sum(p => p.numel()), model.Config.CountParameters());
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        using LanguageModel a = TinyModel.Create(seed: 5), b = TinyModel.Create(seed: 5), c = TinyModel.Create(seed: 6);
        using var scope = NewDisposeScope();
        Tensor ids = TinyModel.Ids([1, 2, 3]);
        Assert.AreEqual(0, TinyModel.MaxDifference(TinyModel.Logits(a, ids), TinyModel.Logits(b, ids)));
        Assert.AreNotEqual(0, TinyModel.MaxDifference(TinyModel.Logits(a, ids), TinyModel.Logits(c, ids)));
    }

    [TestMethod]
    public void Making_a_model_leaves_the_global_seed_alone()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        float expected = rand(1, device: CPU).item<float>();
        manual_seed(3);
        using LanguageModel model = TinyModel.Create();
        Assert.AreEqual(expected, rand(1, device: CPU).item<float>());
    }

    [TestMethod]
    public void Modules_run_on_the_meta_device_and_refuse_to_mix_devices()
    {
        // Where no GPU is, the meta device catches what would fail on one: it has kernels for all but attention and index_select.
        using var scope = NewDisposeScope();
        var meta = new WeightPlacement(ScalarType.Float32, new Device(DeviceType.META));
        Tensor x = zeros([2, 3, 24], device: meta.Device);
        using var feedForward = new GatedFeedForward(24, 64, bias: false, meta);
        using var norm = new RmsNorm(24, 1e-5, meta);
        using var embedding = new TokenEmbedding(259, 24, meta);
        Assert.AreEqual(DeviceType.META, feedForward.forward(norm.forward(x)).device_type);
        CollectionAssert.AreEqual(new long[] { 2, 3, 259 }, embedding.Logits(x).shape);
        // Products with a weight report the mix; libtorch 2.10's linear and cross-entropy let it pass on meta.
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => norm.forward(zeros([2, 3, 24], device: CPU)));
    }

    private static void AssertEqualsFloat64(LanguageModel model, int[] ids)
    {
        using var scope = NewDisposeScope();
        double[][] expected = new Float64Decoder(model).Logits(ids);
        Tensor logits = TinyModel.Logits(model, TinyModel.Ids([.. ids.Select(i => (long)i)])); // (1, T, V)
        float[] actual = logits.contiguous().data<float>().ToArray();
        double worst = expected.SelectMany(r => r).Zip(actual, (e, a) => Math.Abs(e - a)).Max();
        Assert.IsLessThan(1e-4, worst);
    }
}
