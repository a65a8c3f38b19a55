using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace ResearchML.Torch;

/// <summary>Loads a library from memory, for a user without a folder to write to.</summary>
[SupportedOSPlatform("linux")]
internal static partial class MemoryFile
{
    /// <summary>Writes the content to an anonymous memory file and loads it from there.</summary>
    /// <param name="name">Shown in <c>/proc/self/maps</c>.</param>
    /// <param name="content">The library's bytes.</param>
    /// <returns>The library's handle.</returns>
    /// <exception cref="IOException">The kernel gives no memory file.</exception>
    /// <exception cref="DllNotFoundException">The library does not load.</exception>
    public static nint Load(string name, ReadOnlySpan<byte> content)
    {
        const uint closeOnExec = 1;
        int descriptor = Create(name, closeOnExec);
        if (descriptor < 0)
            throw new IOException($"memfd_create failed with error {Marshal.GetLastPInvokeError()}.");

        // Left open: dlopen knows libraries by path, and the next file to get this number must not be taken for this one.
        var handle = new SafeFileHandle(descriptor, ownsHandle: false);
        RandomAccess.Write(handle, content, 0);
        return NativeLibrary.Load(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}"));
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Create(string name, uint flags);
}
