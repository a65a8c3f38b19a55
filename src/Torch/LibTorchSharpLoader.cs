using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace ResearchML.Torch;

/// <summary>Finds and loads libLibTorchSharp.so after the runtime's ordinary probing failed. Linux only.</summary>
internal static class LibTorchSharpLoader
{
    public const string LibraryName = "LibTorchSharp";
    private const string LibraryFile = "libLibTorchSharp.so";
    private const string TorchFile = "libtorch.so";

    // The symbol that GCC 13's <iostream> leaves in every object file; libLibTorchSharp.so lists it and never uses it.
    private const string Version = "GLIBCXX_3.4.32";
    private const string UnusedSymbol = "_ZSt21ios_base_library_initv";

    private static readonly Lock Gate = new();
    private static nint _library;
    private static string? _failure;

    /// <summary>Handler of <c>AssemblyLoadContext.ResolvingUnmanagedDll</c>: the library's handle, or zero.</summary>
    public static nint Resolve(Assembly assembly, string name)
    {
        if (name != LibraryName || !OperatingSystem.IsLinux())
            return 0;
        lock (Gate)
        {
            if (_library != 0)
                return _library;
            try
            {
                _library = Load(SearchFolders(assembly));
            }
            catch (Exception exception) // The runtime goes on to say that the library is missing; the reason is kept for that.
            {
                _failure = Explain(exception.Message);
            }
            return _library;
        }
    }

    /// <summary>Why LibTorchSharp did not load, for a person to read.</summary>
    public static string FailureReason(Assembly torchSharp)
    {
        lock (Gate)
        {
            if (_failure is not null)
                return _failure;
        }
        try
        {
            NativeLibrary.Load(LibraryName, torchSharp, null);
            return "it loads now; call again.";
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            return exception.Message;
        }
    }

    /// <summary>Adds to the system's message what a person can do about it, where that is known.</summary>
    public static string Explain(string failure) =>
        failure.Contains("GLIBCXX_", StringComparison.Ordinal) || failure.Contains("CXXABI_", StringComparison.Ordinal)
            ? $"{failure} (libtorch is there, but this system's libstdc++ is older than it needs: install a newer libstdc++6 or a newer system.)"
            : failure;

    [SupportedOSPlatform("linux")]
    private static nint Load(IReadOnlyList<string> folders)
    {
        string library = Find(LibraryFile, folders)
            ?? throw new DllNotFoundException($"{LibraryFile} is in none of these folders: {string.Join(", ", folders)}.");
        // One folder holds both in an ordinary output; NuGet's cache keeps them in two packages.
        string torch = Find(TorchFile, [Path.GetDirectoryName(library)!, .. folders])
            ?? throw new DllNotFoundException($"{TorchFile} is missing: {library} came without it, so no libtorch package is referenced.");

        NativeLibrary.Load(torch); // Its RUNPATH finds the rest of libtorch beside it.
        try
        {
            return NativeLibrary.Load(library);
        }
        catch (DllNotFoundException exception) when (exception.Message.Contains(Version, StringComparison.Ordinal))
        {
            return LoadWithoutVersion(library);
        }
    }

    [SupportedOSPlatform("linux")]
    private static nint LoadWithoutVersion(string library)
    {
        byte[] source = File.ReadAllBytes(library);
        byte[] weakened = ElfVersionNeeds.Weaken(source, Version, UnusedSymbol);
        try
        {
            string key = Convert.ToHexStringLower(SHA256.HashData(source));
            return NativeLibrary.Load(PrivateCopy.Ensure(PrivateCopy.DefaultRoot(), key, LibraryFile, weakened));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DllNotFoundException)
        {
            // No home folder, one that is not ours, or one mounted without the right to execute.
            return MemoryFile.Load(LibraryFile, weakened);
        }
    }

    private static string? Find(string file, IEnumerable<string> folders) =>
        folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    private static List<string> SearchFolders(Assembly torchSharp)
    {
        string? probed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string;
        List<string> folders = [.. (probed ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), AppContext.BaseDirectory];
        if (Path.GetDirectoryName(torchSharp.Location) is { Length: > 0 } beside)
        {
            string native = Path.Combine("runtimes", RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64", "native");
            folders.Add(beside);
            folders.Add(Path.Combine(beside, native));
        }
        return [.. folders.Select(Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal)];
    }
}
