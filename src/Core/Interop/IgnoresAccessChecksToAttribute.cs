namespace System.Runtime.CompilerServices;

// The runtime knows this attribute by its name and checks no access from this assembly to the named one.
// No library declares it, so each user does.
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
