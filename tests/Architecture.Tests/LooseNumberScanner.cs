using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ResearchML.Architecture.Tests;

/// <summary>Finds calls of TorchSharp that make a number nobody holds: the collector may free it while libtorch reads it (<see cref="Torch.Term"/>).</summary>
internal static class LooseNumberScanner
{
    private const string TensorType = "TorchSharp.torch/Tensor", ScalarType = "TorchSharp.Scalar", Readers = "TorchSharp.TensorExtensionMethods", Term = "ResearchML.Torch.Term";

    // Methods of TorchSharp 0.107 that make a number themselves: sums without their factor of one, and others.
    private static readonly HashSet<string> Sums = ["add", "add_"];
    private static readonly HashSet<string> Others = ["square", "softplus", "celu", "celu_", "elu", "elu_"];

    /// <summary>The offending calls of an assembly, as "method: call".</summary>
    public static IEnumerable<string> Find(ModuleDefinition module) =>
        from type in module.GetTypes()
        from method in type.Methods
        where method.HasBody && type.FullName != Term
        from instruction in method.Body.Instructions
        where instruction.Operand is MethodReference called && IsLoose(instruction, called)
        select $"{method.FullName}: {((MethodReference)instruction.Operand).FullName}";

    private static bool IsLoose(Instruction instruction, MethodReference called)
    {
        string[] parameters = [.. called.Parameters.Select(p => p.ParameterType.FullName)];
        return called.DeclaringType.FullName switch
        {
            Readers => called.Name.StartsWith("To", StringComparison.Ordinal), // by way of a number
            ScalarType => called.Name == "op_Implicit" && NextCall(instruction)?.DeclaringType.FullName != Term,
            TensorType when called.Name is "op_Addition" or "op_Subtraction" => true,
            TensorType when called.Name.StartsWith("op_", StringComparison.Ordinal) => parameters.Any(p => p != TensorType) && called.Name is not ("op_Implicit" or "op_Explicit"),
            TensorType => (Sums.Contains(called.Name) && parameters.Length == 1) || (called.Name is "addcdiv" or "addcdiv_" && parameters.Length == 2) || Others.Contains(called.Name),
            _ => false,
        };
    }

    private static MethodReference? NextCall(Instruction instruction)
    {
        for (Instruction? next = instruction.Next; next is not null; next = next.Next)
        {
            if (next.OpCode.FlowControl == FlowControl.Call)
                return next.Operand as MethodReference;
        }
        return null;
    }
}
