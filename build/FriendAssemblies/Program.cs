using System.Runtime.CompilerServices;
using Mono.Cecil;

// Writes copies of assemblies that name one more friend, so that the friend's source can be compiled against their
// internals. The copies are for the compiler alone: programs run on the originals (see src/Core/Interop).
//
//   FriendAssemblies <friend> <output folder> <assembly.dll>...
if (args.Length < 3)
{
    Console.Error.WriteLine("usage: FriendAssemblies <friend> <output folder> <assembly.dll>...");
    return 1;
}

string friend = args[0];
string folder = Directory.CreateDirectory(args[1]).FullName;
foreach (string original in args[2..])
{
    string copy = Path.Combine(folder, Path.GetFileName(original));
    string unfinished = $"{copy}.{Guid.NewGuid():N}.tmp";
    WriteCopy(original, unfinished, friend);
    // Several builds may write the same copy at once. A rename is atomic, and the last one wins with equal bytes.
    File.Move(unfinished, copy, overwrite: true);
}

return 0;

static void WriteCopy(string original, string path, string friend)
{
    using var resolver = new DefaultAssemblyResolver();
    resolver.AddSearchDirectory(Path.GetDirectoryName(original));
    using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(original, new ReaderParameters { AssemblyResolver = resolver });

    MethodReference constructor = assembly.CustomAttributes
        .FirstOrDefault(a => a.AttributeType.FullName == typeof(InternalsVisibleToAttribute).FullName)?.Constructor
        ?? throw new InvalidDataException($"'{original}' has no friends, so there is no attribute to copy. Is it Microsoft.ML.Core or Microsoft.ML.Data?");
    var attribute = new CustomAttribute(constructor);
    attribute.ConstructorArguments.Add(new CustomAttributeArgument(assembly.MainModule.TypeSystem.String, friend));
    assembly.CustomAttributes.Add(attribute);
    assembly.Write(path);
}
