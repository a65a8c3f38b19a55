using System.Buffers.Binary;
using System.Text;

namespace ResearchML.Torch;

/// <summary>Edits the symbol versions that a 64-bit little-endian ELF library needs. Bytes in, bytes out.</summary>
/// <remarks>
/// The dynamic linker refuses a library that needs a version its dependency does not define, whether or not a symbol of that
/// version is used, unless the entry carries the weak flag (VER_FLG_WEAK). Layouts: System V ABI for ELF64, and the Linux
/// Standard Base 5.0, section 10.7, for .gnu.version and .gnu.version_r.
/// </remarks>
internal static class ElfVersionNeeds
{
    private const uint Rela = 4, Rel = 9, DynamicSymbols = 11, VersionNeeds = 0x6ffffffe, SymbolVersions = 0x6fffffff;
    private const int SectionSize = 64, SymbolSize = 24, NeedSize = 16;
    private const ushort X64 = 62, Arm64 = 183, WeakFlag = 0x2, VersionIndexMask = 0x7fff;

    /// <summary>A copy of the library in which a needed version is weak.</summary>
    /// <param name="image">The library.</param>
    /// <param name="version">The needed version, as in <c>GLIBCXX_3.4.32</c>. Where it is not needed, the copy is equal.</param>
    /// <param name="unusedSymbol">The one symbol that may stand behind that version, and that no relocation may name.</param>
    /// <exception cref="BadImageFormatException">Not such a library, truncated, or with offsets that lead outside it.</exception>
    /// <exception cref="NotSupportedException">The library uses something of that version.</exception>
    public static byte[] Weaken(ReadOnlySpan<byte> image, string version, string unusedSymbol)
    {
        List<Section> sections = ReadSections(image);
        byte[] copy = image.ToArray();
        foreach (Section needs in sections.Where(section => section.Type == VersionNeeds))
        {
            ReadOnlySpan<byte> names = Body(image, Linked(sections, needs));
            foreach (int entry in EntriesNamed(Body(image, needs), names, version))
            {
                int offset = (int)needs.Offset + entry;
                ushort index = U16(image, offset + 6);
                RequireUnused(image, sections, (ushort)(index & VersionIndexMask), version, unusedSymbol);
                ushort flags = (ushort)(U16(image, offset + 4) | WeakFlag);
                BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(offset + 4), flags);
            }
        }
        return copy;
    }

    private readonly record struct Section(uint Type, ulong Offset, ulong Size, uint Link);

    private static List<Section> ReadSections(ReadOnlySpan<byte> image)
    {
        ReadOnlySpan<byte> elf64LittleEndian = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];
        if (!image.StartsWith(elf64LittleEndian) || U16(image, 18) is not (X64 or Arm64))
            throw new BadImageFormatException("Not a 64-bit little-endian ELF library for x86-64 or AArch64.");

        ulong table = U64(image, 40);
        int entrySize = U16(image, 58), count = U16(image, 60);
        if (entrySize != SectionSize || count == 0)
            throw new BadImageFormatException($"The ELF section table has {count} entries of {entrySize} bytes; expected some of {SectionSize}.");
        ReadOnlySpan<byte> headers = Slice(image, table, (ulong)count * SectionSize);

        var sections = new List<Section>(count);
        for (int at = 0; at < headers.Length; at += SectionSize)
            sections.Add(new Section(U32(headers, at + 4), U64(headers, at + 24), U64(headers, at + 32), U32(headers, at + 40)));
        return sections;
    }

    // Verneed: version u16, count u16, file u32, first u32, next u32. Vernaux: hash u32, flags u16, index u16, name u32, next u32.
    // Both lists only ever lead forward, so both walks end.
    private static List<int> EntriesNamed(ReadOnlySpan<byte> needs, ReadOnlySpan<byte> names, string version)
    {
        var found = new List<int>();
        if (needs.IsEmpty)
            return found;
        for (long need = 0, next = -1; next != 0; need += next)
        {
            ReadOnlySpan<byte> header = Slice(needs, (ulong)need, NeedSize);
            long entry = need + U32(header, 8);
            for (int left = U16(header, 2); left > 0; left--)
            {
                ReadOnlySpan<byte> aux = Slice(needs, (ulong)entry, NeedSize);
                if (NameEquals(names, U32(aux, 8), version))
                    found.Add((int)entry);
                entry += U32(aux, 12);
            }
            next = U32(header, 12);
        }
        return found;
    }

    private static void RequireUnused(ReadOnlySpan<byte> image, List<Section> sections, ushort index, string version, string unusedSymbol)
    {
        foreach (Section versions in sections.Where(section => section.Type == SymbolVersions))
        {
            Section symbols = Linked(sections, versions);
            if (symbols.Type != DynamicSymbols)
                throw new BadImageFormatException("The ELF symbol versions belong to no dynamic symbol table.");
            ReadOnlySpan<byte> indices = Body(image, versions), table = Body(image, symbols), names = Body(image, Linked(sections, symbols));
            for (int symbol = 0; symbol < indices.Length / 2; symbol++)
            {
                if ((U16(indices, symbol * 2) & VersionIndexMask) != index)
                    continue;
                if (!NameEquals(names, U32(table, symbol * SymbolSize), unusedSymbol))
                    throw new NotSupportedException($"The library uses a symbol of version {version} other than {unusedSymbol}.");
                RequireNoRelocation(image, sections, (uint)symbol, version, unusedSymbol);
            }
        }
    }

    private static void RequireNoRelocation(ReadOnlySpan<byte> image, List<Section> sections, uint symbol, string version, string name)
    {
        foreach (Section relocations in sections.Where(section => section.Type is Rela or Rel))
        {
            ReadOnlySpan<byte> table = Body(image, relocations);
            int size = relocations.Type == Rela ? 24 : 16;
            for (int at = 0; at + size <= table.Length; at += size)
            {
                if (U64(table, at + 8) >> 32 == symbol)
                    throw new NotSupportedException($"The library uses {name} of version {version}.");
            }
        }
    }

    private static bool NameEquals(ReadOnlySpan<byte> names, uint offset, string expected)
    {
        int length = Encoding.UTF8.GetByteCount(expected);
        ReadOnlySpan<byte> name = Slice(names, offset, (ulong)Math.Max(0, names.Length - (long)offset));
        return name.Length > length && name[length] == 0 && name[..length].SequenceEqual(Encoding.UTF8.GetBytes(expected));
    }

    private static Section Linked(List<Section> sections, Section section) =>
        section.Link < sections.Count
            ? sections[(int)section.Link]
            : throw new BadImageFormatException($"An ELF section is linked to section {section.Link} of {sections.Count}.");

    private static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> image, Section section) => Slice(image, section.Offset, section.Size);

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, ulong offset, ulong size)
    {
        if (offset > (ulong)bytes.Length || size > (ulong)bytes.Length - offset)
            throw new BadImageFormatException($"ELF data at {offset} of {size} bytes lies outside its {bytes.Length} bytes.");
        return bytes.Slice((int)offset, (int)size);
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(bytes, (ulong)offset, 2));

    private static uint U32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(bytes, (ulong)offset, 4));

    private static ulong U64(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(Slice(bytes, (ulong)offset, 8));
}
