using System.IO.Enumeration;
using System.Text;
using System.Text.Json;

namespace ResearchML.LanguageModels;

/// <summary>Reads the text that a model trains on.</summary>
public static class TextCorpus
{
    private const string Extensions = ".txt and .md (one document a file) and .jsonl (one document a line)";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file, or every text file in a folder and its subfolders, as UTF-8 (a byte-order mark may say otherwise).</summary>
    /// <remarks>
    /// A <c>.txt</c> or <c>.md</c> file is one document, named by its path relative to the folder; a <c>.jsonl</c> file holds one
    /// JSON object a line, each a document named <c>file:line</c>. Files come in ordinal order of that name. Files with other
    /// extensions, hidden files and linked folders are passed over, and so are blank lines and documents of nothing but white space.
    /// </remarks>
    /// <param name="path">A file or a folder.</param>
    /// <param name="textProperty">The property of a <c>.jsonl</c> line that holds its text. Default: <c>text</c>.</param>
    /// <returns>The documents: one or more.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> or <paramref name="textProperty"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">Nothing is at <paramref name="path"/>.</exception>
    /// <exception cref="InvalidDataException">The file is of another kind, is not valid UTF-8, a line is not a JSON object with that string property, or no document is left.</exception>
    public static IReadOnlyList<TextDocument> Load(string path, string textProperty = "text")
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(textProperty);

        IEnumerable<(string Name, string Path)> files;
        if (Directory.Exists(path))
            files = TextFiles(path).Select(file => (Name: Path.GetRelativePath(path, file).Replace('\\', '/'), Path: file)).OrderBy(file => file.Name, StringComparer.Ordinal);
        else if (!File.Exists(path))
            throw new FileNotFoundException($"No file or folder is at '{path}'.", path);
        else if (!IsText(path))
            throw new InvalidDataException($"'{path}' is not a kind of text file that is read here: expected {Extensions}.");
        else
            files = [(Path.GetFileName(path), path)];

        var documents = files.SelectMany(file => Read(file.Name, file.Path, textProperty)).Where(document => !string.IsNullOrWhiteSpace(document.Text)).ToArray();
        if (documents.Length == 0)
            throw new InvalidDataException($"'{path}' holds no text: expected {Extensions}, hidden files left out.");
        return documents;
    }

    /// <summary>The reference documentation of .NET, found where the .NET SDK is installed, as plain text: one document a type.</summary>
    /// <remarks>
    /// About 7.5 million characters of English, in which no paragraph occurs twice: of overloads and types that repeat a
    /// sentence only the first keeps it, so a part held out by document shares none with the rest (it does share
    /// phrases: documentation is formulaic). Members follow their type, references are short names, and documents come in ordinal order of the type's
    /// name. Left out are types with less than 200 characters, and the processors' instructions
    /// (<c>System.Runtime.Intrinsics.Arm</c>, <c>Wasm</c> and <c>X86</c>), which are code rather than prose. The text
    /// depends on the version of the SDK, of which the newest is read.
    /// </remarks>
    /// <exception cref="DirectoryNotFoundException">No SDK was found; the message names the folders that were searched.</exception>
    /// <exception cref="InvalidDataException">A file of the documentation is not well-formed XML; the message names it.</exception>
    public static IReadOnlyList<TextDocument> ReferenceDocumentation() =>
        ReferenceDocumentationText.Read(ReferenceDocumentationFiles.Find(ReferenceDocumentationFiles.Roots()));

    private static FileSystemEnumerable<string> TextFiles(string folder) => new(
        folder, (ref FileSystemEntry entry) => entry.ToFullPath(), new EnumerationOptions { RecurseSubdirectories = true })
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && IsText(entry.FileName),
        ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
    };

    private static bool IsText(ReadOnlySpan<char> path)
    {
        var extension = Path.GetExtension(path);
        return Is(extension, ".txt") || Is(extension, ".md") || Is(extension, ".jsonl");
    }

    private static bool Is(ReadOnlySpan<char> extension, string expected) => extension.Equals(expected, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<TextDocument> Read(string name, string path, string textProperty)
    {
        string text;
        try
        {
            text = File.ReadAllText(path, StrictUtf8);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"'{path}' is not valid UTF-8 text.", e);
        }
        return Is(Path.GetExtension(path.AsSpan()), ".jsonl") ? Lines(name, path, text, textProperty) : [new TextDocument(name, text)];
    }

    private static IEnumerable<TextDocument> Lines(string name, string path, string text, string textProperty)
    {
        var line = 0;
        foreach (var json in text.Split('\n'))
        {
            line++;
            if (!string.IsNullOrWhiteSpace(json))
                yield return new TextDocument($"{name}:{line}", TextOf(json, textProperty, $"'{path}' line {line}"));
        }
    }

    private static string TextOf(string json, string textProperty, string place)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json);
            if (parsed.RootElement.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException($"{place}: expected a JSON object, found {Kind(parsed.RootElement)}.");
            if (!parsed.RootElement.TryGetProperty(textProperty, out var value))
                throw new InvalidDataException($"{place}: the object has no property '{textProperty}'. Name the property that holds the text.");
            if (value.ValueKind != JsonValueKind.String)
                throw new InvalidDataException($"{place}: property '{textProperty}' must be a string, found {Kind(value)}.");
            return value.GetString()!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)   // the latter: half of a surrogate pair
        {
            throw new InvalidDataException($"{place}: not valid JSON: {e.Message}", e);
        }
    }

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a truth value",
    };
}
