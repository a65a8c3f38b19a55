using System.Text.RegularExpressions;

namespace ResearchML.LanguageModels;

/// <summary>Reads the ids of XML documentation: <c>M:System.String.IndexOf(System.Char)</c>.</summary>
internal static partial class DocumentationId
{
    /// <summary>The type that the id names or whose member it names, with arity: <c>System.Collections.Generic.List`1</c>. Empty for namespaces.</summary>
    internal static string TypeOf(string id)
    {
        var (kind, path) = Parts(id);
        return kind switch
        {
            'T' => path,
            'M' or 'P' or 'F' or 'E' => path[..Math.Max(0, path.LastIndexOf('.'))],
            _ => "",
        };
    }

    /// <summary>The member's bare name, <c>Constructor</c> for a constructor; empty for a type.</summary>
    internal static string NameOf(string id)
    {
        var (kind, path) = Parts(id);
        if (kind == 'T')
            return "";
        var name = Plain(path[(path.LastIndexOf('.') + 1)..]);
        if (name is "#ctor" or "#cctor")
            return "Constructor";
        name = name[(name.LastIndexOf('#') + 1)..];   // explicit implementations: System#IDisposable#Dispose
        return name.StartsWith("op_", StringComparison.Ordinal) ? name[3..] : name;
    }

    /// <summary>As prose names it: <c>String</c> for a type, <c>String.IndexOf</c> for a member, the whole name for a namespace.</summary>
    internal static string Short(string id)
    {
        var (kind, path) = Parts(id);
        path = Plain(path).Replace(".#ctor", "", StringComparison.Ordinal);
        if (kind == 'N')
            return path;
        var isType = kind == 'T' || (kind == ' ' && !id.Contains('(', StringComparison.Ordinal)) || id.Contains("#ctor", StringComparison.Ordinal);
        var segments = path.Split('.');
        return string.Join('.', segments.TakeLast(isType ? 1 : 2));
    }

    /// <summary>The name without arity and type arguments.</summary>
    internal static string Plain(string name) => Generics().Replace(name, "");

    // The kind (' ' where the id has no prefix) and the dotted path, without parameters, return type and type arguments.
    private static (char Kind, string Path) Parts(string id)
    {
        var colon = id.IndexOf(':', StringComparison.Ordinal);
        var kind = colon <= 0 ? ' ' : id.StartsWith("Overload", StringComparison.Ordinal) ? 'M' : id[0];
        var path = TypeArguments().Replace(id[(colon + 1)..], "");
        var end = path.AsSpan().IndexOfAny('(', '~');
        return (kind, (end < 0 ? path : path[..end]).TrimEnd('*'));
    }

    [GeneratedRegex(@"\{[^{}]*(\{[^{}]*\}[^{}]*)*\}", RegexOptions.CultureInvariant)]
    private static partial Regex TypeArguments();

    [GeneratedRegex(@"`+\d+|\{.*?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Generics();
}
