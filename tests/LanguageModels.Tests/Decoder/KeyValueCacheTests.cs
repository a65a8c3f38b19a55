using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class KeyValueCacheTests
{
    [TestMethod]
    [DataRow(null, 2 * 2 * 32 * 2 * 6 * 4)] // keys and values, layers, positions, heads, head width, bytes
    [DataRow(5, 2 * 2 * 10 * 2 * 6 * 4)] // two windows
    [DataRow(100, 2 * 2 * 32 * 2 * 6 * 4)]
    public void The_bytes_of_a_row_are_those_of_its_tensors(int? window, long bytes) =>
        Assert.AreEqual(bytes, KeyValueCache.BytesPerRow(TinyModel.Config with { SlidingWindow = window }, 32, new WeightPlacement(ScalarType.Float32, CPU)));

    [TestMethod]
    [DataRow(null)]
    [DataRow(3)]
    public void A_repeated_cache_goes_on_like_the_one_it_came_from(int? window)
    {
        using LanguageModel model = TinyModel.Create(TinyModel.Config with { ModelType = "mistral", SlidingWindow = window });
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var cache = new KeyValueCache(model.Config, 2, 8, model.Decoder.Place);
        model.Decoder.Hidden(TinyModel.Ids([1, 2, 3, 4, 5, 6, 7], [8, 9, 10, 11, 12, 13, 14]), padding: null, cache);
        using KeyValueCache repeated = cache.Repeat(3, 9);
        Tensor expected = model.Decoder.Hidden(TinyModel.Ids([15], [16]), padding: null, cache).repeat_interleave(3, 0); // (6, 1, W)
        Tensor actual = model.Decoder.Hidden(TinyModel.Ids([15], [15], [15], [16], [16], [16]), padding: null, repeated);
        Assert.IsLessThan(1e-5, TinyModel.MaxDifference(expected, actual));
        Assert.AreEqual(8, repeated.Length);
        Assert.AreEqual(9, repeated.Capacity);
    }
}
