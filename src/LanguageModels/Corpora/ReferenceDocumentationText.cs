using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace ResearchML.LanguageModels;

/// <summary>Turns XML documentation files into plain text, one document a type.</summary>
internal static partial class ReferenceDocumentationText
{
    private const int MinimumCharacters = 200;

    /// <summary>Reads the files in the order given; see <see cref="TextCorpus.ReferenceDocumentation"/> for what comes out.</summary>
    internal static IReadOnlyList<TextDocument> Read(IEnumerable<string> files)
    {
        var types = new SortedDictionary<string, List<XElement>>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var member in Members(file))
            {
                var type = DocumentationId.TypeOf(member.Attribute("name")?.Value ?? "");
                if (type.Length == 0 || Instructions().IsMatch(type))
                    continue;
                if (!types.TryGetValue(type, out var members))
                    types.Add(type, members = []);
                members.Add(member);
            }
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. types.Select(type => new TextDocument(type.Key, TypeText(type.Key, type.Value, seen))).Where(document => document.Text.Length >= MinimumCharacters)];
    }

    private static IEnumerable<XElement> Members(string file)
    {
        using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true });
        while (Advance(reader, file))
        {
            if (reader.NodeType == XmlNodeType.Element && reader.Name == "member")
                yield return Element(reader, file);
        }
    }

    private static bool Advance(XmlReader reader, string file)
    {
        try
        {
            return reader.Read();
        }
        catch (XmlException e)
        {
            throw new InvalidDataException($"'{file}' is not well-formed XML: {e.Message}", e);
        }
    }

    // ReadSubtree leaves the reader on the member's end tag, so that the next Read does not skip the member that follows.
    private static XElement Element(XmlReader reader, string file)
    {
        try
        {
            using var subtree = reader.ReadSubtree();
            return XElement.Load(subtree, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException e)
        {
            throw new InvalidDataException($"'{file}' is not well-formed XML: {e.Message}", e);
        }
    }

    // The type's name, then per member its name (once for all overloads) and its paragraphs, each only where it is new.
    private static string TypeText(string type, List<XElement> members, HashSet<string> seen)
    {
        var text = new StringBuilder();
        var heading = "";
        foreach (var member in members)
        {
            var name = DocumentationId.NameOf(member.Attribute("name")!.Value);
            foreach (var entry in member.Elements())
            {
                var label = Label(entry);
                foreach (var paragraph in Paragraphs(entry))
                {
                    // The label is not part of the key: "value is null." is the same sentence under every exception.
                    if (!seen.Add(paragraph))
                        continue;
                    if (text.Length == 0)
                        text.Append(DocumentationId.Plain(type)).Append('\n');
                    if (heading != name && name.Length > 0)
                        text.Append('\n').Append(name).Append('\n');
                    heading = name;
                    text.Append(label).Append(paragraph).Append('\n');
                    label = "";
                }
            }
        }
        return text.ToString();
    }

    private static string Label(XElement entry) => entry.Name.LocalName switch
    {
        "param" or "typeparam" => entry.Attribute("name")?.Value + ": ",
        "returns" => "Returns: ",
        "value" => "Value: ",
        "exception" => DocumentationId.Short(entry.Attribute("cref")?.Value ?? "") + ": ",
        _ => "",
    };

    private static IEnumerable<string> Paragraphs(XElement entry)
    {
        var text = new StringBuilder();
        Append(text, entry);
        return BlankLine().Split(text.ToString()).Select(paragraph => WhiteSpace().Replace(paragraph, " ").Trim()).Where(paragraph => paragraph.Length > 0 && paragraph != "-or-");
    }

    private static void Append(StringBuilder text, XElement parent)
    {
        foreach (var node in parent.Nodes())
        {
            if (node is XText words)
                text.Append(words.Value);
            else if (node is XElement element)
                Append(text, element, element.Name.LocalName);
        }
    }

    private static void Append(StringBuilder text, XElement element, string name)
    {
        switch (name)
        {
            case "see" or "seealso" or "xref" when element.IsEmpty || element.Value.Length == 0:
                text.Append(Target(element));
                break;
            case "paramref" or "typeparamref":
                text.Append(element.Attribute("name")?.Value);
                break;
            case "term" when element.ElementsAfterSelf("description").Any():
                Append(text, element);
                text.Append(": ");
                break;
            case "para" or "p" or "item" or "li" or "listheader" or "list" or "ul" or "br":
                text.Append("\n\n");
                Append(text, element);
                text.Append("\n\n");
                break;
            default:
                Append(text, element);
                break;
        }
    }

    private static string Target(XElement element) =>
        element.Attribute("langword")?.Value ?? element.Attribute("href")?.Value ?? DocumentationId.Short((element.Attribute("cref") ?? element.Attribute("uid"))?.Value ?? "");

    // One method an instruction of a processor, described by C prototypes and mnemonics: no prose.
    [GeneratedRegex(@"^System\.Runtime\.Intrinsics\.(Arm|Wasm|X86)\.", RegexOptions.CultureInvariant)]
    private static partial Regex Instructions();

    [GeneratedRegex(@"\n[^\S\n]*\n", RegexOptions.CultureInvariant)]
    private static partial Regex BlankLine();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex WhiteSpace();
}
