using System.Numerics;
using System.Text;
using System.Text.Json;

namespace ResearchML.Torch;

/// <summary>Reads and checks <c>model.safetensors.index.json</c>: an object whose <c>weight_map</c> names the file of each tensor.</summary>
/// <remarks>The index is untrusted. Names are decoded into one buffer and handed out as spans, so that a long list costs nothing.</remarks>
internal ref struct SafetensorsIndex
{
    /// <summary>The index's limit in bytes, that of the format's header, which names each tensor at greater length.</summary>
    public const int MaxBytes = SafetensorsHeader.MaxBytes;

    private const string Map = "weight_map";
    private const int MaxShardName = 255; // Bytes of JSON; file systems allow as many bytes for a name.

    private readonly string _file;
    private readonly MemoryBudget _budget;
    private Utf8JsonReader _json;
    private char[] _tensor = new char[256];

    private SafetensorsIndex(string file, ReadOnlySpan<byte> json, MemoryBudget budget)
    {
        _file = file;
        _json = new Utf8JsonReader(json);
        _budget = budget;
    }

    /// <summary>Takes one line of the map.</summary>
    public delegate void Line(ReadOnlySpan<char> tensor, ReadOnlySpan<char> shard);

    /// <summary>Hands out the lines of the map in the file's order, each with a shard that is the plain name of a file.</summary>
    /// <param name="file">Names the index in messages.</param>
    /// <param name="json">Its content.</param>
    /// <param name="budget">What is charged for the buffer.</param>
    /// <param name="visit">Takes a line; the spans are valid during the call only.</param>
    /// <exception cref="SafetensorsException">The index is not of that form. A tensor listed twice is not found here.</exception>
    public static void ForEachLine(string file, ReadOnlySpan<byte> json, MemoryBudget budget, Line visit)
    {
        var index = new SafetensorsIndex(file, json, budget);
        try
        {
            index.Read(visit);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // The latter: text that is not UTF-8.
        {
            throw new SafetensorsException($"'{file}': the index is not valid JSON: {exception.Message}", exception);
        }
    }

    /// <summary>Why a name is none of a shard that stays in its folder on every system; null where it is one.</summary>
    public static string? ProblemOf(ReadOnlySpan<char> name)
    {
        if (name.Trim(" .").IsEmpty)
            return "is no file's name";
        if (name.IndexOfAny("/\\:") >= 0)
            return "must be the plain name of a file in the folder, without '/', '\\' and ':'";
        foreach (char letter in name)
        {
            if (char.IsControl(letter))
                return "holds a control character";
        }
        // Nothing else in the folder is opened on the index's word.
        return name.EndsWith(".safetensors", StringComparison.Ordinal) ? null : "must end in '.safetensors'";
    }

    private void Read(Line visit)
    {
        bool hasMap = false, hasMetadata = false;
        Expect(JsonTokenType.StartObject, "the index");
        while (NextProperty("the index"))
        {
            if (_json.ValueTextEquals("weight_map"u8))
            {
                if (hasMap)
                    throw Broken(Map, "is listed twice");
                hasMap = true;
                ReadMap(visit);
            }
            else
            {
                // Only its place is checked: total_size is informative, and other writers add fields of their own.
                bool metadata = _json.ValueTextEquals("metadata"u8);
                if (metadata && hasMetadata)
                    throw Broken("metadata", "is listed twice");
                hasMetadata |= metadata;
                if (!_json.Read() || (metadata && _json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null)))
                    throw Broken("metadata", $"is {SafetensorsHeader.Describe(_json.TokenType)}; expected an object");
                _json.Skip();
            }
        }
        if (_json.Read())
            throw Broken("the index", "goes on after its object");
        if (!hasMap)
            throw Broken(Map, "is missing; expected an object that names the file of each tensor");
    }

    private void ReadMap(Line visit)
    {
        Span<char> shard = stackalloc char[MaxShardName];
        Expect(JsonTokenType.StartObject, Map);
        while (NextProperty(Map))
        {
            ReadOnlySpan<char> tensor = ReadName();
            if (!_json.Read() || _json.TokenType != JsonTokenType.String)
                throw Broken($"{Map}: tensor '{SafetensorsHeader.Clip(tensor.ToString())}'", $"stands in {SafetensorsHeader.Describe(_json.TokenType)}; expected a file's name as a string");
            if (_json.ValueSpan.Length > MaxShardName)
                throw Broken($"{Map}: tensor '{SafetensorsHeader.Clip(tensor.ToString())}'", $"stands in a file whose name has {_json.ValueSpan.Length} bytes; at most {MaxShardName} are expected");
            ReadOnlySpan<char> name = shard[.._json.CopyString(shard)];
            if (ProblemOf(name) is string problem)
                throw Broken($"{Map}: tensor '{SafetensorsHeader.Clip(tensor.ToString())}' stands in the file '{Printable(name)}', which", problem);
            visit(tensor, name);
        }
    }

    private ReadOnlySpan<char> ReadName()
    {
        int most = _json.ValueSpan.Length; // UTF-16 never has more units than UTF-8 has bytes.
        if (most > _tensor.Length)
        {
            int size = (int)BitOperations.RoundUpToPowerOf2((uint)most);
            if (!_budget.TryTake(2L * size))
                throw Broken(Map, "holds longer names than files of this size have use for");
            _tensor = new char[size];
        }
        return _tensor.AsSpan(0, _json.CopyString(_tensor));
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
            throw Broken(what, $"is {SafetensorsHeader.Describe(_json.TokenType)}; expected {SafetensorsHeader.Describe(wanted)}");
    }

    private readonly SafetensorsException Broken(string what, string problem) => new($"'{_file}': {what} {problem}.");

    private static string Printable(ReadOnlySpan<char> name)
    {
        var text = new StringBuilder();
        foreach (char letter in name)
            text.Append(char.IsControl(letter) ? '?' : letter);
        return text.ToString();
    }
}
