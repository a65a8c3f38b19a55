using System.Reflection;
using System.Xml.Linq;
using Mono.Cecil;

namespace ResearchML.Architecture.Tests;

/// <summary>References point one way: Core, Torch, LanguageModels, then Transforms, Trainers; Core, then Evaluators; Reporting sees all.</summary>
[TestClass]
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["ResearchML.Core"] = [],
        ["ResearchML.Torch"] = ["ResearchML.Core"],
        ["ResearchML.LanguageModels"] = ["ResearchML.Core", "ResearchML.Torch"],
        ["ResearchML.Transforms"] = ["ResearchML.Core", "ResearchML.Torch", "ResearchML.LanguageModels"],
        ["ResearchML.Transforms.Icu"] = ["ResearchML.Core", "ResearchML.Torch", "ResearchML.LanguageModels", "ResearchML.Transforms"],
        ["ResearchML.Trainers"] = ["ResearchML.Core", "ResearchML.Torch", "ResearchML.LanguageModels"],
        ["ResearchML.Evaluators"] = ["ResearchML.Core"],
        ["ResearchML.Reporting"] = ["ResearchML.Core", "ResearchML.Torch", "ResearchML.LanguageModels", "ResearchML.Transforms", "ResearchML.Trainers", "ResearchML.Evaluators"],
    };

    public static IEnumerable<object[]> Packages => Repository.Packages.Select(p => new object[] { p });

    [TestMethod]
    [DynamicData(nameof(Packages))]
    public void A_project_references_only_those_below_it(string package)
    {
        string[] referenced = [.. from XElement e in Repository.Project(package).Descendants("ProjectReference")
                                  where (string?)e.Attribute("ReferenceOutputAssembly") != "false"
                                  select Path.GetFileNameWithoutExtension(((string)e.Attribute("Include")!).Replace('\\', '/'))];
        Assert.IsEmpty(referenced.Except(Allowed[package]));
    }

    [TestMethod]
    [DynamicData(nameof(Packages))]
    public void An_assembly_references_only_those_below_it(string package)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(Repository.Assembly(package));
        string[] referenced = [.. assembly.MainModule.AssemblyReferences.Select(r => r.Name).Where(n => n.StartsWith("ResearchML.", StringComparison.Ordinal))];
        Assert.IsEmpty(referenced.Except(Allowed[package]));
    }

    [TestMethod]
    [DataRow("ResearchML.Core")]
    [DataRow("ResearchML.Evaluators")]
    public void Core_and_the_evaluators_carry_no_Torch(string package)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(Repository.Assembly(package));
        Assert.IsFalse(assembly.MainModule.AssemblyReferences.Any(r => r.Name.Contains("Torch", StringComparison.OrdinalIgnoreCase)));
        Assert.IsFalse(Repository.Project(package).Descendants("PackageReference").Any(e => ((string)e.Attribute("Include")!).Contains("Torch", StringComparison.OrdinalIgnoreCase)));
    }

    [TestMethod]
    [DynamicData(nameof(Packages))]
    public void Assemblies_keep_the_version_that_saved_models_name(string package) =>
        Assert.AreEqual(new Version(1, 0, 0, 0), AssemblyName.GetAssemblyName(Repository.Assembly(package)).Version);

    [TestMethod]
    public void MLNET_is_held_to_the_version_whose_internals_Core_reaches()
    {
        XElement versions = XElement.Load(Path.Combine(Repository.Root, "Directory.Packages.props"));
        Assert.AreEqual("[5.0.1, 5.1.0)", (string?)versions.Descendants("PackageVersion").Single(e => (string?)e.Attribute("Include") == "Microsoft.ML").Attribute("Version"));
    }
}
