using System.Runtime.InteropServices;
using TorchSharp;

namespace ResearchML.Torch;

/// <summary>Asks the system to back large CPU tensors with large pages.</summary>
/// <remarks>Weights are read from end to end for every decoded token, and pages of 4 KiB cost a translation every 4 KiB. On most
/// Linux distributions large pages are given to those who ask (<c>transparent_hugepage = madvise</c>). A wish, not a condition:
/// where it is not granted nothing changes.</remarks>
internal static partial class HugePages
{
    private const int Advice = 14; // MADV_HUGEPAGE of Linux, include/uapi/asm-generic/mman-common.h
    private const long PageBytes = 2 << 20;
    private const long SmallPageBytes = 4096;

    /// <summary>Asks for large pages for a new tensor, before it is written to.</summary>
    /// <param name="tensor">Contiguous. Nothing happens unless it is on the CPU of a Linux machine and spans several large pages.</param>
    /// <returns>Whether the system took note.</returns>
    public static bool Advise(torch.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        long bytes = tensor.numel() * tensor.element_size();
        if (!OperatingSystem.IsLinux() || tensor.device_type != DeviceType.CPU || bytes < 2 * PageBytes)
            return false;
        long address = TensorAddress.Of(tensor), first = (address + SmallPageBytes - 1) / SmallPageBytes * SmallPageBytes;
        return MemoryAdvise((nint)first, (nuint)((address + bytes - first) / SmallPageBytes * SmallPageBytes), Advice) == 0;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(nint address, nuint length, int advice);
}
