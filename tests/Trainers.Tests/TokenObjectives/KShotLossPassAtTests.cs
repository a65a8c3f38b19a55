using static TorchSharp.torch;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class KShotLossPassAtTests
{
    [TestMethod]
    [DataRow(0.5, 3, 0.875)]
    [DataRow(0.1, 2, 0.19)]
    [DataRow(1e-18, 2, 2e-18)]
    [DataRow(1e-30, 10000, 1e-26)]
    [DataRow(1 - 1e-14, 1.5, 1.0)]
    [DataRow(0, 64, 0.0)]
    [DataRow(1, 64, 1.0)]
    [DataRow(0.3, 1, 0.3)]
    public void It_is_one_minus_the_chance_that_every_sample_is_wrong(double p, double k, double expected)
    {
        using Tensor x = tensor(p, device: CPU), shots = KShotLoss.PassAt(x, k);
        Assert.AreEqual(expected, shots.item<double>(), 2e-15 * expected);
    }

    [TestMethod]
    public void It_keeps_shape_and_type_and_is_a_copy()
    {
        using var scope = NewDisposeScope();
        Tensor p = tensor([0.5f, 1e-9f, 0, 1], [2, 2], device: CPU);
        Tensor shots = KShotLoss.PassAt(p, 2), one = KShotLoss.PassAt(p, 1);
        Assert.AreEqual(ScalarType.Float32, shots.dtype);
        CollectionAssert.AreEqual(new[] { 0.75f, 2e-9f, 0, 1 }, shots.data<float>().ToArray());
        CollectionAssert.AreEqual(new long[] { 2, 2 }, shots.shape);
        one[0, 0] = 0;
        Assert.AreEqual(0.5f, p[0, 0].item<float>());
    }

    [TestMethod]
    public void It_is_the_exponential_of_minus_the_loss()
    {
        using var scope = NewDisposeScope();
        Tensor logits = tensor([0.0, 1, -2, 3], [1, 4], device: CPU), p = logits.softmax(1);
        for (long y = 0; y < 4; y++)
            Assert.AreEqual(Math.Exp(-KShotLoss.Forward(logits, tensor(new[] { y }, device: CPU), 8).item<double>()), KShotLoss.PassAt(p[0, y], 8).item<double>(), 1e-14);
    }

    [TestMethod]
    public void What_is_no_probability_is_named()
    {
        using var scope = NewDisposeScope();
        string Message<T>(Tensor p, double k)
            where T : Exception => Assert.Throws<T>(() => KShotLoss.PassAt(p, k)).Message;
        StringAssert.StartsWith(Message<ArgumentException>(tensor(1.5, device: CPU), 2), "Probabilities must be from 0 to 1, but one is 1.5.");
        StringAssert.StartsWith(Message<ArgumentException>(tensor(-0.5, device: CPU), 2), "Probabilities must be from 0 to 1, but one is -0.5.");
        StringAssert.StartsWith(Message<ArgumentException>(tensor(double.NaN, device: CPU), 2), "Probabilities must be from 0 to 1, but one is NaN.");
        StringAssert.StartsWith(Message<ArgumentException>(tensor(1L, device: CPU), 2), "Probabilities must be Float32 or Float64, but are Int64");
        StringAssert.StartsWith(Message<ArgumentOutOfRangeException>(tensor(0.5, device: CPU), 0.99), "k must be finite and at least 1, but is 0.99.");
    }
}
