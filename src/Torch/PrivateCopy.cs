using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ResearchML.Torch;

/// <summary>A file only this user can change, in a folder only this user can enter.</summary>
/// <remarks>
/// What is loaded as code must not come from a place another user can write to. The folder is ours and has mode 0700, the
/// file is ours, not writable by group or others, and is compared byte by byte with the wanted content before each use; a
/// file that differs is replaced. Writing goes through a temporary name and a rename, so that processes starting together
/// each see a whole file.
/// </remarks>
[SupportedOSPlatform("linux")]
internal static partial class PrivateCopy
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode SharedWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>The per-user folder, <c>$XDG_DATA_HOME</c> or <c>~/.local/share</c>, existing or not.</summary>
    /// <exception cref="IOException">This user has no home folder.</exception>
    public static string DefaultRoot()
    {
        string root = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.IsPathFullyQualified(root) ? root : throw new IOException("This user has no home folder.");
    }

    /// <summary>Makes sure that the copy exists with exactly this content.</summary>
    /// <param name="root">The per-user folder.</param>
    /// <param name="key">Names the copy's folder: the hash of what it was made from.</param>
    /// <param name="file">The copy's file name.</param>
    /// <param name="content">What the copy must hold.</param>
    /// <returns>The copy's full path.</returns>
    /// <exception cref="IOException">The folder or the file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder belongs to someone else, or may not be written.</exception>
    public static string Ensure(string root, string key, string file, byte[] content)
    {
        string folder = Path.Combine(root, "ResearchML", "native", key);
        Directory.CreateDirectory(folder, OwnerOnly);
        if (!IsOurs(folder, FileKind.Folder))
            throw new UnauthorizedAccessException($"'{folder}' is a link or belongs to another user.");
        if (File.GetUnixFileMode(folder) != OwnerOnly)
            File.SetUnixFileMode(folder, OwnerOnly);

        string path = Path.Combine(folder, file);
        if (!IsIntact(path, content))
            Replace(path, content);
        return path;
    }

    private static bool IsIntact(string path, byte[] content) =>
        File.Exists(path)
        && IsOurs(path, FileKind.Regular)
        && (File.GetUnixFileMode(path) & SharedWrite) == 0
        && new FileInfo(path).Length == content.Length
        && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);

    private static void Replace(string path, byte[] content)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private enum FileKind
    {
        Folder = 0x4000,
        Regular = 0x8000,
    }

    // statx has one layout on every architecture, unlike stat: stx_uid at byte 20, stx_mode at byte 28, 256 bytes in all.
    private static unsafe bool IsOurs(string path, FileKind kind)
    {
        const int currentFolder = -100, noFollow = 0x100;
        const uint typeModeAndOwner = 0x1 | 0x2 | 0x8;
        byte* status = stackalloc byte[256];
        if (StatX(currentFolder, path, noFollow, typeModeAndOwner, status) != 0)
            throw new IOException($"'{path}' cannot be examined: error {Marshal.GetLastPInvokeError()}.");
        return *(uint*)(status + 20) == GetEffectiveUserId() && (*(ushort*)(status + 28) & 0xF000) == (int)kind;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int folder, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();
}
