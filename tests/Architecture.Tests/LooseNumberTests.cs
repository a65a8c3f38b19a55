using Mono.Cecil;

namespace ResearchML.Architecture.Tests;

[TestClass]
public sealed class LooseNumberTests
{
    [TestMethod]
    [DataRow("ResearchML.LanguageModels")]
    [DataRow("ResearchML.Trainers")]
    [DataRow("ResearchML.Transforms")]
    [DataRow("ResearchML.Torch")]
    public void No_number_beside_a_tensor_is_left_to_the_collector(string assembly)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        string[] offenders = [.. LooseNumberScanner.Find(module)];
        Assert.IsEmpty(offenders, string.Join('\n', offenders));
    }

    [TestMethod]
    public void The_scan_finds_each_kind_and_nothing_that_is_held()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(LooseNumberTests).Assembly.Location);
        string[] found = [.. LooseNumberScanner.Find(module)];
        foreach (System.Reflection.MethodInfo example in typeof(LooseNumberExamples.Loose).GetMethods(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static))
            Assert.HasCount(1, found.Where(f => f.Contains($"/{nameof(LooseNumberExamples.Loose)}::{example.Name}(", StringComparison.Ordinal)).Take(1).ToArray(), example.Name);
        Assert.IsEmpty(found.Where(f => f.Contains($"/{nameof(LooseNumberExamples.Held)}::", StringComparison.Ordinal)));
    }
}
