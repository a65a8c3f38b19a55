using System.Reflection;

namespace ResearchML;

/// <summary>The name under which a model file holds an external transformer's class, and the way back from the name to the class.</summary>
internal sealed record ExternalTransformerName(string Assembly, string Type)
{
    private const int MaximumLength = 512;

    /// <exception cref="NotSupportedException">A model that names <paramref name="type"/> could not be loaded.</exception>
    public static ExternalTransformerName Of(Type type)
    {
        var name = new ExternalTransformerName(type.Assembly.GetName().Name ?? "", type.FullName ?? "");
        string? obstacle = name.Obstacle() ?? Obstacle(type);
        return obstacle is null ? name
            : throw new NotSupportedException($"'{type}' cannot be saved, because it could not be loaded again: {obstacle}.");
    }

    /// <exception cref="InvalidDataException">The name is not a plain one, or names no class that may be loaded.</exception>
    public Type Resolve()
    {
        if (Obstacle() is { } unacceptable)
            throw new InvalidDataException($"The model names a transformer that is not acceptable: {unacceptable}.");

        Type type = LoadAssembly().GetType(Type)
            ?? throw new InvalidDataException($"The model holds a '{Type}', which assembly '{Assembly}' does not have. Was the model saved by another version of the package?");
        return Obstacle(type) is { } obstacle
            ? throw new InvalidDataException($"The model holds a '{Type}', which cannot be loaded: {obstacle}.")
            : type;
    }

    private Assembly LoadAssembly()
    {
        try
        {
            return System.Reflection.Assembly.Load(new AssemblyName { Name = Assembly });
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            throw new InvalidDataException($"The model holds a '{Type}' from assembly '{Assembly}', which could not be loaded. Reference the package that contains it.", e);
        }
    }

    // Brackets, commas, backticks, '*' and '&' are how reflection spells generic arguments, arrays, pointers and other
    // assemblies; slashes are how files are spelled. A plain name has none of them.
    private string? Obstacle() =>
        !IsPlain(Assembly, "._-") ? $"'{Shorten(Assembly)}' is not a plain assembly name"
        : !IsPlain(Type, "._+") ? $"'{Shorten(Type)}' is not a plain type name (a namespace, a class, and '+' before a nested class)"
        : null;

    private static string? Obstacle(Type type) =>
        !typeof(IExternalTransformer).IsAssignableFrom(type) ? $"it does not implement {nameof(IExternalTransformer)}"
        : type.IsAbstract || type.IsInterface ? "it is abstract"
        : type.ContainsGenericParameters || type.IsGenericType ? "it is generic"
        : null;

    private static bool IsPlain(string name, string punctuation) =>
        name.Length is > 0 and <= MaximumLength && name.All(c => char.IsLetterOrDigit(c) || punctuation.Contains(c, StringComparison.Ordinal));

    private static string Shorten(string name) => name.Length <= 80 ? name : name[..80] + "...";
}
