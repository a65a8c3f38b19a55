using System.Runtime.InteropServices;

namespace ResearchML.Torch;

/// <summary>A second name for a file, which .NET 10 does not offer.</summary>
internal static partial class HardLink
{
    /// <summary>Gives the file a second name; false where the file system has no such links, or the name is taken.</summary>
    public static bool TryCreate(string path, string second)
    {
        try
        {
            return OperatingSystem.IsWindows() ? CreateHardLink(second, path, 0) : Link(path, second) == 0;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return false; // A Unix whose C library has another name.
        }
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string path, string second);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string second, string path, nint security);
}
