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

    /// <param name="repeats">How often to work.</param>
    /// <param name="work">What must give back all it takes.</param>
    /// <param name="parametersMade">Parameters made from tensors each time: a Parameter takes over its tensor's handle, and
    /// TorchSharp 0.107 goes on counting the empty shell, though nothing is alive.</param>
    public static void MustNotChange(int repeats, Action work, int parametersMade = 0)
    {
        work(); // the first use allocates what is kept for good
        long before = Count();
        for (int i = 0; i < repeats; i++)
            work();
        Assert.AreEqual(before + repeats * parametersMade, Count(), $"live tensors after {repeats} repeats");
    }
}
