using static TorchSharp.torch;

namespace ResearchML.Torch.Tests;

internal static class LiveTensors
{
    /// <summary>Tensors alive in this process, after those that nobody holds any more are gone.</summary>
    public static long Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
