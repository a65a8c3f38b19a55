using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ResearchML.LanguageModels;

/// <summary>The fields of a JSON object, read with errors that name the file and the field.</summary>
internal readonly struct JsonFields
{
    private readonly JsonElement _root;
    private readonly string _file;

    /// <summary>Parses a whole file: one object, each name once.</summary>
    /// <exception cref="CheckpointException">The text is not that, or not UTF-8.</exception>
    public static JsonFields Parse(ReadOnlySpan<byte> json, string file)
    {
        if (json.StartsWith(Encoding.UTF8.Preamble))
            json = json[Encoding.UTF8.Preamble.Length..];
        if (!Utf8.IsValid(json))
            throw new CheckpointException($"'{file}' is not valid JSON: it is not UTF-8.");
        try
        {
            return new JsonFields(JsonElement.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false }), file);
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"'{file}' is not valid JSON: {e.Message}", e);
        }
    }

    private JsonFields(JsonElement root, string file)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new CheckpointException($"'{file}' must hold a JSON object, but holds {root.ValueKind}.");
        (_root, _file) = (root, file);
    }

    public int Int32(string name, int? otherwise = null) =>
        Find(name) is not JsonElement value ? otherwise ?? throw Missing(name)
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number
        : throw Wrong(name, "a whole number of at most 2147483647", value);

    public double Double(string name, double otherwise) =>
        Find(name) is not JsonElement value ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number
        : throw Wrong(name, "a number", value);

    public bool Boolean(string name, bool otherwise) =>
        Find(name) is not JsonElement value ? otherwise
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong(name, "true or false", value);

    public string? Text(string name) =>
        Find(name) is not JsonElement value ? null
        : value.ValueKind == JsonValueKind.String ? String(name, value)
        : throw Wrong(name, "a string", value);

    public JsonFields? Object(string name) =>
        Find(name) is not JsonElement value ? null
        : value.ValueKind == JsonValueKind.Object ? new JsonFields(value, _file)
        : throw Wrong(name, "an object", value);

    public void MustBe(string name, string supported)
    {
        if (Text(name) is string value && value != supported)
            throw new CheckpointException($"'{_file}': \"{name}\" is \"{value}\", which is not supported; supported: \"{supported}\".");
    }

    public void MustBeFalse(string name)
    {
        if (Boolean(name, false))
            throw new CheckpointException($"'{_file}': \"{name}\" is true, which is not supported.");
    }

    public void MustBeAbsent(string name)
    {
        if (Find(name) is not null)
            throw new CheckpointException($"'{_file}': \"{name}\" is set, which is not supported.");
    }

    private JsonElement? Find(string name) =>
        _root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string String(string name, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new CheckpointException($"'{_file}': \"{name}\" holds half a surrogate pair.", e);
        }
    }

    private CheckpointException Missing(string name) => new($"'{_file}' lacks the field \"{name}\".");

    private CheckpointException Wrong(string name, string expected, JsonElement value) =>
        new($"'{_file}': \"{name}\" must be {expected}, but is {Shorten(value.GetRawText())}.");

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
