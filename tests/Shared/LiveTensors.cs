using TorchSharp;

namespace ResearchML.Tests;

/// <summary>Checks that work leaves no tensor behind. The count is the process's: such tests run beside no others.</summary>
internal static class LiveTensors
{
    /// <summary>Tensors alive, after those that nobody holds any more are gone.</summary>
    public static long Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }

    public static void MustNotChange(int repeats, Action work)
    {
        work(); // the first use allocates what is kept for good
        long before = Count();
        for (int i = 0; i < repeats; i++)
            work();
        Assert.AreEqual(before, Count(), $"live tensors after {repeats} repeats");
    }
}
