using System.IO.Compression;
using System.Xml.Linq;

namespace ResearchML.Consumer.Tests;

[TestClass]
public sealed class PackageTests
{
    private static PackageFeed? _feed;

    private static PackageFeed Feed => _feed!;

    [AssemblyInitialize]
    public static void Pack(TestContext _) => _feed = new PackageFeed();

    [AssemblyCleanup]
    public static void Free() => _feed?.Dispose();

    internal static PackageFeed Packed => Feed;

    [TestMethod]
    public void Every_package_holds_its_readme_licence_documentation_and_symbols()
    {
        Assert.IsGreaterThanOrEqualTo(6, Feed.Names.Count);
        foreach (string name in Feed.Names)
        {
            using ZipArchive archive = ZipFile.OpenRead(Feed.Package(name));
            Assert.IsNotNull(archive.GetEntry("README.md"), name);
            Assert.IsNotNull(archive.GetEntry($"lib/net10.0/{name}.xml"), name);
            Assert.AreEqual("MIT", Metadata(name, "license"), name);
            Assert.IsTrue(File.Exists(Path.ChangeExtension(Feed.Package(name), ".snupkg")), name);
        }
    }

    [TestMethod]
    public void MLNET_is_held_to_the_version_whose_internals_Core_reaches() =>
        Assert.AreEqual("[5.0.1, 5.1.0)", Dependencies("ResearchML.Core").Single(d => d.Id == "Microsoft.ML").Version);

    [TestMethod]
    public void No_package_brings_a_libtorch_or_a_build_tool()
    {
        string[] unwanted = ["TorchSharp-cpu", "TorchSharp-cuda-linux", "libtorch-cpu", "Mono.Cecil", "FriendAssemblies"];
        foreach (string name in Feed.Names)
            Assert.IsEmpty(Dependencies(name).Select(d => d.Id).Intersect(unwanted), name);
    }

    [TestMethod]
    [DataRow("ResearchML.Core")]
    [DataRow("ResearchML.Evaluators")]
    public void Core_and_the_evaluators_carry_no_Torch(string package) =>
        Assert.IsFalse(Dependencies(package).Any(d => d.Id.Contains("Torch", StringComparison.OrdinalIgnoreCase)));

    [TestMethod]
    public void The_Torch_package_brings_the_module_initializer()
    {
        using ZipArchive archive = ZipFile.OpenRead(Feed.Package("ResearchML.Torch"));
        Assert.IsNotNull(archive.GetEntry("buildTransitive/ResearchML.Torch.targets"));
        Assert.IsTrue(archive.Entries.Any(e => e.FullName.StartsWith("buildTransitive/", StringComparison.Ordinal) && e.Name.EndsWith(".cs", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Assemblies_keep_the_version_that_saved_models_name()
    {
        foreach (string name in Feed.Names)
        {
            using ZipArchive archive = ZipFile.OpenRead(Feed.Package(name));
            using var folder = new TemporaryFolder();
            archive.GetEntry($"lib/net10.0/{name}.dll")!.ExtractToFile(folder["a.dll"]);
            Assert.AreEqual(new Version(1, 0, 0, 0), System.Reflection.AssemblyName.GetAssemblyName(folder["a.dll"]).Version, name);
        }
    }

    private static string? Metadata(string package, string element) =>
        Feed.Nuspec(package).Descendants().FirstOrDefault(e => e.Name.LocalName == element)?.Value;

    private static IEnumerable<(string Id, string Version)> Dependencies(string package) =>
        from XElement e in Feed.Nuspec(package).Descendants()
        where e.Name.LocalName == "dependency"
        select ((string)e.Attribute("id")!, (string)e.Attribute("version")!);
}
