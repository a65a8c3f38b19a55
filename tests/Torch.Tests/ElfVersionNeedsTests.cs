using System.Buffers.Binary;
using System.Text;

namespace ResearchML.Torch.Tests;

[TestClass]
public sealed class ElfVersionNeedsTests
{
    private const string Version = "GLIBCXX_3.4.32", Symbol = "_ZSt21ios_base_library_initv";
    private const int FlagsOfFirst = 0x40 + 16 + 4, FlagsOfSecond = FlagsOfFirst + 16;

    [TestMethod]
    public void Only_the_flags_of_the_named_version_change()
    {
        byte[] image = Image();
        byte[] expected = [.. image];
        expected[FlagsOfSecond] = 2;
        CollectionAssert.AreEqual(expected, ElfVersionNeeds.Weaken(image, Version, Symbol));
    }

    [TestMethod]
    public void Weakening_twice_changes_nothing_more()
    {
        byte[] once = ElfVersionNeeds.Weaken(Image(), Version, Symbol);
        CollectionAssert.AreEqual(once, ElfVersionNeeds.Weaken(once, Version, Symbol));
    }

    [TestMethod]
    public void A_library_that_does_not_need_the_version_stays_as_it_is()
    {
        byte[] image = Image();
        CollectionAssert.AreEqual(image, ElfVersionNeeds.Weaken(image, "GLIBCXX_3.4.33", Symbol));
        CollectionAssert.AreEqual(image, ElfVersionNeeds.Weaken(image, "GLIBCXX_3.4.3", Symbol)); // A prefix is another version.
    }

    [TestMethod]
    public void A_version_behind_which_another_symbol_stands_is_kept() =>
        StringAssert.Contains(
            Assert.ThrowsExactly<NotSupportedException>(() => ElfVersionNeeds.Weaken(Image(symbol: "_ZSt4cout"), Version, Symbol)).Message,
            $"a symbol of version {Version} other than {Symbol}");

    [TestMethod]
    public void A_version_whose_symbol_a_relocation_names_is_kept() =>
        StringAssert.Contains(
            Assert.ThrowsExactly<NotSupportedException>(() => ElfVersionNeeds.Weaken(Image(relocatedSymbol: 1), Version, Symbol)).Message,
            $"uses {Symbol} of version {Version}");

    [TestMethod]
    public void What_is_not_a_64_bit_little_endian_library_is_refused()
    {
        byte[] wide = Image(), big = Image(), risc = Image();
        wide[4] = 1;
        big[5] = 2;
        risc[18] = 243;
        foreach (byte[] image in new[] { [], "MZ"u8.ToArray(), wide, big, risc })
            Assert.ThrowsExactly<BadImageFormatException>(() => ElfVersionNeeds.Weaken(image, Version, Symbol));
    }

    [TestMethod]
    public void A_library_cut_anywhere_is_refused()
    {
        byte[] image = Image();
        for (int length = 0; length < image.Length; length++)
            Assert.ThrowsExactly<BadImageFormatException>(() => ElfVersionNeeds.Weaken(image.AsSpan(0, length), Version, Symbol));
    }

    [TestMethod]
    public void No_byte_set_to_its_extreme_makes_it_crash_or_touch_more_than_flags()
    {
        byte[] image = Image();
        for (int at = 0; at < image.Length; at++)
        {
            byte[] corrupt = [.. image];
            corrupt[at] = 0xFF;
            try
            {
                byte[] patched = ElfVersionNeeds.Weaken(corrupt, Version, Symbol);
                Assert.IsTrue(patched.Zip(corrupt).Count(pair => pair.First != pair.Second) <= 1);
            }
            catch (Exception exception) when (exception is BadImageFormatException or NotSupportedException)
            {
            }
        }
    }

    [TestMethod]
    [TestCategory("Machine")] // the machine decides whether it applies
    public void The_real_library_changes_in_one_bit()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");
        if (!File.Exists(path))
            Assert.Inconclusive($"'{path}' is missing: not Linux.");
        byte[] library = File.ReadAllBytes(path);
        byte[] weakened = ElfVersionNeeds.Weaken(library, Version, Symbol);
        int[] changed = [.. Enumerable.Range(0, library.Length).Where(at => library[at] != weakened[at])];

        Assert.HasCount(1, changed);
        Assert.AreEqual(library[changed[0]] | 2, weakened[changed[0]]);
        CollectionAssert.AreEqual(weakened, ElfVersionNeeds.Weaken(weakened, Version, Symbol));
        Assert.ThrowsExactly<NotSupportedException>(() => ElfVersionNeeds.Weaken(library, "GLIBCXX_3.4.30", Symbol)); // It does use that one.
    }

    // An x86-64 library with one dependency of two versions, one symbol of the second, and one relocation.
    private static byte[] Image(string symbol = Symbol, uint relocatedSymbol = 0)
    {
        const int needs = 0x40, symbols = 0x70, versions = 0xA0, relocations = 0xA8, names = 0xC0;
        byte[] text = Encoding.ASCII.GetBytes($"\0libstdc++.so.6\0GLIBCXX_3.4.30\0{Version}\0{symbol}\0");
        uint NameOf(string name) => (uint)text.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"\0{name}\0")) + 1;
        int table = (names + text.Length + 7) & ~7;
        byte[] image = new byte[table + 6 * 64];

        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(image, 0);
        Put16(18, 62);
        Put64(40, (ulong)table);
        Put16(58, 64);
        Put16(60, 6);

        Put16(needs, 1); // Verneed: version, count, file, first, next
        Put16(needs + 2, 2);
        Put32(needs + 4, NameOf("libstdc++.so.6"));
        Put32(needs + 8, 16);
        Put16(needs + 16 + 6, 2); // Vernaux: hash, flags, index, name, next
        Put32(needs + 16 + 8, NameOf("GLIBCXX_3.4.30"));
        Put32(needs + 16 + 12, 16);
        Put16(needs + 32 + 6, 3);
        Put32(needs + 32 + 8, NameOf(Version));

        Put32(symbols + 24, NameOf(symbol)); // Symbol 0 is none; symbol 1 has version 3.
        Put16(versions + 2, 3);
        Put64(relocations + 8, ((ulong)relocatedSymbol << 32) | 6);
        text.CopyTo(image, names);

        Section(1, 0x6ffffffe, needs, 48, link: 5);
        Section(2, 11, symbols, 48, link: 5);
        Section(3, 0x6fffffff, versions, 4, link: 2);
        Section(4, 4, relocations, 24, link: 2);
        Section(5, 3, names, text.Length, link: 0);
        return image;

        void Section(int index, uint type, int offset, int size, uint link)
        {
            int at = table + index * 64;
            Put32(at + 4, type);
            Put64(at + 24, (ulong)offset);
            Put64(at + 32, (ulong)size);
            Put32(at + 40, link);
        }
        void Put16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(at), value);
        void Put32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at), value);
        void Put64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(at), value);
    }
}
