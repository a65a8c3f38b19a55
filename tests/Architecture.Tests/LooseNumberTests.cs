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
}
