using System.Diagnostics;
using System.Xml.Linq;

namespace ResearchML.Architecture.Tests;

/// <summary>The tree that the rules are about.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Names of the packages, each a project of <c>src</c>.</summary>
    public static IReadOnlyList<string> Packages { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetFileNameWithoutExtension(p)!).Order()];

    /// <summary>C# files below a folder, by path relative to the root.</summary>
    public static IEnumerable<(string Path, string Text)> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(p => (Path.GetRelativePath(Root, p).Replace('\\', '/'), p))
            .Where(p => !p.Item1.Contains("/obj/", StringComparison.Ordinal) && !p.Item1.Contains("/bin/", StringComparison.Ordinal))
            .Select(p => (p.Item1, File.ReadAllText(p.p)));

    /// <summary>What git keeps, by path relative to the root.</summary>
    public static IReadOnlyList<string> TrackedFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-z"]) { WorkingDirectory = Root, RedirectStandardOutput = true };
        using Process git = Process.Start(start)!;
        string[] files = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return git.ExitCode == 0 && files.Length > 0 ? files : throw new InvalidOperationException("git does not list the repository's files.");
    }

    public static XElement Project(string package) =>
        XElement.Load(Directory.EnumerateFiles(Path.Combine(Root, "src"), package + ".csproj", SearchOption.AllDirectories).Single());

    public static string Assembly(string package) => Path.Combine(AppContext.BaseDirectory, package + ".dll");

    private static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Pipelines.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("Pipelines.sln is not above the tests.");
        return folder.FullName;
    }
}
