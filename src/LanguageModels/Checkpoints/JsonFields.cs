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
        catch (InvalidOperationException e) // The parser's word for a name that is not UTF-16, which it looks at to find duplicates.
        {
            throw new CheckpointException($"'{file}' is not valid JSON: a field's name holds half a surrogate pair.", e);
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

    public double Double(string name) => Find(name) is null ? throw Missing(name) : Double(name, 0);

    /// <summary>A whole number, <see langword="null"/> where the file says null, <paramref name="otherwise"/> where it says nothing.</summary>
    public int? NullableInt32(string name, int? otherwise) =>
        Find(name) is not null ? Int32(name) : _root.TryGetProperty(name, out _) ? null : otherwise;

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

    public IReadOnlyList<string>? TextList(string name)
    {
        if (Find(name) is not JsonElement value)
            return null;
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            throw Wrong(name, "a list of strings", value);
        JsonFields self = this;
        return [.. value.EnumerateArray().Select(item => self.String(name, item))];
    }

    /// <summary>A whole number or a list of them; empty where the file has neither.</summary>
    public IReadOnlyList<int> Int32List(string name)
    {
        if (Find(name) is not JsonElement value)
            return [];
        if (value.ValueKind == JsonValueKind.Number)
            return [Int32(name)];
        var numbers = new List<int>();
        foreach (JsonElement item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Wrong(name, "a whole number or a list of them", value))
            numbers.Add(item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int number) ? number : throw Wrong(name, "a list of whole numbers", value));
        return numbers;
    }

    public void MustBe(string name, params ReadOnlySpan<string> supported)
    {
        if (Text(name) is string value && !supported.Contains(value))
            throw Unsupported(name, $"\"{value}\"", string.Join(", ", supported.ToArray().Select(s => $"\"{s}\"")));
    }

    public void MustBe(string name, bool supported)
    {
        if (Boolean(name, supported) != supported)
            throw Unsupported(name, supported ? "false" : "true", supported ? "true" : "false");
    }

    public void MustBe(string name, double supported)
    {
        double value = Double(name, supported);
        if (value != supported)
            throw Unsupported(name, FormattableString.Invariant($"{value}"), FormattableString.Invariant($"{supported}"));
    }

    public void MustBeAbsent(string name)
    {
        if (Find(name) is JsonElement value)
            throw Unsupported(name, Shorten(value.GetRawText()), "none");
    }

    /// <summary>Refuses fields that are set and not among those named: a field that is not known might change what the rest means.</summary>
    public void MustHaveOnly(params ReadOnlySpan<string> names)
    {
        foreach (JsonProperty field in _root.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Null && !names.Contains(field.Name))
                throw Unsupported(field.Name, Shorten(field.Value.GetRawText()), string.Join(", ", names.ToArray().Select(n => $"\"{n}\"")));
        }
    }

    public CheckpointException Unsupported(string name, string value, string supported) =>
        new($"'{_file}': \"{name}\" is {value}, which is not supported; supported: {supported}.");

    /// <summary>An object that stands in this one, or in an array of it.</summary>
    public JsonFields Within(JsonElement value) => new(value, _file);

    /// <summary>Names and values, in the file's order.</summary>
    public JsonElement.ObjectEnumerator Members => _root.EnumerateObject();

    /// <summary>The value of any kind, or null where it is missing or null.</summary>
    public JsonElement? Value(string name) => Find(name);

    /// <summary>The elements of an array; none where it is missing or null.</summary>
    public JsonElement.ArrayEnumerator Array(string name) =>
        Find(name) is not JsonElement value ? default
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray()
        : throw Wrong(name, "an array", value);

    /// <summary>What to throw where a file asks for what is not supported.</summary>
    public CheckpointException Unsupported(string what) => new($"'{_file}': {what}.");

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
