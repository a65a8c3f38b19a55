using System.IO.Compression;
using System.Xml.Linq;

namespace ResearchML.Consumer.Tests;

/// <summary>All packages of this repository, packed once into a folder that serves as a NuGet feed.</summary>
internal sealed class PackageFeed : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PackageFeed()
    {
        // A version of its own: a cached package of another build is never taken for this one.
        Version = FormattableString.Invariant($"0.1.0-consumer.{DateTime.UtcNow:yyyyMMddHHmmss}");
        DirectoryInfo root = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Pipelines.sln")))
            root = root.Parent ?? throw new InvalidOperationException("Pipelines.sln is not above the tests.");
        Names = [.. Directory.EnumerateFiles(Path.Combine(root.FullName, "src"), "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetFileNameWithoutExtension(p)!).Order()];
        Programs = Path.Combine(root.FullName, "tests", "Consumer.Tests", "Programs");
        // Artifacts of its own: a build of the repository that runs beside this is not disturbed.
        foreach (string project in Directory.EnumerateFiles(Path.Combine(root.FullName, "src"), "*.csproj", SearchOption.AllDirectories))
            DotNet.Run(root.FullName, "pack", project, "-c", "Release", $"-p:Version={Version}", "--artifacts-path", _folder["artifacts"], "-o", Packages, "--disable-build-servers");
    }

    public string Version { get; }

    /// <summary>Ids of the packages.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Folder of the consumers' sources.</summary>
    public string Programs { get; }

    public string Packages => _folder["feed"];

    public string Package(string name) => Path.Combine(Packages, $"{name}.{Version}.nupkg");

    public XElement Nuspec(string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(Package(name));
        using Stream stream = archive.GetEntry($"{name}.nuspec")!.Open();
        return XDocument.Load(stream).Root!;
    }

    /// <summary>Copies a program out of the repository, where nothing of ours but the packages can reach it.</summary>
    public string Copy(string program, TemporaryFolder to)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Programs, program)))
            to.Write(Path.GetFileName(file), File.ReadAllText(file).Replace("$VERSION$", Version, StringComparison.Ordinal));
        to.Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <add key="researchml" value="{Packages}" />
              </packageSources>
            </configuration>
            """);
        // Whatever lies above the temporary folder stays out.
        to.Write("Directory.Build.props", "<Project />");
        to.Write("Directory.Packages.props", "<Project />");
        return to.FullPath;
    }

    public void Dispose()
    {
        _folder.Dispose();
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (string name in Names)
        {
            string cached = Path.Combine(cache, name.ToLowerInvariant(), Version);
            if (Directory.Exists(cached))
                Directory.Delete(cached, recursive: true);
        }
    }
}
