namespace ResearchML.Torch;

/// <summary>What a safetensors file says about one of its tensors.</summary>
public sealed class SafetensorsEntry
{
    internal SafetensorsEntry(string name, SafetensorsDataType type, IReadOnlyList<long> shape, long begin, long end)
    {
        Name = name;
        Type = type;
        Shape = shape;
        Begin = begin;
        End = end;
    }

    /// <summary>The tensor's name, unique in its file.</summary>
    public string Name { get; }

    /// <summary>The format's name of the element type: <c>F32</c>, <c>BF16</c>, <c>I64</c>, <c>BOOL</c> and so on.</summary>
    public string DataType => Type.Name;

    /// <summary>Elements per dimension, each 0 or more; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Size of the tensor's data in bytes, 0 or more.</summary>
    public long ByteCount => End - Begin;

    internal SafetensorsDataType Type { get; }

    /// <summary>First byte, counted from the end of the header.</summary>
    internal long Begin { get; }

    /// <summary>One past the last byte, counted from the end of the header.</summary>
    internal long End { get; }
}
