using System.Security.Cryptography;
using System.Text;

namespace ResearchML.Tests;

/// <summary>Rewrites the entry of an external transformer, with a checksum that fits: what a malicious file, or another version, would hold.</summary>
public static class SavedEntry
{
    // ML.NET's header of 256 bytes, then the entry's length (4 bytes) and SHA-256 (32 bytes).
    private const int HeaderBytes = 256;
    private const int PrefixBytes = HeaderBytes + sizeof(int) + 32;

    public static byte[] WithVersion(byte[] model, int version) => Rewrite(model, (name, type, _) => (name, type, version));

    public static byte[] WithName(byte[] model, string assembly, string type) => Rewrite(model, (_, _, version) => (assembly, type, version));

    private static byte[] Rewrite(byte[] model, Func<string, string, int, (string Assembly, string Type, int Version)> change) =>
        ModelFile.Edit(model, "TransformerChain/Model.key", entry =>
        {
            int length = BitConverter.ToInt32(entry, HeaderBytes);
            var reader = new BinaryReader(new MemoryStream(entry, PrefixBytes, length));
            (string assembly, string type, int version) = change(reader.ReadString(), reader.ReadString(), reader.ReadInt32());
            using var content = new MemoryStream();
            var writer = new BinaryWriter(content, Encoding.UTF8);
            writer.Write(assembly);
            writer.Write(type);
            writer.Write(version);
            writer.Write(reader.ReadBytes(length));
            byte[] bytes = content.ToArray();

            byte[] tail = entry[(PrefixBytes + length)..];
            byte[] header = entry[..HeaderBytes];
            // Places and sizes in ML.NET's header that lie after the entry move with it (see ModelHeader in its sources).
            int moved = bytes.Length - length;
            foreach (int offset in new[] { 0x18, 0x20, 0x30, 0x80, 0x88, 0x90 })
            {
                long place = BitConverter.ToInt64(header, offset);
                if (place != 0)
                    BitConverter.TryWriteBytes(header.AsSpan(offset), place + moved);
            }

            return [.. header, .. BitConverter.GetBytes(bytes.Length), .. SHA256.HashData(bytes), .. bytes, .. tail];
        });
}
