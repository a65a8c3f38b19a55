using System.Runtime.InteropServices;

namespace ResearchML.Torch;

/// <summary>How the C library keeps memory that libtorch has given back.</summary>
internal static partial class NativeHeap
{
    private const int MmapThreshold = -3; // M_MMAP_THRESHOLD of glibc, malloc.h

    /// <summary>Has blocks of a megabyte and more come from the system and go back to it, for the rest of the process.</summary>
    /// <remarks>glibc keeps blocks of up to 32 MB once it has seen one freed, and activations of many sizes then leave holes: with a
    /// model of 1.1 GB they came to 360 MB (docs/LOG.md). Where the C library is another one nothing happens.</remarks>
    public static void GiveBackLargeBlocks()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = SetOption(MmapThreshold, 1 << 20);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no such option, and keeps no such blocks.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
