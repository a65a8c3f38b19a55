using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ResearchML.Architecture.Tests;

/// <summary>ML.NET's internals are reached from one folder.</summary>
[TestClass]
public sealed class InternalsTests
{
    public static IEnumerable<object[]> Packages => Repository.Packages.Select(p => new object[] { p });

    [TestMethod]
    [DynamicData(nameof(Packages))]
    public void Only_Core_Interop_touches_the_internals_of_MLNET(string package)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(
            Repository.Assembly(package), new ReaderParameters { AssemblyResolver = resolver, ReadSymbols = true });
        string[] offenders = [.. from type in assembly.MainModule.GetTypes()
                                 from method in type.Methods
                                 where method.HasBody && method.Body.Instructions.Any(TouchesInternals)
                                 let file = SourceOf(method) ?? SourceOf(type)
                                 where file is null || !file.Contains("/Core/Interop/", StringComparison.Ordinal)
                                 select $"{method.FullName} in {file ?? "an unknown file"}"];
        Assert.IsEmpty(offenders, string.Join('\n', offenders));
    }

    [TestMethod]
    public void The_rule_sees_that_Core_Interop_does()
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        using AssemblyDefinition core = AssemblyDefinition.ReadAssembly(Repository.Assembly("ResearchML.Core"), new ReaderParameters { AssemblyResolver = resolver });
        Assert.IsTrue(core.MainModule.GetTypes().SelectMany(t => t.Methods).Any(m => m.HasBody && m.Body.Instructions.Any(TouchesInternals)));
    }

    private static bool TouchesInternals(Instruction instruction) => instruction.Operand switch
    {
        MethodReference method => IsMLNET(method.DeclaringType) && method.Resolve() is MethodDefinition m && (m.IsAssembly || m.IsFamilyAndAssembly || !IsVisible(m.DeclaringType)),
        FieldReference field => IsMLNET(field.DeclaringType) && field.Resolve() is FieldDefinition f && (f.IsAssembly || f.IsFamilyAndAssembly || !IsVisible(f.DeclaringType)),
        TypeReference type => IsMLNET(type) && type.Resolve() is TypeDefinition t && !IsVisible(t),
        _ => false,
    };

    private static bool IsMLNET(TypeReference? type) =>
        type?.GetElementType().Scope?.Name is string scope && scope.StartsWith("Microsoft.ML.", StringComparison.Ordinal) && !scope.StartsWith("Microsoft.ML.Tokenizers", StringComparison.Ordinal);

    private static bool IsVisible(TypeDefinition type) =>
        type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamilyOrAssembly) && IsVisible(type.DeclaringType));

    private static string? SourceOf(TypeDefinition type) =>
        type.Methods.Concat(type.NestedTypes.SelectMany(t => t.Methods)).Select(SourceOf).FirstOrDefault(f => f is not null) ?? (type.DeclaringType is null ? null : SourceOf(type.DeclaringType));

    private static string? SourceOf(MethodDefinition method) =>
        method.DebugInformation.SequencePoints.FirstOrDefault()?.Document.Url.Replace('\\', '/');
}
