using System.Runtime.InteropServices;

namespace ResearchML.LanguageModels;

/// <summary>Finds the XML documentation of the .NET reference assemblies on this machine.</summary>
internal static class ReferenceDocumentationFiles
{
    /// <summary>Folders where .NET may be installed, best guess first: DOTNET_ROOT, the one this program runs on, those of <c>dotnet</c> on the PATH.</summary>
    internal static IEnumerable<string> Roots()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } named)
            yield return named;
        yield return Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));   // root/shared/Microsoft.NETCore.App/version
        var program = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var file = new FileInfo(Path.Combine(folder, program));
            if (file.Exists)
                yield return Path.GetDirectoryName((file.ResolveLinkTarget(returnFinalTarget: true) ?? file).FullName)!;
        }
    }

    /// <summary>The documentation files of the newest reference pack under the first root that has one, in ordinal order.</summary>
    /// <exception cref="DirectoryNotFoundException">No root has one.</exception>
    internal static IReadOnlyList<string> Find(IEnumerable<string> roots)
    {
        var searched = new List<string>();
        foreach (var root in roots.Distinct())
        {
            var pack = Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref");
            searched.Add(pack);
            if (!Directory.Exists(pack))
                continue;
            foreach (var version in NewestFirst(pack).Select(folder => Path.Combine(folder, "ref")).Where(Directory.Exists))
            {
                foreach (var framework in NewestFirst(version))
                {
                    var files = Directory.GetFiles(framework, "*.xml");
                    if (files.Length == 0)
                        continue;
                    Array.Sort(files, StringComparer.Ordinal);
                    return files;
                }
            }
        }
        throw new DirectoryNotFoundException(
            $"The .NET SDK's reference documentation (ref/net*/*.xml) was not found in: {string.Join(", ", searched)}. Install the .NET SDK, point DOTNET_ROOT at it, or name a corpus of your own.");
    }

    // "10.0.12" after "9.0.1", "10.0.0-rc.1" before "10.0.0"; "net10.0" after "net9.0".
    private static IEnumerable<string> NewestFirst(string folder) => Directory.GetDirectories(folder)
        .OrderByDescending(path => Version.TryParse(Path.GetFileName(path).Split('-')[0].Replace("net", "", StringComparison.Ordinal), out var version) ? version : new Version(0, 0))
        .ThenBy(path => Path.GetFileName(path).Contains('-', StringComparison.Ordinal))
        .ThenByDescending(path => path, StringComparer.Ordinal);
}
