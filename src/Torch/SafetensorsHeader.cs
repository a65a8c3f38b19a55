using System.Text;
using System.Text.Json;

namespace ResearchML.Torch;

/// <summary>Reads and checks the JSON header of the safetensors format.</summary>
/// <remarks>
/// The header is untrusted: every rule of the format is checked before anything is allocated that its numbers could size, and
/// what its text makes us allocate (names, shapes, metadata) is charged against a budget, the size of the file plus 1 MB.
/// </remarks>
internal ref struct SafetensorsHeader
{
    /// <summary>The format's own limit on the header, in bytes.</summary>
    public const int MaxBytes = 100_000_000;

    /// <summary>The header's key that holds the metadata instead of a tensor.</summary>
    public const string MetadataKey = "__metadata__";

    private const int MaxRank = 64; // Torch's own limit on what its kernels iterate over.
    private const int EntryCost = 280, PairCost = 200; // Bytes of our objects and of the tables as they grow, measured and rounded up.

    private readonly string _file;
    private readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private Utf8JsonReader _json;
    private string? _tensor;
    private bool _hasMetadata;
    private readonly MemoryBudget _budget;

    private SafetensorsHeader(string file, ReadOnlySpan<byte> json, MemoryBudget budget)
    {
        _file = file;
        _json = new Utf8JsonReader(json);
        _budget = budget;
    }

    /// <summary>Reads the header's JSON and checks it against the size of the data that follow.</summary>
    /// <param name="file">Names the file in messages.</param>
    /// <param name="json">The header, without its length.</param>
    /// <param name="dataLength">Bytes from the end of the header to the end of the file.</param>
    /// <param name="budget">What names, shapes and metadata are charged to.</param>
    /// <exception cref="SafetensorsException">A rule of the format is broken.</exception>
    public static Contents Parse(string file, ReadOnlySpan<byte> json, long dataLength, MemoryBudget budget)
    {
        budget.Grant(dataLength); // The caller holds the JSON itself, which is the rest of the file's size.
        var header = new SafetensorsHeader(file, json, budget);
        try
        {
            header.ReadObject();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // The latter: text that is not UTF-8.
        {
            throw new SafetensorsException($"'{file}': the header is not valid JSON: {exception.Message}", exception);
        }
        SafetensorsEntry[] entries = [.. header._entries.Values];
        Array.Sort(entries, static (a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        header.CheckLayout(entries, dataLength);
        return new Contents(entries, header._entries, header._metadata);
    }

    /// <summary>What a valid header says.</summary>
    /// <param name="Entries">In the order of their data.</param>
    /// <param name="ByName">The same entries by name.</param>
    /// <param name="Metadata">Empty where there is none.</param>
    public sealed record Contents(SafetensorsEntry[] Entries, Dictionary<string, SafetensorsEntry> ByName, Dictionary<string, string> Metadata);

    private void ReadObject()
    {
        Expect(JsonTokenType.StartObject, "the header");
        while (NextProperty("the header"))
        {
            string name = ReadString(EntryCost);
            if (name == MetadataKey)
            {
                ReadMetadata();
                continue;
            }
            _tensor = name;
            if (!_entries.TryAdd(name, ReadEntry(name)))
                throw Broken("it", "is listed twice");
            _tensor = null;
        }
        if (_json.Read())
            throw Broken("the header", "goes on after its object");
    }

    private void ReadMetadata()
    {
        if (_hasMetadata)
            throw Broken(MetadataKey, "is listed twice");
        _hasMetadata = true;
        Expect(JsonTokenType.StartObject, MetadataKey);
        while (NextProperty(MetadataKey))
        {
            string key = ReadString(PairCost);
            Expect(JsonTokenType.String, "a metadata value");
            if (!_metadata.TryAdd(key, ReadString(0)))
                throw Broken($"metadata '{Clip(key)}'", "is listed twice");
        }
    }

    private SafetensorsEntry ReadEntry(string name)
    {
        SafetensorsDataType? type = null;
        long[]? shape = null, offsets = null;
        Expect(JsonTokenType.StartObject, "it");
        while (NextProperty("it"))
        {
            if (type is null && _json.ValueTextEquals("dtype"u8))
                type = ReadType();
            else if (shape is null && _json.ValueTextEquals("shape"u8))
                shape = ReadNumbers("shape", MaxRank);
            else if (offsets is null && _json.ValueTextEquals("data_offsets"u8))
                offsets = ReadNumbers("data_offsets", 2);
            else
                throw Broken("it", "has an unknown or repeated field; expected dtype, shape and data_offsets once each");
        }
        if (type is null || shape is null || offsets is null)
            throw Broken("it", $"has no {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}");
        if (offsets.Length != 2 || offsets[0] > offsets[1])
            throw Broken("data_offsets", $"is [{string.Join(", ", offsets)}]; expected a begin and an end not before it");
        if (type.ByteCount(shape) is not long expected)
            throw Broken("shape", $"[{string.Join(", ", shape)}] of {type.Name} overflows or ends inside a byte");
        if (offsets[1] - offsets[0] != expected)
            throw Broken("data_offsets", $"[{string.Join(", ", offsets)}] spans {offsets[1] - offsets[0]} bytes; shape [{string.Join(", ", shape)}] of {type.Name} takes {expected}");
        return new SafetensorsEntry(name, type, Array.AsReadOnly(shape), offsets[0], offsets[1]);
    }

    private SafetensorsDataType ReadType()
    {
        Expect(JsonTokenType.String, "dtype");
        Span<char> text = stackalloc char[16];
        if (_json.ValueSpan.Length <= text.Length && SafetensorsDataType.Find(text[.._json.CopyString(text)]) is { } type)
            return type;
        throw Broken("dtype", $"'{Encoding.UTF8.GetString(_json.ValueSpan[..Math.Min(32, _json.ValueSpan.Length)])}' is unknown");
    }

    private long[] ReadNumbers(string field, int most)
    {
        Span<long> numbers = stackalloc long[MaxRank];
        int count = 0;
        Expect(JsonTokenType.StartArray, field);
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out long number) || number < 0)
                throw Broken(field, "holds something other than whole numbers from 0 to 2^63 - 1");
            if (count == most)
                throw Broken(field, $"holds more than {most} numbers");
            numbers[count++] = number;
        }
        Charge(count * sizeof(long));
        return numbers[..count].ToArray();
    }

    /// <summary>Tensors must follow each other without overlap or hole, from the first byte of the data to the last.</summary>
    private void CheckLayout(SafetensorsEntry[] entries, long dataLength)
    {
        long end = 0;
        string? previous = null;
        foreach (SafetensorsEntry entry in entries)
        {
            _tensor = entry.Name;
            if (entry.End > dataLength)
                throw Broken("data_offsets", $"ends at byte {entry.End} of the data, which has {dataLength}: truncated, or out of range");
            if (entry.Begin < end)
                throw Broken("data_offsets", $"begins at byte {entry.Begin} and overlaps '{Clip(previous!)}', which ends at {end}");
            if (entry.Begin > end)
                throw Broken("data_offsets", $"begins at byte {entry.Begin} and leaves a hole from {end}");
            end = entry.End;
            previous = entry.Name;
        }
        _tensor = null;
        if (end != dataLength)
            throw Broken("the data", $"has {dataLength} bytes and the tensors take {end}: a hole at the end");
    }

    private bool NextProperty(string what)
    {
        if (!_json.Read())
            throw Broken(what, "is cut short");
        return _json.TokenType == JsonTokenType.PropertyName;
    }

    private void Expect(JsonTokenType wanted, string what)
    {
        if (!_json.Read() || _json.TokenType != wanted)
            throw Broken(what, $"is {Describe(_json.TokenType)}; expected {Describe(wanted)}");
    }

    private string ReadString(int cost)
    {
        Charge(cost + 32 + 2L * _json.ValueSpan.Length);
        return _json.GetString()!;
    }

    private void Charge(long bytes)
    {
        if (!_budget.TryTake(bytes))
            throw Broken("the header", "lists more names and numbers than a file of this size has use for");
    }

    // Composed only when thrown: a string per field would cost more than the index itself.
    private readonly SafetensorsException Broken(string what, string problem) => new(_tensor is null
        ? $"'{_file}': {what} {problem}."
        : $"'{_file}': tensor '{Clip(_tensor)}': {what} {problem}.");

    /// <summary>A name as messages show it: the start of it.</summary>
    public static string Clip(string text) => text.Length <= 120 ? text : text[..120] + "...";

    /// <summary>A JSON token as messages name it.</summary>
    public static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        _ => "empty",
    };
}
