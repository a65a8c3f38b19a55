using static TorchSharp.torch;

namespace ResearchML.Torch.Tests;

[TestClass]
public sealed class TorchRuntimeTests
{
    [TestMethod]
    public void A_tensor_can_be_made_before_any_call_of_ours()
    {
        using Tensor x = ones(2, 3, device: CPU);
        Assert.AreEqual(6, x.numel());
    }
}
