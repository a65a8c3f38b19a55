using TorchSharp;

namespace ResearchML.Tests;

/// <summary>Checks that work leaves no tensor behind. Tests that use it must not run beside others.</summary>
internal static class LiveTensors
{
    public static void MustNotChange(int repeats, Action work)
    {
        work(); // first use allocates what is kept for good
        long before = torch.Tensor.TotalCount;
        for (int i = 0; i < repeats; i++)
            work();
        Assert.AreEqual(before, torch.Tensor.TotalCount, $"live tensors after {repeats} repeats");
    }
}
