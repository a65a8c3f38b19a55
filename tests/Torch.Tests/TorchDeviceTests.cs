using TorchSharp;
using static TorchSharp.torch;

namespace ResearchML.Torch.Tests;

[TestClass]
public sealed class TorchDeviceTests
{
    [TestMethod]
    public void No_gpu_id_means_the_cpu() => Assert.AreEqual(DeviceType.CPU, TorchDevice.Select(null, fallbackToCpu: false).type);

    [TestMethod]
    public void A_missing_gpu_falls_back_to_the_cpu_where_allowed() =>
        Assert.AreEqual(DeviceType.CPU, TorchDevice.Select(1000, fallbackToCpu: true).type);

    [TestMethod]
    public void A_missing_gpu_without_fallback_is_an_error_that_names_the_device()
    {
        InvalidOperationException exception = Assert.ThrowsExactly<InvalidOperationException>(() => TorchDevice.Select(1000, fallbackToCpu: false));
        foreach (string part in new[] { "GPU 1000", "cuda:1000", $"{(cuda.is_available() ? cuda.device_count() : 0)} CUDA devices", "FallbackToCpu", "TorchSharp-cuda-linux" })
            StringAssert.Contains(exception.Message, part);
    }

    [TestMethod]
    public void A_negative_gpu_id_is_refused() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TorchDevice.Select(-1, fallbackToCpu: true));

    [TestMethod]
    [TestCategory("Gpu")]
    public void A_gpu_asked_for_and_present_is_chosen()
    {
        RequireGpu();
        using Tensor x = ones(1, device: TorchDevice.Select(0, fallbackToCpu: false));
        Assert.AreEqual(DeviceType.CUDA, x.device_type);
        Assert.AreEqual(0, x.device_index);
    }

    internal static void RequireGpu()
    {
        TorchRuntime.EnsureAvailable();
        if (!cuda.is_available())
            Assert.Inconclusive("No CUDA device, or a libtorch without CUDA.");
    }
}
