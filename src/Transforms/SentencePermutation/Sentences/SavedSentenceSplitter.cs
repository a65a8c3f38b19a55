using System.Reflection;

namespace ResearchML.Transforms;

/// <summary>A splitter within the content of a saved transformer: the name of its class, then what it writes itself.</summary>
internal static class SavedSentenceSplitter
{
    /// <exception cref="NotSupportedException">The splitter cannot be saved.</exception>
    public static void Write(TransformerWriter writer, SentenceSplitter splitter)
    {
        Type type = splitter.GetType();
        if (splitter is not ISavedSentenceSplitter saved || type.IsGenericType)
            throw new NotSupportedException($"'{type}' cannot be saved with the model: it is no {nameof(ISavedSentenceSplitter)}, or it is generic.");
        writer.Writer.Write(type.Assembly.GetName().Name!);
        writer.Writer.Write(type.FullName!);
        saved.Save(writer.Writer);
    }

    /// <exception cref="InvalidDataException">There is no such class here.</exception>
    public static SentenceSplitter Read(TransformerReader reader)
    {
        string assembly = reader.ReadString(), typeName = reader.ReadString();
        Type? type;
        try
        {
            type = Assembly.Load(new AssemblyName { Name = assembly }).GetType(typeName);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            throw new InvalidDataException($"The model splits sentences by a '{typeName}' from assembly '{assembly}', which could not be loaded. Reference the package that contains it.", e);
        }
        if (type is not { IsAbstract: false, IsGenericType: false } || !type.IsAssignableTo(typeof(ISavedSentenceSplitter)))
            throw new InvalidDataException($"The model splits sentences by a '{typeName}', which assembly '{assembly}' does not have as a class that is an {nameof(ISavedSentenceSplitter)}. Was the model saved by another version of the package?");
        return (SentenceSplitter)typeof(SavedSentenceSplitter).GetMethod(nameof(LoadAs), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [reader.Reader], null)!;
    }

    private static SentenceSplitter LoadAs<T>(BinaryReader reader) where T : ISavedSentenceSplitter => T.Load(reader);
}
