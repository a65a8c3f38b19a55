using static TorchSharp.torch;

namespace ResearchML.Torch;

/// <summary>An element type of the format: its name, its size and the Torch type it is read as.</summary>
/// <param name="Name">As the header spells it.</param>
/// <param name="Bits">Size of one element in bits.</param>
/// <param name="Scalar">The Torch type; null where this package reads none.</param>
internal sealed record SafetensorsDataType(string Name, int Bits, ScalarType? Scalar)
{
    // The format's list (huggingface/safetensors, safetensors/src/tensor.rs, enum Dtype).
    private static readonly SafetensorsDataType[] All =
    [
        new("F64", 64, ScalarType.Float64), new("F32", 32, ScalarType.Float32), new("F16", 16, ScalarType.Float16),
        new("BF16", 16, ScalarType.BFloat16), new("I64", 64, ScalarType.Int64), new("I32", 32, ScalarType.Int32),
        new("I16", 16, ScalarType.Int16), new("I8", 8, ScalarType.Int8), new("U8", 8, ScalarType.Byte),
        new("BOOL", 8, ScalarType.Bool),
        new("U64", 64, null), new("U32", 32, null), new("U16", 16, null), new("C64", 64, null),
        new("F8_E4M3", 8, null), new("F8_E5M2", 8, null), new("F8_E8M0", 8, null), new("F8_E4M3FNUZ", 8, null),
        new("F8_E5M2FNUZ", 8, null), new("F6_E2M3", 6, null), new("F6_E3M2", 6, null), new("F4", 4, null),
    ];

    /// <summary>The names that can be read, for messages.</summary>
    public static string Readable => string.Join(", ", All.Where(type => type.Scalar is not null).Select(type => type.Name));

    /// <summary>The type that the header spells so; null where the format knows none.</summary>
    public static SafetensorsDataType? Find(ReadOnlySpan<char> name)
    {
        foreach (SafetensorsDataType type in All)
        {
            if (name.SequenceEqual(type.Name))
                return type;
        }
        return null;
    }

    /// <summary>The type that a Torch tensor is written as; null where the format has none.</summary>
    public static SafetensorsDataType? Find(ScalarType scalar) => Array.Find(All, type => type.Scalar == scalar);

    /// <summary>The bytes that a tensor of this shape takes; null where they overflow or are no whole number.</summary>
    /// <remarks>Torch multiplies the other dimensions even where one is zero, so they must not overflow either.</remarks>
    public long? ByteCount(ReadOnlySpan<long> shape)
    {
        UInt128 bits = (UInt128)Bits;
        bool empty = false;
        foreach (long size in shape)
        {
            empty |= size == 0;
            bits *= (UInt128)Math.Max(1, size); // Both factors are below 2^67, so the product fits.
            if (bits > (UInt128)long.MaxValue * 8)
                return null;
        }
        return empty ? 0 : bits % 8 == 0 ? (long)(bits / 8) : null;
    }
}
