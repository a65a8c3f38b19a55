using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using static TorchSharp.torch;

namespace ResearchML.Torch;

/// <summary>Lays out tensors as a safetensors file and writes them.</summary>
internal sealed class SafetensorsWriter
{
    private const int Alignment = 8;

    private readonly record struct Item(string Name, Tensor Tensor, SafetensorsDataType Type, long Bytes);

    private readonly List<Item> _items = [];
    private readonly IReadOnlyDictionary<string, string>? _metadata;

    /// <summary>Takes stock of the tensors; writes nothing yet.</summary>
    /// <exception cref="ArgumentException">A name or a type cannot be written.</exception>
    public SafetensorsWriter(IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        _metadata = metadata;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, Tensor tensor) in tensors)
        {
            if (name is null or SafetensorsHeader.MetadataKey || !names.Add(name))
                throw new ArgumentException($"A tensor's name must be unique and not '{SafetensorsHeader.MetadataKey}'; '{name}' is not.", nameof(tensors));
            if (tensor is null || SafetensorsDataType.Find(tensor.dtype) is not { } type)
                throw new ArgumentException($"Tensor '{name}' is {tensor?.dtype.ToString() ?? "null"}; the format is written for {SafetensorsDataType.Readable}.", nameof(tensors));
            _items.Add(new Item(name, tensor, type, tensor.numel() * type.Bits / 8));
        }
        // Largest elements first, so that every tensor starts at a multiple of its element's size.
        _items.Sort(static (a, b) => a.Type.Bits != b.Type.Bits ? b.Type.Bits - a.Type.Bits : string.CompareOrdinal(a.Name, b.Name));
    }

    /// <summary>Writes the header and the data.</summary>
    public void WriteTo(Stream stream)
    {
        ReadOnlySpan<byte> header = Header();
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (Item item in _items)
            WriteData(stream, item.Tensor);
    }

    private static void WriteData(Stream stream, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        Tensor plain = tensor.detach().cpu().contiguous();
        TensorBytes.ForEachPiece(plain, bytes => stream.Write(bytes));
    }

    private ReadOnlySpan<byte> Header()
    {
        var buffer = new ArrayBufferWriter<byte>();
        // Only quotes, backslashes and control characters are escaped, as the reference implementation does.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (_metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach ((string key, string value) in _metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }
            long offset = 0;
            foreach (Item item in _items)
            {
                json.WriteStartObject(item.Name);
                json.WriteString("dtype", item.Type.Name);
                WriteNumbers(json, "shape", item.Tensor.shape);
                WriteNumbers(json, "data_offsets", [offset, offset + item.Bytes]);
                json.WriteEndObject();
                offset += item.Bytes;
            }
            json.WriteEndObject();
        }
        int padding = -buffer.WrittenCount & (Alignment - 1);
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenSpan;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
